"""What to splice so that entries come into, or go out of, a mapping or a list."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from podlab.pods.manifest.editing.entries import Entry
from podlab.pods.manifest.editing.splices import (
    CannotRewrite,
    Splice,
    has_comment,
    indented,
    line_end,
    line_start,
)
from podlab.pods.manifest.editing.writing import as_item, in_block, on_a_line
from podlab.pods.manifest.places import Steps


@dataclass(frozen=True)
class Listing:
    """Entries of one mapping or list. In block style `column` is where they begin."""

    text: str
    entries: Sequence[Entry]
    column: int
    in_flow: bool
    compact: bool
    steps: Steps

    def insert(self, last: int, name: str | None, value: Any) -> Splice:
        """A new entry after number `last`, or before all with -1; items have no name."""
        if self.in_flow:
            return self._insert_in_flow(last, name, value)
        lines = as_item(value) if name is None else in_block({name: value}, compact=self.compact)
        if last < 0:
            first = self.entries[0].start
            if self._begins_its_line(first):
                start = line_start(self.text, first)
                return Splice(start, start, indented(lines, self.column) + "\n")
            return Splice(first, first, f"{indented(lines, self.column).lstrip()}\n{self._margin}")
        end = line_end(self.text, self.entries[last].end)
        if end == len(self.text):
            return Splice(end, end, "\n" + indented(lines, self.column))
        return Splice(end + 1, end + 1, indented(lines, self.column) + "\n")

    def delete(self, gone: Collection[int]) -> Iterator[Splice]:
        """The entries taken away; comments above them stay."""
        shared = self.in_flow or not self._begins_its_line(self.entries[0].start)
        kept = [number for number in range(len(self.entries)) if number not in gone]
        for number in sorted(gone):
            if shared and (not kept or number < kept[0]):
                if number == 0:
                    yield self._delete_first(kept)
            elif self.in_flow:
                yield self._without_comment(self.entries[number - 1].end, self.entries[number].end)
            else:
                entry = self.entries[number]
                start, end = line_start(self.text, entry.start), line_end(self.text, entry.end) + 1
                yield Splice(start, min(end, len(self.text)), "")

    def _delete_first(self, kept: Sequence[int]) -> Splice:
        """Those that stand behind a bracket or a dash: what follows moves up to it."""
        if not kept:
            raise CannotRewrite(self.steps)
        return self._without_comment(self.entries[0].start, self.entries[kept[0]].start)

    def _insert_in_flow(self, last: int, name: str | None, value: Any) -> Splice:
        beside = self.entries[0].value
        if name is None:
            quotes = beside.style if isinstance(beside, yaml.ScalarNode) else None
            words = on_a_line(value, quotes if quotes in {"'", '"'} else None)
        else:
            words = on_a_line({name: value})[1:-1]
        if last < 0:
            first = self.entries[0].start
            return Splice(first, first, f"{words}, ")
        end = self.entries[last].end
        return Splice(end, end, f", {words}")

    def _without_comment(self, start: int, end: int) -> Splice:
        if has_comment(self.text, start, end):
            raise CannotRewrite(self.steps)
        return Splice(start, end, "")

    def _begins_its_line(self, index: int) -> bool:
        return not self.text[line_start(self.text, index) : index].strip(" ")

    @property
    def _margin(self) -> str:
        return " " * self.column
