"""Pieces of a text that are replaced, all at once, and where its lines begin and end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from podlab.pods.manifest.places import Steps, field_path

COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)


class CannotRewrite(ValueError):
    """This part is written in a way that only a hand can change; holds its steps."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        super().__init__(field_path(steps))


@dataclass(frozen=True)
class Splice:
    """`text` takes the place of the characters from `start` up to `end`."""

    start: int
    end: int
    text: str


def apply_splices(text: str, splices: Iterable[Splice]) -> str:
    """The text with all pieces replaced; those at one place stand in the order given."""
    done: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        if splice.start < at:
            raise CannotRewrite(())  # two changes of one place
        done += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*done, text[at:]])


def line_start(text: str, index: int) -> int:
    """Where the line of this character begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Where the line of this character ends, before its line break."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def has_comment(text: str, start: int, end: int) -> bool:
    """Whether a comment may stand in this piece."""
    return bool(COMMENT.search(text, start, end))


def indented(lines: str, columns: int) -> str:
    """The lines with as many spaces before each; empty ones stay empty."""
    margin = " " * columns
    return "\n".join(margin + line if line else line for line in lines.split("\n"))
