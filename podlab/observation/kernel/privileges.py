"""Enter a namespace, then give privileges away before anything hostile is read."""

import ctypes
import os
import resource
import signal
import struct
from collections.abc import Iterable
from enum import IntEnum

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS = 1, 8, 38
CAPABILITY_VERSION_3 = 0x20080522
FIRST_WORKER_UID = 1_700_000_000
MAX_MEMORY = 512 << 20

_libc = ctypes.CDLL(None, use_errno=True)


class Capability(IntEnum):
    """The capabilities that the scope ever has, by their numbers in linux/capability.h."""

    DAC_READ_SEARCH = 2
    SETGID = 6
    SETUID = 7
    NET_ADMIN = 12
    NET_RAW = 13
    SYS_PTRACE = 19
    SYS_ADMIN = 21


def enter_network_namespace(path: str) -> None:
    """Move this process into the network namespace at `path`. Needs SYS_ADMIN."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _check(_libc.setns(descriptor, CLONE_NEWNET))
    finally:
        os.close(descriptor)


def end_with_parent() -> None:
    """Have the kernel end this process when its parent dies."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def drop_privileges(keep: Iterable[Capability] = ()) -> None:
    """Become a user of one's own with no capability but those in `keep`, for good.

    A user of its own, because user 0 without capabilities may still signal the host's root
    processes, and because the kernel counts file marks per user.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kept = sum(1 << capability for capability in keep) & _permitted()
    _prctl(PR_SET_KEEPCAPS, 1)
    _change_user()
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    low, high = kept & 0xFFFFFFFF, kept >> 32
    _check(_libc.capset(header, struct.pack("=6I", low, low, 0, high, high, 0)))
    end_with_parent()  # a change of user clears it


def _change_user() -> None:
    """A user that nobody else has, where we may; without SETUID we stay who we are."""
    uid = FIRST_WORKER_UID + os.getpid()
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except PermissionError:
        return


def _permitted() -> int:
    data = ctypes.create_string_buffer(24)
    _check(_libc.capget(struct.pack("=Ii", CAPABILITY_VERSION_3, 0), data))
    words = struct.unpack("=6I", data.raw)
    return int(words[1]) | int(words[4]) << 32


def _prctl(option: int, value: int) -> None:
    _check(_libc.prctl(option, value, 0, 0, 0))


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
