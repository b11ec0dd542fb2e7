"""How much is told in detail, and true counts of the rest."""

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

WINDOW = 0.25
DETAILS_PER_WINDOW = 60


class DetailBudget(Generic[Key]):
    """At most so many details per window; what is above is counted by key.

    Time is passed in, as seconds on any clock that doesn't go back.
    """

    def __init__(self, details: int = DETAILS_PER_WINDOW, window: float = WINDOW) -> None:
        self.window = window
        self._details = details
        self._begun = 0.0
        self._told = 0
        self._folded: Counter[Key] = Counter()

    def admits(self, key: Key, now: float) -> bool:
        """Whether this one may be told in detail; if not, it has been counted."""
        if now - self._begun >= self.window and not self._folded:
            self._begun, self._told = now, 0
        if self._told < self._details and now - self._begun < self.window:
            self._told += 1
            return True
        self._folded[key] += 1
        return False

    def due(self) -> float | None:
        """When the counts are to be fetched, or None while there are none."""
        return self._begun + self.window if self._folded else None

    def fetch(self, now: float) -> list[tuple[Key, int]]:
        """The counts of a window that is over."""
        due = self.due()
        if due is None or now < due:
            return []
        folded = list(self._folded.items())
        self._folded.clear()
        self._begun, self._told = now, 0
        return folded
