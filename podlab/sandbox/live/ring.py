"""The last entries of one Pod as finished bytes; a viewer holds a cursor and nothing else. Pure."""

import json
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from podlab.pods.objects import JsonObject

ENTRIES_KEPT = 1000
EVENTS_KEPT = 60
ENTRIES_OF_A_BATCH = 200
BATCHES_KEPT = 32
RESET = b"event: reset\ndata: {}\n\n"


@dataclass(frozen=True)
class Entry:
    """One thing that happened, numbered in its order."""

    number: int
    kind: str
    body: JsonObject
    data: bytes


@dataclass(frozen=True)
class Batch:
    """A finished SSE message, and the number of its last entry."""

    message: bytes
    last: int


class Ring:
    """What the Pod's viewers share. Old entries fall out; who is too slow is told how many.

    `epoch` tells this ring from the one before a restart: a cursor `<epoch>-<number>` of
    another epoch means nothing here. The latest of what describes a state (the Pod, the
    listening sockets, the tap) and the latest events outlive the ring for new viewers.
    """

    def __init__(self, size: int = ENTRIES_KEPT) -> None:
        self.epoch = secrets.token_hex(4)
        self.last = 0
        self._entries: deque[Entry] = deque(maxlen=size)
        self._states: dict[str, Entry] = {}
        self._events: deque[Entry] = deque(maxlen=EVENTS_KEPT)
        self._batches: dict[tuple[int, int], bytes] = {}

    def append(self, body: JsonObject) -> None:
        self.last += 1
        entry = Entry(self.last, body["kind"], body, encode(body))
        self._entries.append(entry)
        if entry.kind in {"pod", "tap", "listen", "namespaces", "ended"}:
            self._states[entry.kind] = entry
        elif entry.kind == "event":
            self._events.append(entry)

    def position(self, cursor: str) -> int | None:
        """The number that a Last-Event-ID of this ring names; None for any other text."""
        epoch, _, number = cursor.partition("-")
        if epoch != self.epoch or not (number.isascii() and number.isdecimal()):
            return None
        return int(number) if int(number) <= self.last else None

    def opening(self) -> Batch:
        """What a new viewer gets first: forget all, then the states that the ring has lost."""
        before = self._entries[0].number if self._entries else self.last + 1
        kept = [*self._states.values(), *self._events]
        lost = sorted((e for e in kept if e.number < before), key=lambda entry: entry.number)
        last = before - 1
        return Batch(RESET + (self._message(lost, last) if lost else b""), last)

    def after(self, number: int) -> Batch | None:
        """The next entries as one message; None when there is nothing new."""
        if number >= self.last:
            return None
        first = self._entries[0].number
        skipped = max(0, first - number - 1)
        start = max(number + 1, first) - first
        chosen = [self._entries[i] for i in range(start, self._end_of_batch(start))]
        last = chosen[-1].number
        key = (number, last)
        if key not in self._batches:
            self._batches[key] = self._message(chosen, last, skipped)
            while len(self._batches) > BATCHES_KEPT:
                self._batches.pop(next(iter(self._batches)))
        return Batch(self._batches[key], last)

    def state(self, kind: str) -> JsonObject | None:
        """The newest entry of a kind that describes a state."""
        entry = self._states.get(kind)
        return entry.body if entry else None

    def bodies_after(self, number: int) -> list[JsonObject]:
        """The entries after a number, as far as they are still there."""
        newer = self.last - number
        return [entry.body for entry in list(self._entries)[-newer:]] if newer > 0 else []

    def latest(self, kinds: frozenset[str], count: int) -> list[JsonObject]:
        """The newest entries of these kinds, the oldest of them first."""
        return [entry.body for entry in self._newest(kinds)][:count][::-1]

    def _newest(self, kinds: frozenset[str]) -> Iterator[Entry]:
        source = self._events if kinds == {"event"} else self._entries
        return (entry for entry in reversed(source) if entry.kind in kinds)

    def _end_of_batch(self, start: int) -> int:
        return min(len(self._entries), start + ENTRIES_OF_A_BATCH)

    def _message(self, entries: list[Entry], last: int, skipped: int = 0) -> bytes:
        parts = [encode({"kind": "skipped", "count": skipped})] if skipped else []
        parts += [entry.data for entry in entries]
        data = b'{"entries":[' + b",".join(parts) + b"]}"
        return b"id: %s-%d\nevent: batch\ndata: %s\n\n" % (self.epoch.encode(), last, data)


def encode(body: JsonObject) -> bytes:
    """One line of JSON; what a program printed may hold any character but a line's end."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=True).encode()
