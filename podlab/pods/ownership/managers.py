"""Who has written to an object, and which of its fields are theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from podlab.pods.ownership.fields.paths import NOTHING, FieldSet

MOST_UPDATERS = 10
ANCIENT = "ancient-changes"

Operation = Literal["Apply", "Update"]


@dataclass(frozen=True)
class Manager:
    """A client, and the way in which it writes; the same client can be two managers."""

    name: str
    operation: Operation
    api_version: str
    subresource: str = ""

    @property
    def text(self) -> str:
        """The manager as conflicts name it."""
        name = f'"{self.name}"'
        if self.subresource:
            name = f'{name} with subresource "{self.subresource}"'
        return name if self.operation == "Apply" else f"{name} using {self.api_version}"


@dataclass(frozen=True)
class Owned:
    """Fields, and when the manager last wrote one of them."""

    fields: FieldSet = NOTHING
    time: str = ""


Managers = Mapping[Manager, Owned]


def give(managers: Managers, manager: Manager, owned: Owned) -> Managers:
    """`manager` owns this and nothing else; who owns nothing is forgotten."""
    given = {**managers, manager: owned}
    return {each: has for each, has in given.items() if has.fields}


def take(managers: Managers, fields: FieldSet, but_from: Manager) -> Managers:
    """Nobody owns `fields` any more, except maybe one; who owns nothing is forgotten."""
    left = {
        each: owned if each == but_from else Owned(owned.fields - fields, owned.time)
        for each, owned in managers.items()
    }
    return {each: owned for each, owned in left.items() if owned.fields}


def capped(managers: Managers) -> Managers:
    """No more updaters than Kubernetes remembers: the oldest become one."""
    updaters = [each for each in managers if each.operation == "Update"]
    updaters.sort(key=lambda each: (managers[each].time, each.name))
    if len(updaters) <= MOST_UPDATERS:
        return managers
    oldest = updaters[: len(updaters) - MOST_UPDATERS + 1]
    fields = frozenset[tuple[str, ...]]().union(*(managers[each].fields for each in oldest))
    ancient = Manager(ANCIENT, "Update", oldest[-1].api_version)
    kept = {each: owned for each, owned in managers.items() if each not in oldest}
    return {**kept, ancient: Owned(fields, managers[oldest[-1]].time)}
