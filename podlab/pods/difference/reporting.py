"""The tree of a difference as text: what changed, and a little of what stands around it.

Source: google/go-cmp, report_compare.go.
"""

from dataclasses import replace

from podlab.pods.difference.comparing import MISSING, Node
from podlab.pods.difference.golang.types import Kind
from podlab.pods.difference.golang.values import is_zero
from podlab.pods.difference.printing import Naming, Options, type_text, value_text
from podlab.pods.difference.slices import has_pieces, pieces_text
from podlab.pods.difference.texts import (
    Listing,
    Record,
    Stats,
    Text,
    Wrap,
    braced,
    length,
    with_ellipsis,
)

CONTEXT = 2
NAMES = {Kind.STRUCT: "field", Kind.SLICE: "element", Kind.MAP: "entry"}
FINEST = 6


def report(options: Options, node: Node) -> Text | None:
    """The node as a difference, or as one of its sides."""
    options = _in_detail(options)
    if has_pieces(options, node):
        return pieces_text(options, node)
    if node.depth == 0:
        return _leaf(options, node)
    if node.value is not None:
        inner = report(options, node.value)
        return Wrap("&", inner) if inner else None
    return type_text(options, node.type, _records(options, node))


def _in_detail(options: Options) -> Options:
    if options.diff == " ":
        return replace(options, level=1)
    return replace(options, level=3) if options.verbosity < 3 else options


def _leaf(options: Options, node: Node) -> Text | None:
    if options.diff == "-":
        return value_text(options, node.type, node.x)
    if options.diff == "+":
        return value_text(options, node.type, node.y)
    if not node.different:
        return _shorter(*(value_text(options, node.type, each) for each in (node.x, node.y)))
    sides = [value_text(options.named(Naming.NEVER), node.type, each) for each in (node.x, node.y)]
    records = [Record(text, mark) for text, mark in zip(sides, "-+", strict=True) if text]
    return type_text(options.named(Naming.ALWAYS), node.type, Listing(tuple(records)))


def _shorter(x: Text | None, y: Text | None) -> Text | None:
    return x if x and y and length(x) < length(y) else y


def _records(options: Options, node: Node) -> Text:
    naming = Naming.COMPOSITE if node.type.kind is Kind.STRUCT else Naming.NEVER
    options = options.named(naming)
    if options.diff:
        return _one_side(options, node)
    return _both_sides(options, node)


def _one_side(options: Options, node: Node) -> Text:
    """A struct, slice or map of which all parts are equal, or only one side counts."""
    most = options.most if options.diff == " " else (1 << options.verbosity) << 1
    inner = options.deeper()
    records: list[Record] = []
    for each in node.records:
        if len(records) == most:
            return braced(with_ellipsis(records))
        if node.type.kind is Kind.STRUCT and _says_nothing(options.diff, each):
            continue
        text = report(inner, each)
        if text is not None:
            records.append(Record(text, key=each.key))
    return braced(records)


def _says_nothing(diff: str, node: Node) -> bool:
    sides = {"-": [node.x], "+": [node.y]}.get(diff, [node.x, node.y])
    return any(is_zero(node.type, each) for each in sides)


def _both_sides(options: Options, node: Node) -> Text:
    most, shown = (1 << options.verbosity) << 1, 0
    inner, name = options.deeper(), NAMES[node.type.kind]
    left, records = node.records, list[Record]()
    groups = _groups(node, name)
    rest = Stats(name)
    for number, group in enumerate(groups):
        if shown >= most:
            rest += group
        elif group.different:
            parts, left = left[: group.different], left[group.different :]
            for each in parts:
                records += _changed(inner, each)
            shown += group.different
        else:
            parts, left = left[: group.identical], left[group.identical :]
            around = (number != 0, number != len(groups) - 1)
            records = _equal(inner, records, parts, name, around)
    return braced(with_ellipsis(records, rest) if rest != Stats(name) else records)


def _groups(node: Node, name: str) -> list[Stats]:
    """Neighbours that are all equal, or all changed."""
    groups: list[Stats] = []
    for each in node.records:
        one = _kind_of_change(each, name)
        joins = groups and bool(groups[-1].different) is bool(one.different)
        groups = [*groups[:-1], groups[-1] + one] if joins else [*groups, one]
    return groups


def _kind_of_change(node: Node, name: str) -> Stats:
    if not node.different:
        return Stats(name, identical=1)
    if node.y is MISSING:
        return Stats(name, removed=1)
    return Stats(name, inserted=1) if node.x is MISSING else Stats(name, modified=1)


def _equal(
    options: Options, records: list[Record], parts: list[Node], name: str, around: tuple[bool, bool]
) -> list[Record]:
    """Equal neighbours: two beside each change, and how many are left out."""
    count = len(parts)
    low = min(CONTEXT, count) if around[0] else 0
    high = min(CONTEXT, count - low) if around[1] else 0
    if count - (low + high) == 1:
        high += 1
    same = replace(options, diff=" ")
    found = [*records, *(_record(same, each) for each in parts[:low])]
    if count > low + high:
        found = with_ellipsis(found, Stats(name, identical=count - low - high))
    return [*found, *(_record(same, each) for each in parts[count - high :])]


def _record(options: Options, node: Node) -> Record:
    return Record(report(options, node) or braced([]), key=node.key)


def _changed(options: Options, node: Node) -> list[Record]:
    """One change: as a line that went and one that came, or as what changed inside."""
    if has_pieces(options, node):
        return [Record(pieces_text(options, node), key=node.key)]
    if node.children != node.depth:
        return [_record(options, node)]
    sides = _sides(options, node)
    for detail in range(FINEST):
        if None in sides or sides[0] != sides[1]:
            break
        sides = _sides(replace(options, level=options.verbosity + 2 * detail), node)
    return [Record(text, mark, node.key) for text, mark in zip(sides, "-+", strict=True) if text]


def _sides(options: Options, node: Node) -> list[Text | None]:
    return [report(replace(options, diff=mark), node) for mark in "-+"]
