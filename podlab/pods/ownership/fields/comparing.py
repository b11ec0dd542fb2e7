"""Which fields a value has, and in which fields two values differ."""

from dataclasses import dataclass, field
from typing import Any

from podlab.pods.ownership.fields.parts import LEAF, Part, Sort, children
from podlab.pods.ownership.fields.paths import FieldSet, Path

MISSING: Any = object()
ITEMS = (Sort.MAP, Sort.KEYED, Sort.SET)


@dataclass
class Differences:
    """The paths at which a new value differs from an old one."""

    added: set[Path] = field(default_factory=set)
    modified: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)

    @property
    def written(self) -> FieldSet:
        """What the writer of the new value is the owner of."""
        return frozenset(self.added | self.modified)

    @property
    def changed(self) -> FieldSet:
        """Every path in question."""
        return self.written | self.removed


def field_set(part: Part, value: Any) -> FieldSet:
    """The fields that a configuration has an opinion about."""
    found: set[Path] = set()
    _collect(part, value, (), found)
    return frozenset(found)


def compare(part: Part, old: Any, new: Any) -> Differences:
    """How `new` differs from `old`; a null says that a field is there, but empty."""
    found = Differences()
    _compare(part, old, new, (), found)
    return found


def _collect(part: Part, value: Any, path: Path, found: set[Path]) -> None:
    if part.sort is Sort.WHOLE:
        found.add(path)
        return
    for step, (inner, below) in children(part, value).items():
        here = (*path, step)
        _collect(inner, below, here, found)
        if part.sort in ITEMS or below is None or below == {}:
            found.add(here)


def _compare(part: Part, old: Any, new: Any, path: Path, found: Differences) -> None:
    if old == new:
        return
    before = {} if old is MISSING or part.sort is Sort.WHOLE else children(part, old)
    after = {} if new is MISSING or part.sort is Sort.WHOLE else children(part, new)
    if old is MISSING:
        found.added.add(path)
    elif new is MISSING:
        found.removed.add(path)
    elif not before and not after:
        found.modified.add(path)
    for step in {**before, **after}:
        inner, one = before.get(step, (None, MISSING))
        other_inner, other = after.get(step, (None, MISSING))
        same = inner or other_inner or LEAF
        if inner and other_inner and inner is not other_inner:  # items with the same key
            same = LEAF
        _compare(same, one, other, (*path, step), found)
