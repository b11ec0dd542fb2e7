"""One captured packet as a TCP segment."""

import struct
from typing import NamedTuple

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10

End = tuple[bytes, int]

_TCP = struct.Struct("!HHIIBB")


class Segment(NamedTuple):
    """A TCP segment; `payload` may be cut by the capture, `length` is how long it really was.

    `outgoing` says which way it went through an interface that leads out of the Pod; None on `lo`.
    """

    source: End
    destination: End
    sequence: int
    flags: int
    payload: bytes
    length: int
    mark: int
    time: float
    outgoing: bool | None = None


def parse_segment(
    packet: bytes, mark: int = 0, time: float = 0.0, outgoing: bool | None = None
) -> Segment | None:
    """The segment in an IPv4 or IPv6 packet without link header, or None if it is no TCP."""
    if len(packet) < 40:
        return None
    version = packet[0] >> 4
    if version == 4 and packet[9] == 6:
        header = (packet[0] & 15) * 4
        end = packet[2] << 8 | packet[3]
        source, destination = packet[12:16], packet[16:20]
    elif version == 6 and packet[6] == 6:
        header = 40
        end = 40 + (packet[4] << 8 | packet[5])
        source, destination = packet[8:24], packet[24:40]
    else:
        return None
    if len(packet) < header + 20:
        return None
    source_port, target_port, sequence, _, offset, flags = _TCP.unpack_from(packet, header)
    start = header + (offset >> 4) * 4
    return Segment(
        (source, source_port),
        (destination, target_port),
        sequence,
        flags,
        packet[start:end],
        max(0, end - start),
        mark,
        time,
        outgoing,
    )
