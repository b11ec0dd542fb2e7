"""Log lines with their times: none twice after a reconnection, and a flood folded. Pure."""

from collections.abc import Iterator
from datetime import datetime

from podlab.pods.objects import JsonObject

LINES_OF_A_SECOND = 120
LONGEST_LINE = 4000


class LogLines:
    """Remembers where one container's log was, to the line.

    The API server resumes a log by time, and a time may name several lines (and servers round
    it down to the second), so what was told already is recognised by time and text.
    """

    def __init__(self) -> None:
        self._latest = ""
        self._at_latest: list[str] = []
        self._catching_up: list[str] = []
        self._boundary = ""
        self._second = 0
        self._told = 0
        self._folded = 0

    def resume(self) -> str:
        """From which time to ask again; empty at the first time."""
        self._boundary = self._latest
        self._catching_up = list(self._at_latest)
        return self._latest and f"{self._latest}Z"

    def flush(self, container: str) -> Iterator[JsonObject]:
        """What is still folded when the log ends."""
        if self._folded:
            yield self._fold(container)
            self._folded = 0

    def entries(self, line: str, container: str, attempt: int) -> Iterator[JsonObject]:
        """The entries that a line `<RFC 3339 time> <text>` makes: none, itself, or a fold."""
        written, _, text = line.partition(" ")
        try:
            moment = datetime.fromisoformat(written).timestamp()
        except ValueError:
            return
        stamp = sortable(written)
        if self._known(stamp, text):
            return
        if stamp != self._latest:
            self._latest, self._at_latest = stamp, []
        self._at_latest.append(text)
        yield from self._within_budget(
            {
                "kind": "log",
                "time": moment,
                "container": container,
                "text": shortened(text),
                "attempt": attempt,
            }
        )

    def _known(self, stamp: str, text: str) -> bool:
        if not self._boundary or stamp > self._boundary:
            return False
        if stamp < self._boundary:
            return True
        if text in self._catching_up:
            self._catching_up.remove(text)
            return True
        return False

    def _within_budget(self, entry: JsonObject) -> Iterator[JsonObject]:
        second = int(entry["time"])
        if second != self._second:
            if self._folded:
                yield self._fold(entry["container"])
            self._second, self._told, self._folded = second, 0, 0
        if self._told < LINES_OF_A_SECOND:
            self._told += 1
            yield entry
        else:
            self._folded += 1

    def _fold(self, container: str) -> JsonObject:
        return {
            "kind": "folded",
            "of": "log",
            "time": float(self._second),
            "count": self._folded,
            "from": container,
            "window_ms": 1000,
        }


def shortened(text: str) -> str:
    """The line, cut where nobody reads on, with what is missing told."""
    left_out = len(text) - LONGEST_LINE
    return text if left_out <= 0 else f"{text[:LONGEST_LINE]} … ({left_out} more characters)"


def sortable(stamp: str) -> str:
    """A UTC time with all nine digits of its second's fraction, so that text order is time order.

    >>> sortable("2026-01-02T03:04:05.1Z")
    '2026-01-02T03:04:05.100000000'
    """
    whole, _, fraction = stamp.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<9}"
