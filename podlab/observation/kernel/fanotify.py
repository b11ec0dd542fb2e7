"""Fanotify groups that name directory, file and process of each change."""

import ctypes
import os
import struct
from collections.abc import Iterator
from enum import IntFlag
from typing import NamedTuple

CLOSE_ON_EXEC, NON_BLOCKING = 0x1, 0x2
REPORT_DIRECTORY_AND_NAME = 0x400 | 0x800
MARK_ADD, MARK_ONLY_DIRECTORY, MARK_MOUNT = 0x1, 0x8, 0x10
NO_DESCRIPTOR = -1
INFO_DIRECTORY_AND_NAME, INFO_DIRECTORY = 2, 3
AT_CURRENT_DIRECTORY, AT_EMPTY_PATH = -100, 0x1000
MAX_HANDLE = 128
BUFFER_BYTES = 64 << 10

_METADATA = struct.Struct("=IBBHQii")
_INFO = struct.Struct("=BBH8x")
_HANDLE = struct.Struct("=Ii")
_libc = ctypes.CDLL(None, use_errno=True)


class Change(IntFlag):
    """The kernel's bits for what happened."""

    ACCESS = 0x1
    MODIFY = 0x2
    CLOSE_WRITE = 0x8
    MOVED_FROM = 0x40
    MOVED_TO = 0x80
    CREATE = 0x100
    DELETE = 0x200
    OVERFLOW = 0x4000
    ON_CHILD = 0x08000000
    DIRECTORY = 0x40000000


WRITES = Change.MODIFY | Change.CLOSE_WRITE
NAMES = Change.CREATE | Change.DELETE | Change.MOVED_FROM | Change.MOVED_TO | Change.DIRECTORY


class FileEvent(NamedTuple):
    """One event: `directory` is the handle of the directory, `pid` 0 when it isn't told."""

    change: Change
    pid: int
    directory: bytes
    name: str


class FanotifyGroup:
    """One queue of events; what fires it is decided by its marks."""

    def __init__(self) -> None:
        flags = CLOSE_ON_EXEC | NON_BLOCKING | REPORT_DIRECTORY_AND_NAME
        self._descriptor = _check(_libc.fanotify_init(flags, os.O_RDONLY | os.O_CLOEXEC))

    def fileno(self) -> int:
        """For poll."""
        return self._descriptor

    def watch_directory(self, descriptor: int, changes: Change) -> bytes:
        """Report `changes` to entries of an open directory; how events will name it."""
        self._mark(MARK_ADD | MARK_ONLY_DIRECTORY, changes, f"/proc/self/fd/{descriptor}")
        return directory_handle(descriptor)

    def watch_mount(self, path: str, changes: Change) -> None:
        """Report `changes` made through the mount at `path`. Needs SYS_ADMIN."""
        self._mark(MARK_ADD | MARK_MOUNT, changes, path)

    def read(self) -> list[FileEvent]:
        """What is waiting, at most one buffer full."""
        try:
            return list(parse_events(os.read(self._descriptor, BUFFER_BYTES)))
        except BlockingIOError:
            return []

    def close(self) -> None:
        """Give the queue and its marks back."""
        os.close(self._descriptor)

    def _mark(self, how: int, changes: Change, path: str) -> None:
        _check(
            _libc.fanotify_mark(
                self._descriptor,
                how,
                ctypes.c_uint64(int(changes)),
                AT_CURRENT_DIRECTORY,
                os.fsencode(path),
            )
        )


def parse_events(data: bytes) -> Iterator[FileEvent]:
    """The events in one buffer as the kernel filled it."""
    offset = 0
    while offset + _METADATA.size <= len(data):
        length, _, _, header, mask, _, pid = _METADATA.unpack_from(data, offset)
        if length < _METADATA.size:
            return
        directory, name = _directory_and_name(data[offset + header : offset + length])
        yield FileEvent(Change(mask), pid, directory, name)
        offset += length


def _directory_and_name(records: bytes) -> tuple[bytes, str]:
    offset = 0
    while offset + _INFO.size + _HANDLE.size <= len(records):
        kind, _, length = _INFO.unpack_from(records, offset)
        if kind in {INFO_DIRECTORY_AND_NAME, INFO_DIRECTORY}:
            start = offset + _INFO.size
            size, _ = _HANDLE.unpack_from(records, start)
            end = start + _HANDLE.size + size
            name = records[end : offset + length].split(b"\0", 1)[0]
            return records[start:end], os.fsdecode(name)
        offset += max(length, 1)
    return b"", ""


def directory_handle(descriptor: int) -> bytes:
    """The handle by which events name the directory that is open as `descriptor`."""
    buffer = ctypes.create_string_buffer(_HANDLE.pack(MAX_HANDLE, 0), _HANDLE.size + MAX_HANDLE)
    mount = ctypes.c_int()
    _check(_libc.name_to_handle_at(descriptor, b"", buffer, ctypes.byref(mount), AT_EMPTY_PATH))
    size, _ = _HANDLE.unpack_from(buffer.raw)
    return buffer.raw[: _HANDLE.size + size]


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
