"""How values of a Pod are shown in a field, and what is written when the field was changed."""

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

DIGITS = re.compile(r"0|-?[1-9][0-9]{0,17}")
NOT_ON_A_LINE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
NOT_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
PLAIN_WORD = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


class NotWords(ValueError):
    """A quote is never closed."""


@dataclass(frozen=True)
class Codec:
    """`read` gives None where nothing is to be written; `fits` tells which values can be shown."""

    show: Callable[[Any], Any]
    read: Callable[[Any], Any]
    fits: Callable[[Any], bool]


def is_text(value: object) -> bool:
    """One line of text."""
    return isinstance(value, str) and not NOT_ON_A_LINE.search(value)


def is_amount(value: object) -> bool:
    """A number, or a text such as 64Mi or http."""
    return is_text(value) or (isinstance(value, int | float) and not isinstance(value, bool))


def is_words(value: object) -> bool:
    """A list of texts, which may have several lines."""
    return isinstance(value, list) and all(
        isinstance(word, str) and not NOT_IN_LINES.search(word) for word in value
    )


def is_line_of_words(value: object) -> bool:
    """A list of short texts."""
    return isinstance(value, list) and all(is_text(word) for word in value)


def read_amount(text: str) -> int | str | None:
    """`80` is a number, `http` and `64Mi` are texts."""
    text = text.strip()
    return int(text) if DIGITS.fullmatch(text) else text or None


def show_words(words: Sequence[str]) -> str:
    r"""The words as one would type them in a shell.

    >>> show_words(["sh", "-c", "echo it's"])
    'sh -c "echo it\'s"'
    """
    return " ".join(_quoted(word) for word in words)


def read_words(text: str) -> list[str] | None:
    """The words of a line, or of several. Raises `NotWords`."""
    try:
        return shlex.split(text) or None
    except ValueError as error:
        raise NotWords(str(error)) from None


def _quoted(word: str) -> str:
    if PLAIN_WORD.fullmatch(word):
        return word
    if "'" not in word:
        return f"'{word}'"
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


TEXT = Codec(str, lambda text: text or None, is_text)
AMOUNT = Codec(str, read_amount, is_amount)
WORDS = Codec(show_words, read_words, is_words)
LINE_OF_WORDS = Codec(show_words, read_words, is_line_of_words)
FLAG = Codec(bool, lambda ticked: True if ticked else None, lambda value: isinstance(value, bool))
ANSWER = Codec(
    lambda value: "true" if value else "false",
    {"true": True, "false": False}.get,
    lambda value: isinstance(value, bool),
)
MEMORY = Codec(
    lambda medium: medium == "Memory",
    lambda ticked: "Memory" if ticked else None,
    lambda value: value in {"", "Memory"},
)
ALWAYS = Codec(
    lambda policy: policy == "Always",
    lambda ticked: "Always" if ticked else None,
    lambda value: value == "Always",
)
