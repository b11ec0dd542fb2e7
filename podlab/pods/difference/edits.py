"""How one list becomes another: a short, not always the shortest, sequence of edits.

Source: google/go-cmp, internal/diff: a greedy search from both ends that meets in the middle.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum


class Edit(Enum):
    """One step of both lists, or of one of them."""

    SAME = "="
    MODIFIED = "~"
    REMOVED = "-"
    INSERTED = "+"


@dataclass(frozen=True)
class Result:
    """How many leaves of two elements are equal, and how many are not."""

    same: int
    different: int

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return self.different == 0

    @property
    def similar(self) -> bool:
        """Whether one is the other, changed, and not another one."""
        return self.same + 1 >= self.different


Compare = Callable[[int, int], Result]
SAME, OTHER = Result(1, 0), Result(0, 2)


def plain(equal: bool) -> Result:
    """The result for elements that are equal or are not, with nothing between."""
    return SAME if equal else OTHER


@dataclass
class _Path:
    """A way through the table of both lists, from one of its corners."""

    step: int
    x: int
    y: int
    edits: list[Edit] = field(default_factory=list)

    def append(self, edit: Edit) -> None:
        self.edits.append(edit)
        if edit is not Edit.INSERTED:
            self.x += self.step
        if edit is not Edit.REMOVED:
            self.y += self.step

    def connect(self, x: int, y: int, compare: Compare) -> None:
        back = 0 if self.step > 0 else 1
        while (x - self.x) * self.step > 0 and (y - self.y) * self.step > 0:
            found = compare(self.x - back, self.y - back)
            more_x = (x - self.x) * self.step - (y - self.y) * self.step
            if found.equal:
                self.append(Edit.SAME)
            elif found.similar:
                self.append(Edit.MODIFIED)
            elif more_x > 0 or (more_x == 0 and self.step > 0):
                self.append(Edit.REMOVED)
            else:
                self.append(Edit.INSERTED)
        while (x - self.x) * self.step > 0:
            self.append(Edit.REMOVED)
        while (y - self.y) * self.step > 0:
            self.append(Edit.INSERTED)


class _Search:
    """Both paths, how far each has looked, and how much looking is still allowed."""

    def __init__(self, nx: int, ny: int, compare: Compare) -> None:
        self.forward, self.backward = _Path(1, 0, 0), _Path(-1, nx, ny)
        self.front, self.rear = (0, 0), (nx, ny)
        self.budget = 4 * (nx + ny)
        self.compare = compare

    @property
    def ended(self) -> bool:
        met = self.front[0] >= self.rear[0] or self.front[1] >= self.rear[1]
        return met or self.budget == 0

    def look(self, path: _Path, other: _Path, start: tuple[int, int]) -> tuple[int, int]:
        """Look along the diagonal of `start` for a match; where to look from next."""
        stops, turn, back = [False, False], 0, 0 if path.step > 0 else 1
        found = start
        while not all(stops) and self.budget > 0:
            offset = _zigzag(turn) * path.step
            x, y = start[0] + offset, start[1] - offset
            if (other.x - x) * path.step <= 0 or (y - path.y) * path.step < 0:
                stops[0] = True
            elif (other.y - y) * path.step <= 0 or (x - path.x) * path.step < 0:
                stops[1] = True
            elif self.compare(x - back, y - back).equal:
                found = self._follow(path, other, (x, y))
                break
            else:
                self.budget -= 1
            turn += 1
        if (other.x - found[0]) * path.step >= (other.y - found[1]) * path.step:
            return found[0] + path.step, found[1]
        return found[0], found[1] + path.step

    def _follow(self, path: _Path, other: _Path, to: tuple[int, int]) -> tuple[int, int]:
        back = 0 if path.step > 0 else 1
        path.connect(*to, self.compare)
        path.append(Edit.SAME)
        while (other.x - path.x) * path.step > 0 and (other.y - path.y) * path.step > 0:
            if not self.compare(path.x - back, path.y - back).equal:
                break
            path.append(Edit.SAME)
        return path.x, path.y


def edits_between(nx: int, ny: int, compare: Compare) -> list[Edit]:
    """The edits that turn a list of `nx` elements into one of `ny`."""
    search = _Search(nx, ny, compare)
    while not search.ended:
        search.front = search.look(search.forward, search.backward, search.front)
        if search.ended:
            break
        search.rear = search.look(search.backward, search.forward, search.rear)
    search.forward.connect(search.backward.x, search.backward.y, compare)
    return [*search.forward.edits, *reversed(search.backward.edits)]


def _zigzag(turn: int) -> int:
    """0, -1, 1, -2, 2, and so on."""
    return -(turn + 1) // 2 if turn % 2 else turn // 2
