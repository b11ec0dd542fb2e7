"""Open files of a container without following its symbolic links out of it."""

import ctypes
import os
import stat
import struct

OPENAT2 = 437  # the same number on every architecture
RESOLVE_NO_MAGICLINKS, RESOLVE_IN_ROOT = 0x02, 0x10
READ_SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY

_libc = ctypes.CDLL(None, use_errno=True)


def open_in_root(root: int, path: str, flags: int) -> int:
    """Open `path` as if the directory open as `root` were `/`; links can't lead out of it."""
    how = struct.pack("=QQQ", flags | os.O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)
    found = _libc.syscall(
        OPENAT2, root, os.fsencode(path.lstrip("/") or "."), how, ctypes.c_size_t(len(how))
    )
    if found < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), path)
    return int(found)


def open_directory(root: str, path: str) -> int:
    """The directory at `path` inside the root directory `root`."""
    base = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return open_in_root(base, path, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.close(base)


def read_end(directory: int, path: str, limit: int) -> tuple[int, bytes | None]:
    """Size and last `limit` bytes of a regular file below `directory`; None for anything else."""
    try:
        descriptor = open_in_root(directory, path, READ_SAFELY)
    except OSError:
        return 0, None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return 0, None
        return found.st_size, os.pread(descriptor, limit, max(0, found.st_size - limit))
    except OSError:
        return 0, None
    finally:
        os.close(descriptor)
