"""Reads of files, folded: who reads again and again is told in counts. Pure; time is passed in."""

from collections import Counter
from dataclasses import dataclass

SECONDS_BETWEEN = 5.0  # of one file read by one container
MOST_AT_ONCE = 15
FILES_FOLLOWED = 256


@dataclass(frozen=True)
class FileRead:
    """A container read a file; `by` is the container's id."""

    volume: str
    path: str
    by: str


@dataclass
class _Reader:
    count: int = 0
    told: float = 0.0
    due: float = 0.0


class ReadFolder:
    """The first read of a file by a container is told at once, the next ones as a count.

    What is above the bounds is counted by volume and container.
    """

    def __init__(self) -> None:
        self._readers: dict[FileRead, _Reader] = {}
        self._folded: Counter[tuple[str, str]] = Counter()
        self._folded_due = 0.0

    def add(self, read: FileRead, now: float) -> None:
        """One more read."""
        reader = self._readers.get(read)
        if reader is None and len(self._readers) >= FILES_FOLLOWED:
            if not self._folded:
                self._folded_due = now + SECONDS_BETWEEN
            self._folded[read.volume, read.by] += 1
            return
        if reader is None:
            reader = self._readers[read] = _Reader(due=now)
        reader.count += 1

    def due(self) -> float | None:
        """When there is something to fetch, or None while there is nothing."""
        waits = [reader.due for reader in self._readers.values() if reader.count]
        return min([*waits, *([self._folded_due] if self._folded else [])], default=None)

    def fetch(self, now: float) -> list[tuple[FileRead, int]]:
        """The reads that are to be told now, and how often; the most overdue first."""
        ready = [
            (reader.due, read)
            for read, reader in self._readers.items()
            if reader.count and reader.due <= now
        ]
        told = [read for _, read in sorted(ready, key=lambda item: item[0])[:MOST_AT_ONCE]]
        found = [(read, self._readers[read].count) for read in told]
        for read in told:
            self._readers[read] = _Reader(told=now, due=now + SECONDS_BETWEEN)
        self._readers = {
            read: reader
            for read, reader in self._readers.items()
            if reader.count or now - reader.told < SECONDS_BETWEEN
        }
        return found

    def fetch_folded(self, now: float) -> list[tuple[tuple[str, str], int]]:
        """Volume, container and number of the reads that are not told file by file."""
        if not self._folded or now < self._folded_due:
            return []
        folded = list(self._folded.items())
        self._folded.clear()
        return folded
