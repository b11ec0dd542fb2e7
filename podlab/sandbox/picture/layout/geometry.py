"""Boxes, lines and the widths of texts, in the picture's own pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

# The mean advance of one letter at our sizes.
SANS, SANS_SMALL, SANS_BOLD = 6.3, 5.8, 8.6
MONO, MONO_SMALL = 6.7, 6.4
LONGEST_NAME = 180  # of a volume


@dataclass(frozen=True)
class Box:
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> float:
        return self.x + self.w / 2


def fit(text: str, width: float, advance: float) -> str:
    """As much of the text as the width holds, an ellipsis for the rest."""
    room = max(1, int(width / advance))
    return text if len(text) <= room else text[: max(0, room - 1)].rstrip() + "…"


def fit_end(text: str, width: float, advance: float) -> str:
    """Like `fit`, but keeps the end: of a path the last part tells most."""
    room = max(1, int(width / advance))
    return text if len(text) <= room else "…" + text[len(text) - max(0, room - 1) :]


def spread(
    wanted: Sequence[float], widths: Sequence[float], low: float, high: float
) -> list[float]:
    """Left edges close to the wanted ones, in the given order, none over another.

    What does not fit between `low` and `high` ends before `high` and may begin before `low`.
    """
    lefts: list[float] = []
    edge = low
    for want, width in zip(wanted, widths, strict=True):
        lefts.append(max(want, edge))
        edge = lefts[-1] + width
    edge = high
    for index in reversed(range(len(lefts))):
        lefts[index] = min(lefts[index], edge - widths[index])
        edge = lefts[index]
    return lefts


def crossings(lines: Sequence[Sequence[Point]]) -> int:
    """How often lines of level and upright parts cross; touching and meeting is no crossing."""
    parts = [(index, part) for index, line in enumerate(lines) for part in pairwise(line)]
    level = [(index, a, b) for index, (a, b) in parts if a[1] == b[1]]
    upright = [(index, a, b) for index, (a, b) in parts if a[0] == b[0]]
    return sum(
        min(a[0], b[0]) < c[0] < max(a[0], b[0]) and min(c[1], d[1]) < a[1] < max(c[1], d[1])
        for one, a, b in level
        for other, c, d in upright
        if one != other
    )


def rounded_path(points: Sequence[Point], radius: float = 6) -> str:
    """The SVG path data of a polyline of level and upright lines, its corners rounded."""
    kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
    data = f"M{kept[0][0]:g} {kept[0][1]:g}"
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        start, end = _toward(corner, before, radius), _toward(corner, after, radius)
        data += f"L{start[0]:g} {start[1]:g}Q{corner[0]:g} {corner[1]:g} {end[0]:g} {end[1]:g}"
    return data + f"L{kept[-1][0]:g} {kept[-1][1]:g}"


def _toward(start: Point, end: Point, radius: float) -> Point:
    """The point `radius` from start on the way to end, or half the way if that is less."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max(abs(dx), abs(dy)) or 1
    part = min(radius, length / 2) / length
    return start[0] + dx * part, start[1] + dy * part


def arrow_head(points: Sequence[Point], size: float = 8) -> str:
    """The path data of a triangle that ends where the line ends."""
    (px, py), (x, y) = points[-2], points[-1]
    dx, dy = _sign(x - px), _sign(y - py)
    back, half = (x - dx * size, y - dy * size), size / 2
    return (
        f"M{x:g} {y:g}L{back[0] - dy * half:g} {back[1] - dx * half:g}"
        f"L{back[0] + dy * half:g} {back[1] + dx * half:g}Z"
    )


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
