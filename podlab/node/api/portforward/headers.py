"""Header blocks of SPDY/3: names and values, compressed in one go over a whole connection."""

import struct
import zlib
from collections.abc import Mapping

from podlab.node.api.portforward.dictionary import DICTIONARY

LARGEST = 16 << 10  # bytes of one block, so that a few compressed ones cannot fill the memory
NUMBER = struct.Struct(">I")


class ProtocolError(ValueError):
    """The other side does not speak SPDY/3.1 as agreed; the connection cannot go on."""


class HeaderReader:
    """Reads every header block of one direction, in order: each builds on those before it."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)

    def read(self, block: bytes) -> dict[str, str]:
        """Names in lower case and their values; raises ProtocolError."""
        try:
            plain = self._inflate.decompress(block, LARGEST)
        except zlib.error as error:
            raise ProtocolError(f"a header block cannot be decompressed: {error}") from error
        if self._inflate.unconsumed_tail:
            raise ProtocolError(f"a header block is larger than {LARGEST} bytes")
        return _pairs(plain)


class HeaderWriter:
    """Writes every header block of one direction."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(zdict=DICTIONARY)

    def write(self, headers: Mapping[str, str]) -> bytes:
        """The compressed block."""
        texts = [text for pair in headers.items() for text in pair]
        packed = [NUMBER.pack(len(text.encode())) + text.encode() for text in texts]
        plain = NUMBER.pack(len(headers)) + b"".join(packed)
        return self._deflate.compress(plain) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


def _pairs(plain: bytes) -> dict[str, str]:
    texts, at = [], NUMBER.size
    while at < len(plain):
        end = at + NUMBER.size + int.from_bytes(plain[at : at + NUMBER.size], "big")
        texts.append(plain[at + NUMBER.size : end].decode("latin-1"))
        at = end
    if at != len(plain) or len(texts) != 2 * int.from_bytes(plain[: NUMBER.size], "big"):
        raise ProtocolError("a header block does not have the length that it tells")
    return {name.lower(): value for name, value in zip(texts[::2], texts[1::2], strict=True)}
