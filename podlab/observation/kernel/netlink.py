"""The few netlink words that nftables and socket diagnosis share."""

import os
import socket
import struct
from collections.abc import Iterator

HEADER = struct.Struct("=IHHII")
ERROR, DONE = 2, 3
REQUEST, ACKNOWLEDGE, DUMP = 0x1, 0x4, 0x300
NESTED = 0x8000
ANSWER_TIMEOUT = 2.0


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute, padded to four bytes."""
    return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def nested(kind: int, value: bytes) -> bytes:
    """An attribute whose value is attributes."""
    return attribute(kind | NESTED, value)


def number(kind: int, value: int) -> bytes:
    """A 32-bit number in network order, as nftables wants its own."""
    return attribute(kind, struct.pack("!I", value))


def text(kind: int, value: str) -> bytes:
    """A string that ends with a zero byte."""
    return attribute(kind, value.encode() + b"\0")


def message(kind: int, flags: int, sequence: int, body: bytes) -> bytes:
    """A whole request."""
    header = HEADER.pack(HEADER.size + len(body), kind, REQUEST | flags, sequence, 0)
    return header + body + b"\0" * (-len(body) % 4)


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and value of each attribute in `data`."""
    offset = 0
    while offset + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, offset)
        if length < 4:
            return
        yield kind & ~NESTED, data[offset + 4 : offset + length]
        offset += (length + 3) & ~3


def messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each message in one datagram."""
    offset = 0
    while offset + HEADER.size <= len(data):
        length, kind, *_ = HEADER.unpack_from(data, offset)
        if length < HEADER.size:
            return
        yield kind, data[offset + HEADER.size : offset + length]
        offset += (length + 3) & ~3


def check_answer(kind: int, body: bytes) -> None:
    """Raise the kernel's refusal, if this message is one."""
    if kind == ERROR:
        (code,) = struct.unpack_from("=i", body)
        if code:
            raise OSError(-code, os.strerror(-code))


def open_netlink(family: int) -> socket.socket:
    """A netlink socket that never waits for long."""
    connection = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, family)
    connection.bind((0, 0))
    connection.settimeout(ANSWER_TIMEOUT)
    return connection
