"""The newest entries of one Pod, numbered; old ones give way."""

from collections import deque

MAX_ENTRIES = 1000
MAX_BYTES = 4 << 20


class Ring:
    """Bounded by number and by size; the first entry has number 1."""

    def __init__(self, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self._lines: deque[bytes] = deque()
        self._max_entries, self._max_bytes = max_entries, max_bytes
        self._bytes = 0
        self.newest = 0

    @property
    def oldest(self) -> int:
        """The number of the oldest entry that is still there."""
        return self.newest - len(self._lines) + 1

    def append(self, line: bytes) -> int:
        """Add an entry and return its number."""
        self._lines.append(line)
        self._bytes += len(line)
        self.newest += 1
        while len(self._lines) > self._max_entries or self._bytes > self._max_bytes:
            self._bytes -= len(self._lines.popleft())
        return self.newest

    def after(self, number: int, limit: int) -> tuple[int, list[tuple[int, bytes]]]:
        """How many entries after `number` are gone, then up to `limit` that are there."""
        skipped = max(0, self.oldest - number - 1)
        first = number + skipped + 1
        start = first - self.oldest
        stop = min(len(self._lines), start + limit)
        return skipped, [(self.oldest + at, self._lines[at]) for at in range(start, stop)]
