"""The entries of a mapping and the items of a list alike: where each begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from podlab.pods.manifest.editing.splices import CannotRewrite
from podlab.pods.manifest.editing.tree import end_of, start_of


@dataclass(frozen=True)
class Entry:
    """A key with its value, or a dash with its item.

    `start` is the first character of the key or dash (in brackets: of the item), `after` the place
    right behind the colon or dash, `end` the one behind the last character of the value.
    """

    start: int
    after: int
    end: int
    value: yaml.Node


def entries_of(node: yaml.CollectionNode, text: str) -> Sequence[Entry]:
    """In the order of the text."""
    if isinstance(node, yaml.MappingNode):
        return [_entry(key, value, text) for key, value in node.value]
    if node.flow_style:
        return [Entry(start_of(item), start_of(item), end_of(item, text), item)
                for item in node.value]  # fmt: skip
    return [_item(node, item, text) for item in node.value]


def _entry(key: yaml.Node, value: yaml.Node, text: str) -> Entry:
    after = text.find(":", end_of(key, text)) + 1
    if not after:
        raise CannotRewrite(())  # a key behind a question mark
    return Entry(start_of(key), after, max(after, end_of(value, text)), value)


def _item(node: yaml.CollectionNode, item: yaml.Node, text: str) -> Entry:
    """The dash stands in the list's column, in the item's line or in one above it."""
    column = node.start_mark.column
    line = text.rfind("\n", 0, start_of(item)) + 1
    while text[line + column : line + column + 1] != "-" and line:
        line = text.rfind("\n", 0, line - 1) + 1
    dash = line + column
    return Entry(dash, dash + 1, max(dash + 1, end_of(item, text)), item)
