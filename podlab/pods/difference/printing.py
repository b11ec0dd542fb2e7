"""One Go value as text: fields that are zero are left out, and so is what lies too deep.

Source: google/go-cmp, report_reflect.go.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from podlab.pods.difference.comparing import MISSING, map_key
from podlab.pods.difference.golang.strings import decoded, is_plain_line, quoted
from podlab.pods.difference.golang.types import Kind, Type, type_of
from podlab.pods.difference.golang.values import is_zero, quantity_text
from podlab.pods.difference.texts import (
    NIL,
    Line,
    Record,
    Text,
    Wrap,
    braced,
    size,
    with_ellipsis,
)

COMPOSITE = frozenset({Kind.STRUCT, Kind.SLICE, Kind.MAP})
FEWEST_LINES = 4


class Naming(Enum):
    """When the name of a type is written before a value."""

    ALWAYS = auto()
    NEVER = auto()
    COMPOSITE = auto()


@dataclass(frozen=True)
class Options:
    """How a part is printed: as a difference, or as one side of it; and in how much detail."""

    diff: str = ""
    naming: Naming = Naming.ALWAYS
    level: int = 3

    @property
    def verbosity(self) -> int:
        """The level, which never falls below zero."""
        return max(min(self.level, 16), 0)

    def named(self, naming: Naming) -> "Options":
        """The same with another rule for names."""
        return replace(self, naming=naming)

    def deeper(self) -> "Options":
        """The same for what is inside."""
        return replace(self, level=self.level - 1)

    @property
    def most(self) -> int:
        """How many parts of a value are shown."""
        return ((1 << self.verbosity) >> 1) << 2


def value_text(options: Options, kind: Type, value: Any) -> Text | None:
    """A value of one side; None where that side has none."""
    if value is MISSING:
        return None
    if kind.kind is Kind.POINTER and value is not None:
        if type_of(kind.item).is_quantity:
            return Line(f"s{quoted(quantity_text(value))}")
        inner = value_text(options, type_of(kind.item), value)
        return Wrap("&", inner) if inner else None
    return type_text(options, kind, _bare(options, kind, value))


def type_text(options: Options, kind: Type, text: Text) -> Text:
    """The text with the name of its type before it, where one is due."""
    if options.naming is Naming.NEVER:
        return text
    if options.naming is Naming.COMPOSITE:
        silent = kind.kind not in COMPOSITE or text == NIL
        if silent or options.diff == " ":
            return text
    name = f"({kind.name})" if kind.kind is Kind.POINTER else kind.name
    return Wrap(name, _delimited(text))


def string_text(options: Options, text: str) -> Text:
    """A string: on one line, cut where it is too long, or line by line when it came or went."""
    longest, most = (1 << options.verbosity) << 5, (1 << options.verbosity) << 2
    lines = text.removesuffix("\n").split("\n")
    if len(lines) >= FEWEST_LINES and options.diff in {"-", "+"}:
        lines = [line.removesuffix("\r").removeprefix("\r") for line in lines]
        if all(is_plain_line(line) and size(line) <= longest for line in lines):
            return _block(options, lines, most)
    if size(text) > longest + 3:
        return Line(f"{quoted(decoded(_encoded(text)[:longest]))}...")
    return Line(quoted(text))


def _bare(options: Options, kind: Type, value: Any) -> Text:
    """The value without the name of its type."""
    match kind.kind:
        case Kind.STRUCT:
            return _struct(options, kind, value)
        case Kind.SLICE | Kind.MAP | Kind.POINTER if value is None:
            return NIL
        case Kind.SLICE | Kind.MAP:
            return _listed(options, kind, _entries(kind, value))
        case Kind.STRING:
            return string_text(options, value)
        case _:
            return Line(json.dumps(value))


def _struct(options: Options, kind: Type, value: Any) -> Text:
    records: list[Record] = []
    inner = options.deeper().named(Naming.COMPOSITE)
    for field, each in zip(kind.fields, value, strict=True):
        if is_zero(type_of(field.type), each):
            continue
        if len(records) == options.most:
            records = with_ellipsis(records)
            break
        text = value_text(inner, type_of(field.type), each)
        records.append(Record(text or NIL, key=field.name))
    return braced(records)


def _entries(kind: Type, value: Any) -> Iterable[tuple[str, Any]]:
    if kind.kind is Kind.SLICE:
        return [("", each) for each in value]
    return [(map_key(kind, name), value[name]) for name in value]


def _listed(options: Options, kind: Type, entries: Iterable[tuple[str, Any]]) -> Text:
    records: list[Record] = []
    inner = options.deeper().named(Naming.NEVER)
    for key, each in entries:
        if len(records) == options.most:
            records = with_ellipsis(records)
            break
        text = value_text(inner, type_of(kind.item), each)
        records.append(Record(text or NIL, key=key))
    return braced(records)


def _block(options: Options, lines: list[str], most: int) -> Text:
    quotes = Record(Line('"""'), options.diff, comma=False)
    records = [quotes]
    for number, line in enumerate(lines):
        left = len(lines) - number
        if number == most - 1 and left > 1:
            comment = f"{left} elided lines"
            records.append(Record(Line("..."), options.diff, comma=False, comment=comment))
            break
        records.append(Record(Line(line), options.diff, comma=False))
    listing = braced([*records, quotes])
    return Wrap("(", listing.value, ")")


def _delimited(text: Text) -> Text:
    if isinstance(text, Wrap):
        parens = text.prefix.startswith("(") and text.suffix.endswith(")")
        braces = text.prefix.startswith("{") and text.suffix.endswith("}")
        if parens or braces:
            return text
    return Wrap("(", text, ")")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
