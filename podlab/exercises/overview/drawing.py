"""Where the boxes and the lines of the map of concepts stand. Pure."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 152, 40
COLUMN, ROW = 180, 50
MARGIN = 8
LETTERS = 21  # in a line of a box
LAST_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]+$)")


@dataclass(frozen=True)
class Box:
    """One concept; its title stands in one line or two."""

    name: str
    lines: Sequence[tuple[int, str]]
    state: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """From the right side of what comes first to the left side of what stands on it."""

    path: str
    state: str


@dataclass(frozen=True)
class Drawing:
    """All of it, in the units of the picture."""

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[Line]


def drawn(
    ranks: Sequence[Sequence[str]],
    edges: Iterable[tuple[str, str]],
    labels: Mapping[str, tuple[str, str]],
) -> Drawing:
    """Each rank is a column. `labels` have the title and the state of each concept."""
    tallest = max(map(len, ranks), default=0)
    boxes = {
        name: box(name, *labels[name], column, row + (tallest - len(rank)) / 2)
        for column, rank in enumerate(ranks)
        for row, name in enumerate(rank)
    }
    lines = [Line(path(boxes[a], boxes[b]), boxes[b].state) for a, b in edges]
    width = 2 * MARGIN + (len(ranks) - 1) * COLUMN + WIDTH
    return Drawing(width, 2 * MARGIN + tallest * ROW, list(boxes.values()), lines)


def box(name: str, title: str, state: str, column: int, row: float) -> Box:
    x, y = MARGIN + column * COLUMN, MARGIN + round(row * ROW)
    broken = [LAST_HUMP.sub(" ", w) if len(w) > LETTERS else w for w in title.split()]
    words = textwrap.wrap(" ".join(broken), LETTERS)
    first = y + HEIGHT // 2 + 4 - (len(words) - 1) * 8
    return Box(
        name, [(first + number * 16, word) for number, word in enumerate(words)], state, x, y
    )


def path(before: Box, after: Box) -> str:
    """A curve that leaves and arrives level."""
    x1, y1 = before.x + WIDTH, before.y + HEIGHT // 2
    x2, y2 = after.x, after.y + HEIGHT // 2
    middle = x2 - (COLUMN - WIDTH) // 2  # lines bend in the gap before the column
    return f"M{x1} {y1}C{middle} {y1} {x1 if x2 - x1 < COLUMN else middle} {y2} {x2} {y2}"
