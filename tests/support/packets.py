"""Synthetic TCP conversations on a loopback, as the capture would hand them over."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from podlab.observation.traffic.segments import ACK, FIN, RST, SYN, End, Segment, parse_segment

LOCALHOST = bytes([127, 0, 0, 1])
CLIENT_MARK, SERVER_MARK = 101, 202
PUSH_ACK = 0x18


def ipv4_packet(source: End, destination: End, sequence: int, flags: int, payload: bytes) -> bytes:
    total = 40 + len(payload)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, total, 0, 0, 64, 6, 0, source[0], destination[0])
    return ip + _tcp(source, destination, sequence, flags) + payload


def ipv6_packet(source: End, destination: End, sequence: int, flags: int, payload: bytes) -> bytes:
    ip = struct.pack("!IHBB16s16s", 6 << 28, 20 + len(payload), 6, 64, source[0], destination[0])
    return ip + _tcp(source, destination, sequence, flags) + payload


def _tcp(source: End, destination: End, sequence: int, flags: int) -> bytes:
    return struct.pack("!HHIIBBHHH", source[1], destination[1], sequence, 0, 0x50, flags, 512, 0, 0)


@dataclass
class Conversation:
    """Writes the segments of one connection; a clock that ticks a millisecond per segment."""

    port: int = 80
    client_port: int = 40000
    now: float = 1000.0
    address: bytes = LOCALHOST
    sequences: dict[bool, int] = field(default_factory=lambda: {True: 0xFFFFFFF0, False: 500})

    def open(self) -> Iterator[Segment]:
        yield self._segment(True, SYN, b"")
        yield self._segment(False, SYN | ACK, b"", mark=0)

    def refuse(self) -> Iterator[Segment]:
        yield self._segment(True, SYN, b"")
        yield self._segment(False, RST | ACK, b"", mark=0)

    def say(self, data: bytes, size: int = 1 << 20) -> Iterator[Segment]:
        for start in range(0, len(data), size):
            yield self._segment(True, PUSH_ACK, data[start : start + size])

    def answer(self, data: bytes, size: int = 1 << 20) -> Iterator[Segment]:
        for start in range(0, len(data), size):
            yield self._segment(False, PUSH_ACK, data[start : start + size])

    def close(self) -> Iterator[Segment]:
        yield self._segment(False, FIN | ACK, b"")
        yield self._segment(True, FIN | ACK, b"")

    def _segment(
        self, from_client: bool, flags: int, payload: bytes, mark: int | None = None
    ) -> Segment:
        ends = (self.address, self.client_port), (self.address, self.port)
        source, destination = ends if from_client else ends[::-1]
        make = ipv4_packet if len(self.address) == 4 else ipv6_packet
        packet = make(source, destination, self.sequences[from_client], flags, payload)
        advance = len(payload) + bool(flags & (SYN | FIN))
        self.sequences[from_client] = (self.sequences[from_client] + advance) % (1 << 32)
        self.now += 0.001
        marked = CLIENT_MARK if from_client else SERVER_MARK
        segment = parse_segment(packet, marked if mark is None else mark, self.now)
        assert segment is not None
        return segment


def cut(segment: Segment, snap: int) -> Segment:
    """The segment as a capture with a shorter snap length would have it."""
    return segment._replace(payload=segment.payload[:snap])
