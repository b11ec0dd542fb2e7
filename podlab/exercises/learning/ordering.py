"""Lines that a learner puts into their order: mixed at first, moved one by one. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Arrangement:
    """Numbers of lines: those that are used, in their order, and those that are left out."""

    used: tuple[int, ...]
    left_out: tuple[int, ...] = ()

    def moved(self, number: int, by: int) -> "Arrangement":
        """The line one place up or down; at the end it stays."""
        if number not in self.used:
            return self
        at = self.used.index(number)
        to = min(max(at + by, 0), len(self.used) - 1)
        rest = [each for each in self.used if each != number]
        return replace(self, used=(*rest[:to], number, *rest[to:]))

    def without(self, number: int) -> "Arrangement":
        used = tuple(each for each in self.used if each != number)
        return Arrangement(used, (*self.left_out, number)) if number in self.used else self

    def with_again(self, number: int) -> "Arrangement":
        if number not in self.left_out:
            return self
        left = tuple(each for each in self.left_out if each != number)
        return Arrangement((*self.used, number), left)


def mixed(count: int, seed: str) -> Arrangement:
    """All lines in an order that stays the same for a learner and is never the right one."""
    numbers = list(range(count))
    while count > 1 and numbers == sorted(numbers):
        random.Random(seed).shuffle(numbers)  # noqa: S311 -- no secret
        seed += "."
    return Arrangement(tuple(numbers))


def arranged(used: Sequence[str], left_out: Sequence[str], count: int) -> Arrangement | None:
    """What a form sent; None when it is not each line once."""
    try:
        found = Arrangement(tuple(map(int, used)), tuple(map(int, left_out)))
    except ValueError:
        return None
    return found if sorted((*found.used, *found.left_out)) == list(range(count)) else None


def pressed(found: Arrangement, press: str) -> Arrangement:
    """What a button asks for: `up:3`, `down:3`, `out:3`, `in:3`."""
    verb, _, number = press.partition(":")
    if not number.isdecimal():
        return found
    match verb:
        case "up":
            return found.moved(int(number), -1)
        case "down":
            return found.moved(int(number), 1)
        case "out":
            return found.without(int(number))
        case "in":
            return found.with_again(int(number))
    return found
