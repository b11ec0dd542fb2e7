"""What stands in the way of an apply, in the API server's sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from podlab.pods.ownership.fields.paths import Path, path_text
from podlab.pods.ownership.managers import Manager


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else owns with another value."""

    manager: Manager
    path: Path

    @property
    def field(self) -> str:
        """The field as the API server names it."""
        return path_text(self.path)

    @property
    def message(self) -> str:
        """The sentence of the cause."""
        return f"conflict with {self.manager.text}"


class ApplyConflict(Exception):
    """An apply that would change fields of others."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = sorted(conflicts, key=lambda each: (each.manager.text, each.path))
        super().__init__(_sentence(self.conflicts))


def _sentence(conflicts: Sequence[Conflict]) -> str:
    if len(conflicts) == 1:
        only = conflicts[0]
        return f"Apply failed with 1 conflict: {only.message}: {only.field}"
    lines = []
    for manager in dict.fromkeys(each.manager.text for each in conflicts):
        lines.append(f"conflicts with {manager}:")
        lines += [f"- {each.field}" for each in conflicts if each.manager.text == manager]
    return f"Apply failed with {len(conflicts)} conflicts: " + "\n".join(lines)
