"""Texts as Go writes them: in quotes, or in back quotes where that needs no escapes."""

import re

ESCAPES = {'"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n",
           "\r": "\\r", "\t": "\\t", "\v": "\\v"}  # fmt: skip
BROKEN = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8


def quoted(text: str) -> str:
    """A text that Go reads back.

    >>> print(quoted("a"), quoted('say "a"'))
    "a" `say "a"`
    """
    usual = f'"{"".join(map(escaped, text))}"'
    if len(usual) == len(text) + 2:
        return usual
    raw = all(each != "`" and (each == "\t" or each.isprintable()) for each in text)
    return f"`{text}`" if raw and not BROKEN.search(text) else usual


def decoded(data: bytes) -> str:
    """The text of some bytes; those that are cut out of a letter are escaped when printed."""
    return data.decode("utf-8", "surrogateescape")


def escaped_size(text: str) -> int:
    """How long a text is between quotes, in bytes."""
    return sum(len(escaped(each).encode("utf-8", "surrogatepass")) for each in text) + 2


def is_plain_line(text: str) -> bool:
    """Whether a line can stand between triple quotes."""
    return not text.startswith(('"""', "...")) and all(
        each == "\t" or each.isprintable() for each in text
    )


def escaped(letter: str) -> str:
    """A letter as it stands between quotes."""
    if letter in ESCAPES:
        return ESCAPES[letter]
    code = ord(letter)
    if BROKEN.match(letter):
        return f"\\x{code - 0xDC00:02x}"
    if letter.isprintable():
        return letter
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
