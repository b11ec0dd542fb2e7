"""Which changes are told, in which order, and by whom."""

import pytest

from podlab.observation.files.changes import FileChange, Seen, merge
from podlab.observation.files.watcher import container_in
from podlab.observation.kernel.fanotify import Change

CREATE, MODIFY, CLOSE = Change.CREATE, Change.MODIFY, Change.CLOSE_WRITE
FROM, TO, DELETE = Change.MOVED_FROM, Change.MOVED_TO, Change.DELETE
A, B = "a" * 64, "b" * 64


def told(changes: list[FileChange]) -> list[tuple[str, str, str, str]]:
    return [(each.action, each.path, each.by, each.old_path) for each in changes]


def seen(path: str, change: Change, by: str = "", pid: int = 1) -> Seen:
    return Seen("v", path, change, by, pid)


@pytest.mark.parametrize(
    ("names", "writes", "expected"),
    [
        ([seen("f", CREATE | MODIFY | CLOSE)], [seen("f", CLOSE, A)], [("create", "f", A, "")]),
        ([seen("f", MODIFY, A)], [], [("write", "f", A, "")]),
        ([seen("f", MODIFY)], [], [("write", "f", "", "")]),
        (
            [seen("f", MODIFY)],
            [seen("f", MODIFY, A), seen("f", MODIFY, B), seen("f", CLOSE, A)],
            [("write", "f", A, ""), ("write", "f", B, "")],
        ),
        ([], [seen("f", MODIFY, A)], [("write", "f", A, "")]),
        ([seen("f", DELETE, B)], [], [("delete", "f", B, "")]),
        (
            [seen("f", CREATE | CLOSE), seen("f", DELETE, B, 2)],
            [seen("f", CLOSE, A)],
            [("create", "f", A, ""), ("delete", "f", B, "")],
        ),
        ([seen("x", FROM, A), seen("y", TO, A)], [], [("rename", "y", A, "x")]),
        (
            [seen("t", CREATE | MODIFY | CLOSE | FROM), seen("y", TO)],
            [seen("t", CLOSE, A)],
            [("create", "t", A, ""), ("rename", "y", A, "t")],
        ),
        ([seen("x", FROM, A)], [], [("delete", "x", A, "")]),
        ([seen("y", TO, A)], [], [("create", "y", A, "")]),
        (
            [seen("x", FROM, A, 1), seen("y", TO, B, 2)],
            [],
            [("delete", "x", A, ""), ("create", "y", B, "")],
        ),
        (
            [seen("d/", CREATE | Change.DIRECTORY, A), seen("d/f", CREATE, A)],
            [seen("d/f", CLOSE, A)],
            [("create", "d/", A, ""), ("create", "d/f", A, "")],
        ),
    ],
)
def test_events_become_changes(
    names: list[Seen], writes: list[Seen], expected: list[tuple[str, str, str, str]]
) -> None:
    assert told(merge(names, writes)) == expected


def test_changes_keep_the_order_in_which_they_happened() -> None:
    names = [seen("a", CREATE, A), seen("a", FROM, A), seen("b", TO, A), seen("b", DELETE, A)]

    assert told(merge(names, [])) == [
        ("create", "a", A, ""),
        ("rename", "b", A, "a"),
        ("delete", "b", A, ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"9:memory:/docker/{B}\n0::/docker/{A}\n", A),
        (f"0::/docker/{B}/{A}\n", A),
        (f"0::/system.slice/docker-{A}.scope\n", A),
        ("0::/\n", ""),
        ("", ""),
    ],
)
def test_the_innermost_container_of_a_cgroup_is_meant(text: str, expected: str) -> None:
    assert container_in(text) == expected
