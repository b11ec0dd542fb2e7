"""The layout of a difference: what fits stands on one line, and what does not is indented.

Source: google/go-cmp, report_text.go.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

WIDEST = 80
MARKS = {"": "  ", " ": "  ", "-": "- ", "+": "+ "}


@dataclass(frozen=True)
class Line:
    """A text that is never broken."""

    text: str


@dataclass(frozen=True)
class Stats:
    """How many neighbours were left out, by what became of them."""

    name: str
    identical: int = 0
    removed: int = 0
    inserted: int = 0
    modified: int = 0

    @property
    def different(self) -> int:
        """How many of them are not equal."""
        return self.removed + self.inserted + self.modified

    def __add__(self, other: "Stats") -> "Stats":
        return Stats(
            self.name,
            self.identical + other.identical,
            self.removed + other.removed,
            self.inserted + other.inserted,
            self.modified + other.modified,
        )

    def __str__(self) -> str:
        counts = {"identical": self.identical, "removed": self.removed,
                  "inserted": self.inserted, "modified": self.modified}  # fmt: skip
        parts = [f"{count} {label}" for label, count in counts.items() if count]
        several = self.identical + self.different > 1
        plural = f"{self.name[:-1]}ies" if self.name.endswith("y") else f"{self.name}s"
        listed = " and ".join(parts) if len(parts) < 3 else _with_oxford_comma(parts)
        return f"{listed} {plural if several else self.name}"


@dataclass(frozen=True)
class Record:
    """One line or block of a listing."""

    value: "Text"
    diff: str = ""
    key: str = ""
    comma: bool = True
    stats: Stats | None = None
    comment: str = ""

    @property
    def note(self) -> str:
        """What stands behind the value."""
        return str(self.stats) if self.stats else self.comment


@dataclass(frozen=True)
class Listing:
    """Records between braces."""

    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Wrap:
    """A text with something before and behind it."""

    prefix: str
    value: "Text"
    suffix: str = ""


Text = Line | Wrap | Listing
NIL, ELLIPSIS = Line("nil"), Line("...")


def braced(records: Sequence[Record]) -> Wrap:
    """Records as a struct, slice or map."""
    return Wrap("{", Listing(tuple(records)), "}")


def with_ellipsis(records: list[Record], stats: Stats | None = None) -> list[Record]:
    """The records and a sign that some are left out; two signs in a row become one."""
    if records and records[-1].value == ELLIPSIS:
        if stats is None:
            return records
        before = records[-1].stats
        return [*records[:-1], replace(records[-1], stats=before + stats if before else stats)]
    return [*records, Record(ELLIPSIS, comma=False, stats=stats)]


def size(text: str) -> int:
    """The length in bytes, as Go counts."""
    return len(text.encode("utf-8", "surrogatepass"))


def length(text: Text) -> int:
    """How long the text is on one line."""
    match text:
        case Line():
            return size(text.text)
        case Wrap():
            return size(text.prefix) + length(text.value) + size(text.suffix)
        case Listing():
            own = sum(length(each.value) + (size(each.key) + 2 if each.key else 0)
                      for each in text.records)  # fmt: skip
            return own + 2 * max(len(text.records) - 1, 0)


def render(text: Text) -> str:
    """The whole report, with a line break at its end."""
    _, compact = _compact(text, "")
    return f"{_margin(0, '')}{_expanded(compact, '', 0)}\n"


def _compact(text: Text, diff: str) -> tuple[str, Text]:
    """The text on one line, and the text in which what may stand on one line does."""
    match text:
        case Line():
            return text.text, text
        case Wrap():
            line, inner = _compact(text.value, diff)
            line = f"{text.prefix}{line}{text.suffix}"
            return line, Line(line) if isinstance(inner, Line) else replace(text, value=inner)
        case Listing():
            return _compact_listing(text, diff)


def _compact_listing(text: Listing, diff: str) -> tuple[str, Text]:
    parts, records, broken = [], [], False
    for each in text.records:
        line, inner = _compact(each.value, _both(diff, each.diff))
        broken |= each.diff in {"-", "+"} or not isinstance(inner, Line) or bool(each.note)
        parts.append(f"{each.key}: {line}" if each.key else line)
        records.append(replace(each, value=inner))
    whole = ", ".join(parts)
    broken |= diff in {"-", "+"} and size(whole) > WIDEST
    return whole, Listing(tuple(records)) if broken else Line(whole)


def _expanded(text: Text, diff: str, depth: int) -> str:
    match text:
        case Line():
            return text.text
        case Wrap():
            return f"{text.prefix}{_expanded(text.value, diff, depth)}{text.suffix}"
        case Listing():
            simple = text.records and all(_is_simple(each) for each in text.records)
            lines = _batches(text) if simple else _lines(text, diff, depth + 1)
            marks = [""] * len(lines) if simple else [each.diff for each in text.records]
            body = "".join(f"\n{_margin(depth + 1, _both(diff, mark))}{line}"
                           for mark, line in zip(marks, lines, strict=True))  # fmt: skip
            return f"{body}\n{_margin(depth, diff)}"


def _lines(text: Listing, diff: str, depth: int) -> list[str]:
    keys = _padding(text, lambda each: len(each.key) if each.key and _line(each) else None)
    values = _padding(text, _noted)
    lines = []
    for number, each in enumerate(text.records):
        label = f"{each.key}: " if each.key else ""
        value = _expanded(each.value, _both(diff, each.diff), depth)
        comma = "," if each.comma else ""
        note = f" // {each.note}" if each.note else ""
        lines.append(f"{label}{' ' * keys[number]}{value}{comma}{' ' * values[number]}{note}")
    return lines


def _noted(each: Record) -> int | None:
    """How wide a value is that has a comment to be put in line with others."""
    counts = isinstance(each.value, Line) and each.value != ELLIPSIS and each.note
    return len(each.value.text) if counts and isinstance(each.value, Line) else None


def _batches(text: Listing) -> list[str]:
    lines, batch = [], ""
    for each in text.records:
        line = each.value.text if isinstance(each.value, Line) else ""
        if batch and size(batch) + size(line) + 2 > WIDEST:
            lines.append(batch.rstrip(" "))
            batch = ""
        batch += f"{line}, "
    return [*lines, batch.rstrip(" ")]


def _padding(text: Listing, width: Callable[[Record], int | None]) -> list[int]:
    """How many spaces bring neighbours of known width into line; the others get none."""
    padding, run = [0] * len(text.records), list[int]()
    widths = [width(each) for each in text.records]
    for number, each in enumerate([*widths, None]):
        if each is not None:
            run.append(number)
            continue
        widest = max((widths[one] or 0 for one in run), default=0)
        for one in run:
            padding[one] = widest - (widths[one] or 0)
        run = []
    return padding


def _is_simple(each: Record) -> bool:
    return not each.diff and not each.key and isinstance(each.value, Line) and not each.note


def _line(each: Record) -> bool:
    return isinstance(each.value, Line)


def _both(outer: str, inner: str) -> str:
    return inner if inner in {"-", "+"} else outer or inner


def _margin(depth: int, diff: str) -> str:
    return MARKS[diff] + "\t" * depth


def _with_oxford_comma(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"
