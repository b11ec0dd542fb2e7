"""What Go's JSON reader says of a text that is not JSON, or not an object.

Source: Go's encoding/json, scanner.go.
"""

import re
from collections.abc import Iterator

from podlab.pods.difference.golang.strings import escaped

END = "unexpected end of JSON input"
DEEPEST = 10_000
SPACES = b" \t\r\n"
FRESH = {b"{": b"}", b"[": b"]"}  # what was opened and has no entry yet, and how it ends
AFTER = {b"}": "after object key:value pair", b"]": "after array element"}
LITERALS = {b"t": b"true", b"f": b"false", b"n": b"null"}
KINDS = {b"[": "array", b'"': "string", b"t": "bool", b"f": "bool"}
HEXADECIMAL = b"0123456789abcdefABCDEF"
DIGITS = re.compile(rb"[0-9]*")


class _Syntax(ValueError):
    """The first thing that cannot stand where it stands."""


def object_problem(data: bytes) -> str:
    """What keeps the bytes from being a JSON object or null, in Go's words; empty if nothing."""
    try:
        _Reader(data).check()
    except _Syntax as problem:
        return str(problem)
    first = data.strip(SPACES)[:1]
    if first in {b"{", b"n"}:
        return ""
    kind = KINDS.get(first, "number")
    return f"json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"


class _Reader:
    """Reads on as far as the bytes are JSON."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def check(self) -> None:
        """Raise `_Syntax` unless there is one value, and nothing behind it."""
        for _ in self._values():
            pass
        self._skip_spaces()
        if self.at < len(self.data):
            raise self._wrong("after top-level value")

    def _values(self) -> Iterator[None]:
        """Every value, however deep, without going deep itself."""
        open_ones: list[bytes] = []
        self._begin(open_ones)
        while open_ones:
            yield
            self._go_on(open_ones)

    def _begin(self, open_ones: list[bytes]) -> None:
        """A value as a whole, or the opening of one."""
        letter = self._next()
        if letter in FRESH:
            if len(open_ones) == DEEPEST:
                self.at -= 1
                raise self._wrong("exceeded max depth")
            open_ones.append(letter)
        elif letter == b'"':
            self._string()
        elif letter in LITERALS:
            self._literal(LITERALS[letter])
        elif letter == b"-" or letter.isdigit():
            self._number(letter)
        else:
            self.at -= 1
            raise self._wrong("looking for beginning of value")

    def _go_on(self, open_ones: list[bytes]) -> None:
        """What comes next in that which was opened last: an entry, or the end."""
        fresh = open_ones[-1] in FRESH
        closing = FRESH.get(open_ones[-1], open_ones[-1])
        in_object = closing == b"}"
        self._skip_spaces()
        if self._here() == closing:
            self.at += 1
            open_ones.pop()
            return
        if not fresh and self._next() != b",":
            self.at -= 1
            raise self._wrong(AFTER[closing])
        open_ones[-1] = closing
        if in_object:
            self._key()
        self._begin(open_ones)

    def _key(self) -> None:
        context = "looking for beginning of object key string"
        if self._next() != b'"':
            self.at -= 1
            raise self._wrong(context)
        self._string()
        if self._next() != b":":
            self.at -= 1
            raise self._wrong("after object key")

    def _string(self) -> None:
        while (letter := self._take()) != b'"':
            if letter < b" ":
                self.at -= 1
                raise self._wrong("in string literal")
            if letter == b"\\":
                self._escape()

    def _escape(self) -> None:
        letter = self._one_of(b'"\\/bfnrtu', "in string escape code")
        for _ in range(4 if letter == b"u" else 0):
            self._one_of(HEXADECIMAL, r"in \u hexadecimal character escape")

    def _literal(self, word: bytes) -> None:
        for expected in word[1:]:
            context = f"in literal {word.decode()} (expecting {chr(expected)!r})"
            self._one_of(bytes([expected]), context)

    def _number(self, first: bytes) -> None:
        if first == b"-":
            first = self._digit("in numeric literal")
        if first != b"0":
            self._digits()
        if self._here() == b".":
            self.at += 1
            self._digit("after decimal point in numeric literal")
            self._digits()
        if self._here() in {b"e", b"E"}:
            self.at += 1
            self.at += self._here() in {b"+", b"-"}
            self._digit("in exponent of numeric literal")
            self._digits()

    def _digits(self) -> None:
        match = DIGITS.match(self.data, self.at)
        self.at = match.end() if match else self.at

    def _digit(self, context: str) -> bytes:
        return self._one_of(b"0123456789", context)

    def _one_of(self, allowed: bytes, context: str) -> bytes:
        """The next letter where no space may be; the end counts as one."""
        letter = self._here()
        if not letter or letter not in allowed:
            raise self._wrong(context)
        self.at += 1
        return letter

    def _next(self) -> bytes:
        self._skip_spaces()
        return self._take()

    def _take(self) -> bytes:
        letter = self._here()
        if not letter:
            raise _Syntax(END)
        self.at += 1
        return letter

    def _here(self) -> bytes:
        return self.data[self.at : self.at + 1]

    def _skip_spaces(self) -> None:
        while self._here() and self._here() in SPACES:
            self.at += 1

    def _wrong(self, context: str) -> _Syntax:
        letter = chr((self.data[self.at :] or b" ")[0])
        shown = {"'": r"\'", '"': '"'}.get(letter) or escaped(letter)
        return _Syntax(f"invalid character '{shown}' {context}")
