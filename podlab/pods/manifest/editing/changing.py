"""The pieces of a text to replace so that one value becomes another."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from podlab.pods.manifest.editing.entries import Entry, entries_of
from podlab.pods.manifest.editing.listing import Listing
from podlab.pods.manifest.editing.slots import Slot, list_slots, mapping_slots
from podlab.pods.manifest.editing.splices import (
    CannotRewrite,
    Splice,
    has_comment,
    indented,
    line_end,
)
from podlab.pods.manifest.editing.tree import (
    has_compact_lists,
    is_block_collection,
    is_flow,
    repeated,
    same,
    start_of,
)
from podlab.pods.manifest.editing.writing import below_key, on_a_line
from podlab.pods.manifest.places import Steps


@dataclass(frozen=True)
class Spot:
    """Where a value stands: in which entry, how far that is indented, whether in brackets."""

    entry: Entry
    column: int
    in_flow: bool


@dataclass
class Changes:
    """Gathers the splices of one document."""

    text: str
    root: yaml.Node
    splices: list[Splice] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._repeated = repeated(self.root)
        self._compact = has_compact_lists(self.root)

    def change(
        self, node: yaml.Node, old: Any, new: Any, steps: Steps = (), spot: Spot | None = None
    ) -> None:
        """Let `node`, which says `old`, say `new`. Raises `CannotRewrite`."""
        if same(old, new):
            return
        if id(node) in self._repeated:
            raise CannotRewrite(steps)
        if isinstance(node, yaml.MappingNode) and old and new and isinstance(new, dict):
            slots = list(mapping_slots(node, old, new, steps))
            self._collection(node, slots, new, steps, spot)
        elif isinstance(node, yaml.SequenceNode) and old and new and isinstance(new, list):
            self._collection(node, list(list_slots(old, new)), new, steps, spot)
        elif spot is None:
            raise CannotRewrite(steps)
        else:
            self._replace(node, new, steps, spot)

    def _collection(
        self, node: yaml.CollectionNode, slots: list[Slot], new: Any, steps: Steps,
        spot: Spot | None,
    ) -> None:  # fmt: skip
        entries = entries_of(node, self.text)
        in_flow = is_flow(node)
        gone = {slot.number for slot in slots if slot.gone and slot.number is not None}
        if spot and in_flow and len(gone) == len(entries):
            self._replace(node, new, steps, spot)
            return
        listing = Listing(self.text, entries, first_column(node), in_flow, self._compact, steps)
        last = -1
        for slot in slots:
            below = (*steps, slot.step)
            if slot.number is None:
                name = slot.step if isinstance(node, yaml.MappingNode) else None
                self.splices.append(listing.insert(last, name, slot.after))
                continue
            last = slot.number
            if not slot.gone:
                inner = Spot(entries[last], first_column(node), in_flow)
                self.change(entries[last].value, slot.before, slot.after, below, inner)
        self.splices += listing.delete(gone)

    def _replace(self, node: yaml.Node, new: Any, steps: Steps, spot: Spot) -> None:
        """Write another value behind the colon or dash; a comment behind it stays."""
        entry, text = spot.entry, self.text
        style = node.style if isinstance(node, yaml.ScalarNode) else None
        quotes = style if style in {"'", '"'} and isinstance(new, str) else None
        if spot.in_flow:
            space = "" if start_of(node) > entry.after or entry.after == entry.start else " "
            self.splices.append(Splice(start_of(node), entry.end, space + on_a_line(new, quotes)))
            return
        inner = entry.end if is_block_collection(node) else start_of(node)
        if has_comment(text, entry.after, inner):
            raise CannotRewrite(steps)
        head, body = below_key(new, compact=self._compact)
        if quotes and not body:
            head = on_a_line(new, quotes)
        self.splices.append(Splice(entry.after, entry.end, f" {head}" if head else ""))
        if body:
            end = line_end(text, entry.end)
            self.splices.append(Splice(end, end, "\n" + indented(body, spot.column)))


def first_column(node: yaml.CollectionNode) -> int:
    """Where its keys or dashes begin."""
    first = node.value[0]
    mark = first[0].start_mark if isinstance(first, tuple) else node.start_mark
    return int(mark.column)
