"""What is wrong with a pack: at which file, line and field, in one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake. `file` is relative to the folder of all packs; `path` is the field.

    >>> print(Mistake("pods-101/pack.yaml", 3, "title", "must not be empty"))
    pods-101/pack.yaml:3: title: must not be empty
    """

    file: str
    line: int
    path: str
    sentence: str

    def __str__(self) -> str:
        field = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {field}{self.sentence}"


class Unreadable(ValueError):
    """A file or folder that can't be used, with every reason at once."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
