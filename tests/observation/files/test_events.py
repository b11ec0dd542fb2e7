"""What the kernel writes into a buffer, as events; and a real directory under inotify."""

import struct
from pathlib import Path

from podlab.observation.files.changes import merge
from podlab.observation.files.watcher import PodFiles
from podlab.observation.kernel import fanotify, inotify
from podlab.observation.kernel.fanotify import Change
from podlab.observation.kernel.inotify import InotifyGroup


def test_fanotify_events_name_directory_file_and_process() -> None:
    handle = struct.pack("=Ii", 4, 1) + b"abcd"
    name = b"file.txt\0\0\0\0"
    info = struct.pack("=BBH", 2, 0, 12 + len(handle) + len(name)) + bytes(8) + handle + name
    event = struct.pack("=IBBHQii", 24 + len(info), 3, 0, 24, 0x108, -1, 77) + info

    assert (
        list(fanotify.parse_events(event * 2))
        == [(Change.CREATE | Change.CLOSE_WRITE, 77, handle, "file.txt")] * 2
    )


def test_an_overflow_has_no_name() -> None:
    event = struct.pack("=IBBHQii", 24, 3, 0, 24, 0x4000, -1, 0)

    assert list(fanotify.parse_events(event)) == [(Change.OVERFLOW, 0, b"", "")]


def test_inotify_events_are_read_alike() -> None:
    event = struct.pack("=iIII", 5, 0x200, 0, 16) + b"gone".ljust(16, b"\0")

    assert list(inotify.parse_events(event)) == [(Change.DELETE, 0, struct.pack("=i", 5), "gone")]


def test_inotify_alone_tells_names_and_text(tmp_path: Path) -> None:
    volume = tmp_path / "podlab" / "volumes" / "shared"
    volume.mkdir(parents=True)
    files = PodFiles(str(tmp_path), ("shared",), InotifyGroup())
    (volume / "a").write_text("hello")
    (volume / "b").mkdir()
    (volume / "link").symlink_to("/etc/passwd")
    changes, overflows = files.collect(now=1.0)

    assert overflows == 0
    assert [(each.action, each.path, each.by) for each in changes] == [
        ("create", "a", ""),
        ("create", "b/", ""),
        ("create", "link", ""),
    ]
    assert [files.read(each) for each in changes] == [
        (5, "hello", False),
        (0, None, False),
        (0, None, False),
    ]
    assert not files.exact


def test_nothing_happened_is_no_change() -> None:
    assert merge([], []) == []
