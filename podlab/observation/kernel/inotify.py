"""The fallback where fanotify is refused: names of changes, without any process behind them."""

import ctypes
import os
import struct
from collections.abc import Iterator

from podlab.observation.kernel.fanotify import Change, FileEvent

CLOSE_ON_EXEC, NON_BLOCKING = os.O_CLOEXEC, os.O_NONBLOCK
ONLY_DIRECTORY = 0x01000000
BUFFER_BYTES = 64 << 10

_EVENT = struct.Struct("=iIII")
_WATCH = struct.Struct("=i")
_libc = ctypes.CDLL(None, use_errno=True)


class InotifyGroup:
    """The same questions as a FanotifyGroup's; the bits of changes are the kernel's same ones."""

    def __init__(self) -> None:
        self._descriptor = _check(_libc.inotify_init1(CLOSE_ON_EXEC | NON_BLOCKING))

    def fileno(self) -> int:
        """For poll."""
        return self._descriptor

    def watch_directory(self, descriptor: int, changes: Change) -> bytes:
        """Report `changes` to entries of an open directory; how events will name it."""
        mask = int(changes & ~(Change.DIRECTORY | Change.ON_CHILD)) | ONLY_DIRECTORY
        path = os.fsencode(f"/proc/self/fd/{descriptor}")
        return _WATCH.pack(_check(_libc.inotify_add_watch(self._descriptor, path, mask)))

    def read(self) -> list[FileEvent]:
        """What is waiting, at most one buffer full."""
        try:
            return list(parse_events(os.read(self._descriptor, BUFFER_BYTES)))
        except BlockingIOError:
            return []


def parse_events(data: bytes) -> Iterator[FileEvent]:
    """The events in one buffer as the kernel filled it."""
    offset = 0
    while offset + _EVENT.size <= len(data):
        watch, mask, _cookie, length = _EVENT.unpack_from(data, offset)
        offset += _EVENT.size
        name = data[offset : offset + length].split(b"\0", 1)[0]
        yield FileEvent(Change(mask), 0, _WATCH.pack(watch), os.fsdecode(name))
        offset += length


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
