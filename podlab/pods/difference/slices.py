"""Differences inside long texts and lists of numbers: by lines, or in pieces of a fixed size.

Source: google/go-cmp, report_slices.go.
"""

from collections.abc import Sequence
from typing import Any

from podlab.pods.difference.comparing import MISSING, Node
from podlab.pods.difference.edits import Edit, edits_between, plain
from podlab.pods.difference.golang.strings import decoded, escaped_size, is_plain_line, quoted
from podlab.pods.difference.golang.types import Kind
from podlab.pods.difference.pieces import pieces
from podlab.pods.difference.printing import Options, type_text
from podlab.pods.difference.texts import (
    Line,
    Listing,
    Record,
    Text,
    Wrap,
    braced,
)

SHORTEST = 32  # below it both sides are shown whole
LONGEST = 16 << 10  # beyond it, too: a search would take seconds


def has_pieces(options: Options, node: Node) -> bool:
    """Whether a node is shown piece by piece."""
    x, y = node.x, node.y
    if options.diff or not node.different or x is MISSING or y is MISSING:
        return False
    if node.type.kind is Kind.STRING:
        sizes = [len(_bytes(each)) for each in (x, y)]
    elif node.type.kind is Kind.SLICE and node.type.item == "int64" and x and y:
        sizes = [len(x), len(y)]
        if node.different > node.same:
            return True
    else:
        return False
    return min(sizes) >= SHORTEST and max(sizes) <= LONGEST


def pieces_text(options: Options, node: Node) -> Text:
    """The node, piece by piece."""
    if node.type.kind is Kind.SLICE:
        records = pieces(options, node.x, node.y, 8, "int64", lambda v: ", ".join(map(str, v)))
        return type_text(options, node.type, braced(records))
    x, y = _bytes(node.x), _bytes(node.y)
    delimiter = '""'
    if _has_lines(x, y):
        lines = [decoded(each).split("\n") for each in (x, y)]
        records = pieces(options, lines[0], lines[1], 1, "line", lambda v: str(v[0]))
        if _can_be_block(records):
            return _block(records)
        records = [each if _is_ellipsis(each) else _quoted(each) for each in records]
        delimiter = r'"\n"'
    else:
        records = pieces(options, x, y, 64, "byte", lambda v: quoted(decoded(v)))
    return Wrap("strings.Join({", Listing(tuple(records)), f"}}, {delimiter})")


def _has_lines(x: bytes, y: bytes) -> bool:
    """Whether both are text of a few lines at least, and shown shorter by lines."""
    both = x + y
    text = decoded(both)
    lines = both.split(b"\n")[:-1]
    pure = all(letter.isprintable() or letter.isspace() for letter in text)
    if not pure or len(lines) < 4 or max(map(len, lines)) > 1024:
        return False
    by_lines = _changed(x.split(b"\n"), y.split(b"\n"))
    by_bytes = _changed(x, y)
    return by_lines < 4 * by_bytes or escaped_size(text) / len(both) > 1.1


def _changed(x: Sequence[Any], y: Sequence[Any]) -> float:
    """Which part of the edits changes anything."""
    edits = edits_between(len(x), len(y), lambda one, other: plain(x[one] == y[other]))
    return sum(edit is not Edit.SAME for edit in edits) / len(edits)


def _can_be_block(records: Sequence[Record]) -> bool:
    seen: dict[str, set[str]] = {"-": set(), "+": set()}
    for each in records:
        if _is_ellipsis(each):
            seen = {"-": set(), "+": set()}
            continue
        line = _without_returns(each)
        if not is_plain_line(line):
            return False
        if each.diff not in seen:
            seen = {"-": set(), "+": set()}
            continue
        without_spaces = "".join(line.split())
        if without_spaces in seen["+" if each.diff == "-" else "-"]:
            return False
        seen[each.diff].add(without_spaces)
    return True


def _block(records: Sequence[Record]) -> Text:
    quotes = Record(Line('"""'), comma=False)
    lines = [each if _is_ellipsis(each)
             else Record(Line(_without_returns(each)), each.diff, comma=False)
             for each in records]  # fmt: skip
    if lines[-1].diff == " " and lines[-1].value == Line(""):
        lines.pop()
    return Wrap("(", Listing((quotes, *lines, quotes)), ")")


def _without_returns(record: Record) -> str:
    line = record.value.text if isinstance(record.value, Line) else ""
    return line.removesuffix("\r").removeprefix("\r")


def _quoted(record: Record) -> Record:
    line = record.value.text if isinstance(record.value, Line) else ""
    return Record(Line(quoted(line)), record.diff)


def _is_ellipsis(record: Record) -> bool:
    return record.stats is not None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
