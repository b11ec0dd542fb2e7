"""Two Go values side by side: a tree that says of every part whether it differs, and how much."""

from dataclasses import dataclass, field
from typing import Any

from podlab.pods.difference.edits import Edit, Result, edits_between
from podlab.pods.difference.golang.strings import quoted
from podlab.pods.difference.golang.types import Kind, Type, type_of

MISSING: Any = object()  # an element that only the other list has
STRINGERS = frozenset({"core.ResourceList"})  # maps whose keys print themselves


@dataclass
class Node:
    """A part of both values. `records` are what a list or struct holds, `value` what a pointer."""

    type: Type
    x: Any
    y: Any
    parent: Type | None = None
    key: str = ""
    same: int = 0
    different: int = 0
    compared: int = 0
    children: int = 0
    depth: int = 0
    records: list["Node"] = field(default_factory=list)
    value: "Node | None" = None

    def add(self, child: "Node") -> None:
        """Take over what is known of a child."""
        self.same += child.same
        self.different += child.different
        self.compared += child.compared
        self.children += child.children + 1
        self.depth = max(self.depth, child.depth + 1)


def compare(kind: Type, x: Any, y: Any, parent: Type | None = None, key: str = "") -> Node:
    """The tree of two values of one type."""
    node = Node(kind, x, y, parent, key)
    if x is MISSING or y is MISSING:
        return _leaf(node, equal=False)
    if kind.is_quantity:
        node.compared = 1
        return _leaf(node, equal=_amount(x) == _amount(y))
    match kind.kind:
        case Kind.STRUCT:
            for number, part in enumerate(kind.fields):
                _below(node, compare(type_of(part.type), x[number], y[number], kind, part.name))
        case Kind.SLICE | Kind.MAP | Kind.POINTER if x is None or y is None:
            _leaf(node, equal=x is None and y is None)
        case Kind.SLICE:
            _elements(node)
        case Kind.MAP:
            for name in sorted({*x, *y}):
                one, other = x.get(name, MISSING), y.get(name, MISSING)
                key = map_key(kind, name)
                _below(node, compare(type_of(kind.item), one, other, kind, key))
        case Kind.POINTER:
            node.value = compare(type_of(kind.item), x, y, kind)
            node.add(node.value)
        case _:
            _leaf(node, equal=x == y)
    return node


def map_key(kind: Type, name: str) -> str:
    """A key as it is printed: with an `s` where its type has a text of its own."""
    return f"{'s' if kind.name in STRINGERS else ''}{quoted(name)}"


def _elements(node: Node) -> None:
    item = type_of(node.type.item)

    def result(one: int, other: int) -> Result:
        found = compare(item, node.x[one], node.y[other], node.type)
        return Result(found.same, found.different)

    one = other = 0
    for edit in edits_between(len(node.x), len(node.y), result):
        x = MISSING if edit is Edit.INSERTED else node.x[one]
        y = MISSING if edit is Edit.REMOVED else node.y[other]
        _below(node, compare(item, x, y, node.type))
        one += edit is not Edit.INSERTED
        other += edit is not Edit.REMOVED


def _below(node: Node, child: Node) -> None:
    node.records.append(child)
    node.add(child)


def _leaf(node: Node, *, equal: bool) -> Node:
    node.same, node.different = int(equal), int(not equal)
    return node


def _amount(quantity: tuple[tuple[int, int], str]) -> tuple[int, int]:
    """A quantity without the form in which it is written."""
    (number, scale), _ = quantity
    while number and number % 10 == 0:
        number, scale = number // 10, scale + 1
    return number, scale if number else 0
