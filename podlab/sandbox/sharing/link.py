"""A manifest in a link: compressed into the address itself, so that nothing is stored anywhere."""

import base64
import binascii
import zlib

LONGEST_CODE = 6000  # with the rest of a request's first line it stays below the usual 8 KiB
MOST_BYTES = 64 << 10  # what a short code may grow to, whatever it says of itself


class BadLink(ValueError):
    """An address that holds no manifest: cut short, changed, or made to harm."""


def code_of(text: str) -> str | None:
    """The manifest as part of an address; None when it is too long for one.

    >>> manifest_in(code_of("kind: Pod") or "")
    'kind: Pod'
    """
    packed = zlib.compress(text.encode(), 9)
    code = base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    return code if len(code) <= LONGEST_CODE and len(text.encode()) <= MOST_BYTES else None


def manifest_in(code: str) -> str:
    """The text that the code stands for; raises BadLink. Never grows beyond MOST_BYTES."""
    if len(code) > LONGEST_CODE:
        raise BadLink
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(packed, MOST_BYTES)
        text = data.decode()
    except (binascii.Error, zlib.error, ValueError) as error:
        raise BadLink from error
    if not unpacking.eof:  # longer than allowed, or cut off
        raise BadLink
    return text
