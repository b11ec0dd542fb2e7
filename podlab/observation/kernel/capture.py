"""Every TCP segment with something to say on an interface in this namespace, with who sent it."""

import ctypes
import socket
import struct
from pathlib import Path

from podlab.observation.traffic.segments import Segment, parse_segment

SNAP_LENGTH = 4096
BUFFER_BYTES = 8 << 20
ETH_P_ALL, PACKET_OUTGOING = 3, 4
LOOPBACK = "lo"
SOL_PACKET, PACKET_STATISTICS, PACKET_IGNORE_OUTGOING = 263, 6, 23
SO_ATTACH_FILTER, SO_RCVBUFFORCE, SO_TIMESTAMPNS, SO_MARK, SO_RCVMARK = 26, 33, 35, 36, 75
COUNTERS = Path("/proc/thread-self/net/dev")

_KEEP, _DROP = 255, 254
# Classic BPF on a packet without link header: TCP that opens, closes, resets or carries bytes.
# Each row: operation, jump when true, jump when false, operand; jumps to _KEEP and _DROP are
# turned into distances below.
_PROGRAM = (
    (0x30, 0, 0, 0),  # byte 0: version
    (0x54, 0, 0, 0xF0),
    (0x15, 1, 0, 0x40),
    (0x15, 11, _DROP, 0x60),
    (0x30, 0, 0, 9),  # IPv4: protocol
    (0x15, 0, _DROP, 6),
    (0xB1, 0, 0, 0),  # X = header length
    (0x50, 0, 0, 13),  # TCP flags
    (0x45, _KEEP, 0, 7),  # FIN, SYN, RST
    (0x50, 0, 0, 12),  # TCP header length
    (0x74, 0, 0, 2),
    (0x54, 0, 0, 0x3C),
    (0x0C, 0, 0, 0),  # + IP header length
    (0x07, 0, 0, 0),
    (0x05, 0, 0, 7),  # to the IPv4 length
    (0x30, 0, 0, 6),  # IPv6: next header
    (0x15, 0, _DROP, 6),
    (0x30, 0, 0, 53),
    (0x45, _KEEP, 0, 7),
    (0x30, 0, 0, 52),
    (0x74, 0, 0, 2),
    (0x05, 0, 0, 2),  # to the IPv6 mask
    (0x28, 0, 0, 2),  # IPv4 total length
    (0x1D, _DROP, _KEEP, 0),
    (0x54, 0, 0, 0x3C),
    (0x07, 0, 0, 0),
    (0x28, 0, 0, 4),  # IPv6 payload length
    (0x1D, _DROP, _KEEP, 0),
)


def _instructions(snap: int) -> bytes:
    """The filter as the kernel wants it; a snap of 0 drops everything."""
    if not snap:
        return struct.pack("=HBBI", 0x06, 0, 0, 0)
    end = len(_PROGRAM)
    target = {_KEEP: end, _DROP: end + 1}
    rows = [
        struct.pack(
            "=HBBI",
            code,
            target[yes] - index - 1 if yes in target else yes,
            target[no] - index - 1 if no in target else no,
            operand,
        )
        for index, (code, yes, no, operand) in enumerate(_PROGRAM)
    ]
    return b"".join([*rows, struct.pack("=HBBI", 6, 0, 0, snap), struct.pack("=HBBI", 6, 0, 0, 0)])


class Capture:
    """A packet socket on one interface; needs NET_RAW to be made, and nothing afterwards.

    On `lo` each packet is taken as it arrives. On another one both ways count, and of what comes
    in nobody here knows the sender: a mark is worth something in its own namespace only.
    """

    def __init__(self, interface: str = LOOPBACK) -> None:
        self._interface = interface
        self._leads_out = interface != LOOPBACK
        self._socket = socket.socket(
            socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, 0
        )
        if not self._leads_out:
            self._socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._grow_buffer()
        self.has_marks = self._ask_for_marks()
        self.resume()
        self._socket.bind((interface, ETH_P_ALL))
        self._counters = COUNTERS.open("rb", buffering=0)

    def fileno(self) -> int:
        """For poll."""
        return self._socket.fileno()

    def read(self, limit: int) -> list[Segment]:
        """Up to `limit` segments that are waiting."""
        found: list[Segment] = []
        receive = self._socket.recvmsg
        for _ in range(limit):
            try:
                packet, ancillary, _flags, address = receive(SNAP_LENGTH, 128)
            except BlockingIOError:
                break
            mark, time = _mark_and_time(ancillary)
            outgoing = address[2] == PACKET_OUTGOING if self._leads_out else None
            segment = parse_segment(packet, mark if outgoing is not False else 0, time, outgoing)
            if segment is not None:
                found.append(segment)
        return found

    def pause(self) -> None:
        """Have the kernel drop everything before it is queued."""
        self._attach(_instructions(0))

    def resume(self) -> None:
        """Empty the queue, then capture again."""
        while self.read(1000):
            pass
        self._attach(_instructions(SNAP_LENGTH))

    def dropped(self) -> int:
        """How many packets the kernel could not queue since the last call."""
        answer = self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8)
        return int(struct.unpack("=II", answer)[1])

    def passed(self) -> int:
        """How many packets ever passed, of whatever kind."""
        self._counters.seek(0)
        for line in self._counters.read().decode().splitlines():
            name, _, counters = line.partition(":")
            if name.strip() == self._interface:
                received, sent = int(counters.split()[1]), int(counters.split()[9])
                return received + sent if self._leads_out else received
        return 0

    def _attach(self, instructions: bytes) -> None:
        memory = ctypes.create_string_buffer(instructions, len(instructions))
        program = struct.pack("HP", len(instructions) // 8, ctypes.addressof(memory))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)

    def _grow_buffer(self) -> None:
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
        except PermissionError:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)

    def _ask_for_marks(self) -> bool:
        """SO_RCVMARK came with Linux 5.19."""
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVMARK, 1)
        except OSError:
            return False
        return True


def _mark_and_time(ancillary: list[tuple[int, int, bytes]]) -> tuple[int, float]:
    mark, time = 0, 0.0
    for _level, kind, data in ancillary:
        if kind == SO_MARK:
            (mark,) = struct.unpack("=I", data[:4])
        elif kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("=qq", data[:16])
            time = seconds + nanoseconds / 1e9
    return mark, time
