"""SPDY/3.1 frames as bytes and back: only what port-forward uses.

Source: SPDY Protocol - Draft 3.1, section 2.2 and 2.6.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podlab.node.api.portforward.headers import HeaderReader, HeaderWriter, ProtocolError

HEAD = struct.Struct(">II")
NUMBER = struct.Struct(">I")
CONTROL = 0x80030000  # the control bit and version 3; the frame's type is added
SYN_STREAM, SYN_REPLY, RST_STREAM, PING, HEADERS = 1, 2, 3, 6, 8
FIN = 1
STREAM_BITS = 0x7FFFFFFF
LARGEST = 1 << 20  # bytes of one frame; kubectl sends 32 KiB
REFUSED, CANCELLED = 3, 5


@dataclass(frozen=True)
class Opened:
    """A new stream."""

    stream: int
    headers: Mapping[str, str]
    ends: bool = False


@dataclass(frozen=True)
class Data:
    """Bytes of a stream; `ends` when there will be no more."""

    stream: int
    data: bytes
    ends: bool = False


@dataclass(frozen=True)
class Reset:
    """A stream that ends at once, both ways."""

    stream: int


@dataclass(frozen=True)
class Ping:
    """To be sent back as it is."""

    number: int


Frame = Opened | Data | Reset | Ping


class FrameReader:
    """Turns what arrives, in pieces of any size, into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._headers = HeaderReader()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that `data` completes; raises ProtocolError."""
        self._buffer += data
        while len(self._buffer) >= HEAD.size:
            first, second = HEAD.unpack_from(self._buffer)
            flags, length = second >> 24, second & 0xFFFFFF
            if length > LARGEST:
                raise ProtocolError(f"a frame is larger than {LARGEST} bytes")
            if len(self._buffer) < HEAD.size + length:
                return
            payload = bytes(self._buffer[HEAD.size : HEAD.size + length])
            del self._buffer[: HEAD.size + length]
            frame = self._frame(first, payload, ends=bool(flags & FIN))
            if frame is not None:
                yield frame

    def _frame(self, first: int, payload: bytes, *, ends: bool) -> Frame | None:
        if not first & ~STREAM_BITS:
            return Data(first, payload, ends)
        if first >> 16 != CONTROL >> 16:
            raise ProtocolError("a frame is not of SPDY version 3")
        kind = first & 0xFFFF
        if kind in (SYN_STREAM, RST_STREAM, PING, HEADERS) and len(payload) < NUMBER.size:
            raise ProtocolError("a frame is too short")
        if kind == SYN_STREAM:
            return Opened(_number(payload), self._headers.read(payload[10:]), ends)
        if kind == RST_STREAM:
            return Reset(_number(payload))
        if kind == PING:
            return Ping(_number(payload))
        if kind == HEADERS:
            self._headers.read(payload[4:])
        return None


class FrameWriter:
    """Makes the frames of one connection; header blocks must be sent in the order made."""

    def __init__(self) -> None:
        self._headers = HeaderWriter()

    def reply(self, stream: int) -> bytes:
        """A stream is accepted."""
        return _control(SYN_REPLY, NUMBER.pack(stream) + self._headers.write({}))

    @staticmethod
    def data(stream: int, data: bytes, *, ends: bool = False) -> bytes:
        """Bytes of a stream."""
        return HEAD.pack(stream, (FIN if ends else 0) << 24 | len(data)) + data

    @staticmethod
    def reset(stream: int, status: int) -> bytes:
        """A stream is refused or ends."""
        return _control(RST_STREAM, HEAD.pack(stream, status))

    @staticmethod
    def ping(number: int) -> bytes:
        """The answer to a ping."""
        return _control(PING, NUMBER.pack(number))


def _control(kind: int, payload: bytes) -> bytes:
    return HEAD.pack(CONTROL | kind, len(payload)) + payload


def _number(payload: bytes) -> int:
    number: int = NUMBER.unpack_from(payload)[0]
    return number & STREAM_BITS
