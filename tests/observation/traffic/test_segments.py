"""Packets that are no TCP, or too short, are nobody's segment."""

import pytest

from podlab.observation.traffic.segments import parse_segment
from tests.support.packets import ipv4_packet, ipv6_packet

A, B = (bytes([127, 0, 0, 1]), 40000), (bytes([127, 0, 0, 2]), 80)
A6, B6 = (bytes(15) + b"\1", 40000), (bytes(15) + b"\1", 80)


def test_ipv4_and_ipv6_are_read_alike() -> None:
    four = parse_segment(ipv4_packet(A, B, 7, 0x18, b"data"), mark=3, time=1.5)
    six = parse_segment(ipv6_packet(A6, B6, 7, 0x18, b"data"), mark=3, time=1.5)

    assert four is not None
    assert six is not None
    assert four[:2] == (A, B)
    assert four[2:] == six[2:] == (7, 0x18, b"data", 4, 3, 1.5, None)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x45" * 39,
        ipv4_packet(A, B, 0, 0, b"")[:9] + b"\x11" + ipv4_packet(A, B, 0, 0, b"")[10:],
        b"\x4f" + ipv4_packet(A, B, 0, 0, b"")[1:],
        b"\x55" + ipv4_packet(A, B, 0, 0, b"")[1:],
    ],
    ids=["empty", "short", "udp", "header beyond the end", "version 5"],
)
def test_anything_else_is_ignored(packet: bytes) -> None:
    assert parse_segment(packet) is None


def test_a_cut_packet_keeps_its_true_length() -> None:
    segment = parse_segment(ipv4_packet(A, B, 7, 0x18, b"x" * 1000)[:140])

    assert segment is not None
    assert (len(segment.payload), segment.length) == (100, 1000)
