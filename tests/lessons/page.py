"""docs/authoring.md as somebody follows it: files that are written, commands, what they print."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/authoring.md"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BETWEEN = "---\n"


@dataclass(frozen=True)
class Write:
    """Write a file; `before` is what in it is replaced, "" when it is new."""

    path: str
    text: str
    before: str = ""

    def to(self, folder: Path) -> None:
        place = folder / self.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if self.before:
            written = place.read_text()
            assert written.count(self.before) == 1, f"{self.path} has not once: {self.before}"
            place.write_text(written.replace(self.before, self.text))
        else:
            place.write_text(self.text)


@dataclass(frozen=True)
class Command:
    """A command of manage.py, and lines that it prints."""

    words: tuple[str, ...]
    prints: tuple[str, ...] = ()


Step = Write | Command


def steps() -> Iterator[Step]:
    """The page from its top to its end."""
    command: Command | None = None
    for kind, where, text in BLOCK.findall(PAGE.read_text()):
        if kind == "text" and command:
            command = Command(command.words, tuple(text.splitlines()))
            continue
        if command:
            yield command
            command = None
        if kind == "sh":
            *before, command = (Command(tuple(shlex.split(line)[2:])) for line in text.splitlines())
            yield from before
        elif kind == "console":  # what runs until it is ended has a test of its own
            continue
        elif where.endswith(" change"):
            before, after = text.split(BETWEEN)
            yield Write(where.split()[0], after, before)
        else:
            yield Write(where.strip(), text)
    if command:
        yield command


def files() -> list[Write]:
    """The exercise of the page, as it stands before anything is changed in it."""
    return [step for step in steps() if isinstance(step, Write) and not step.before]
