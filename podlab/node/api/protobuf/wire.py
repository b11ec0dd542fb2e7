"""The protobuf wire format: a message as its numbered fields, each an integer or bytes."""

from collections.abc import Iterator

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5


class Truncated(ValueError):
    """The bytes end inside a field, or hold a form that protobuf does not know."""


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Each field of a message in order; raises Truncated."""
    position = 0
    while position < len(data):
        tag, position = _varint(data, position)
        number, form = tag >> 3, tag & 7
        if form == VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        if form == LENGTH:
            size, position = _varint(data, position)
        elif form in (FIXED64, FIXED32):
            size = 8 if form == FIXED64 else 4
        else:
            raise Truncated(f"unknown protobuf wire type {form}")
        if position + size > len(data):
            raise Truncated("the protobuf message ends too early")
        yield number, data[position : position + size]
        position += size


def signed(value: int) -> int:
    """A varint as Go's int64 wrote it."""
    return value - (1 << 64) if value >= 1 << 63 else value


def _varint(data: bytes, position: int) -> tuple[int, int]:
    result = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            raise Truncated("the protobuf message ends too early")
        byte = data[position]
        position += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, position
    raise Truncated("a protobuf integer is too long")
