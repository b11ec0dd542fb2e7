"""The mark by an eBPF program on a cgroup, for kernels that can't mark by a rule of nftables.

Five instructions copy the id of the sender's cgroup into the packet's mark. They are put on
containers' own cgroups and never on one that holds other software.
"""

import ctypes
import os
import platform
import struct
from pathlib import Path

SYSCALLS = {"x86_64": 321, "aarch64": 280}
PROGRAM_LOAD, LINK_CREATE = 5, 28
CGROUP_SKB, INET_EGRESS = 8, 1
SKB_CGROUP_ID = 79  # the helper's number
MARK_OFFSET = 8  # of `mark` in struct __sk_buff
ATTRIBUTES_SIZE, LOG_SIZE = 144, 64 << 10

_INSTRUCTION = struct.Struct("=BBhi")
_LOAD = struct.Struct("=IIQQIIQII16sII")
_LINK = struct.Struct("=IIII")
_libc = ctypes.CDLL(None, use_errno=True)


class MarkProgram:
    """The program in the kernel; what it is put on is marked for as long as this process lives."""

    def __init__(self) -> None:
        """Needs SYS_ADMIN; raises OSError where the kernel or the engine forbids it."""
        code = ctypes.create_string_buffer(_instructions())
        license_name = ctypes.create_string_buffer(b"GPL")
        self._program = _bpf(
            PROGRAM_LOAD,
            _LOAD.pack(
                CGROUP_SKB,
                (len(code) - 1) // _INSTRUCTION.size,
                ctypes.addressof(code),
                ctypes.addressof(license_name),
                0,
                0,
                0,
                0,
                0,
                b"podlab_mark",
                0,
                INET_EGRESS,
            ),
        )
        self._links: dict[Path, int] = {}

    def put_on(self, directory: Path) -> None:
        """Mark what leaves sockets of this cgroup and of those below it; safe to repeat."""
        if directory in self._links:
            return
        cgroup = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            link = _LINK.pack(self._program, cgroup, INET_EGRESS, 0)
            self._links[directory] = _bpf(LINK_CREATE, link)
        finally:
            os.close(cgroup)

    def take_off(self, directory: Path) -> None:
        """The cgroup is gone or no longer watched; safe to repeat."""
        if (link := self._links.pop(directory, None)) is not None:
            os.close(link)

    def close(self) -> None:
        """Take it off everywhere."""
        for directory in list(self._links):
            self.take_off(directory)
        os.close(self._program)


def _instructions() -> bytes:
    """r6 = context; r0 = skb_cgroup_id(context); context->mark = r0; return 1 (let it pass)."""
    rows = (
        (0xBF, 1 << 4 | 6, 0, 0),
        (0x85, 0, 0, SKB_CGROUP_ID),
        (0x63, 0 << 4 | 6, MARK_OFFSET, 0),
        (0xB7, 0, 0, 1),
        (0x95, 0, 0, 0),
    )
    return b"".join(_INSTRUCTION.pack(*row) for row in rows)


def _bpf(command: int, attributes: bytes) -> int:
    number = SYSCALLS.get(platform.machine())
    if number is None:
        raise OSError(f"no number of the bpf call is known for {platform.machine()}")
    buffer = ctypes.create_string_buffer(attributes.ljust(ATTRIBUTES_SIZE, b"\0"))
    found = _libc.syscall(number, command, buffer, ctypes.c_uint(ATTRIBUTES_SIZE))
    if found < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(found)
