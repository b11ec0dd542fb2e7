"""What is known about one observed Pod, and one reader's way through it."""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from podlab.observation.ring import Ring
from podlab.observation.scope.commands import Command, NameContainer, WatchPod

KEEP_ALIVE = 15.0
FLUSH = 0.005
ENTRIES_AT_ONCE = 200
NOTHING = {"attribution": "none", "writers": "none"}


class ObservedPod:
    """Its entries, its commands and its readers; the observatory's lock guards the commands."""

    def __init__(self, epoch: str, now: float) -> None:
        self.watch: WatchPod | None = None
        self.containers: dict[str, NameContainer] = {}
        self.readers: set[Reader] = set()
        self.ended = False
        self.lock = threading.Lock()
        self._ring = Ring()
        self._epoch = epoch
        self._tap: dict[str, Any] = {"time": now, "kind": "tap"} | NOTHING
        self._listen: dict[str, Any] | None = None
        self._namespaces: dict[str, Any] | None = None

    @property
    def is_watched(self) -> bool:
        """Whether the kubelet spoke of it."""
        return bool(self.watch or self.containers)

    def commands(self) -> Iterator[Command]:
        """What a new scope has to be told."""
        if self.watch:
            yield self.watch
            yield from self.containers.values()

    def add(self, entry: dict[str, Any], text: bytes) -> None:
        """Keep an entry and wake the readers; `text` is the entry as JSON."""
        with self.lock:
            if entry["kind"] == "tap":
                self._tap = entry = self._tap | entry
                text = encode(entry)
            elif entry["kind"] == "listen":
                self._listen = entry
            elif entry["kind"] == "namespaces":
                self._namespaces = entry = with_known(self._namespaces, entry)
                text = encode(entry)
            number = self._ring.newest + 1
            self._ring.append(with_cursor(text, self.cursor(number)))
        self._wake()

    def lose_tap(self, now: float) -> None:
        """Nobody watches any more."""
        entry = {"time": now, "kind": "tap"} | NOTHING
        self.add(entry, encode(entry))

    def end(self) -> None:
        """Let the readers finish."""
        self.ended = True
        self._wake()

    def cursor(self, number: int) -> str:
        """The cursor of the entry with this number."""
        return f"{self._epoch}-{number}"

    def after(self, number: int) -> tuple[int, list[bytes]]:
        """The lines after `number` and the number reached; a gap is told."""
        with self.lock:
            skipped, found = self._ring.after(number, ENTRIES_AT_ONCE)
        lines = [line for _, line in found]
        if skipped:
            gone = {"cursor": self.cursor(number + skipped), "kind": "skipped", "count": skipped}
            lines.insert(0, encode(gone) + b"\n")
        return number + skipped + len(found), lines

    def beginning(self) -> tuple[int, list[bytes]]:
        """What a new reader is told first: how well one sees, and who listens."""
        with self.lock:
            number = self._ring.oldest - 1
            known = (self._tap, self._listen, self._namespaces)
            state = [entry for entry in known if entry]
        return number, [with_cursor(encode(entry), self.cursor(number)) for entry in state]

    def namespaces(self) -> list[dict[str, Any]]:
        """Of the pause container and of each container's latest attempt."""
        with self.lock:
            return list(self._namespaces["containers"]) if self._namespaces else []

    def _wake(self) -> None:
        for reader in list(self.readers):
            reader.wake()


class Reader:
    """One stream; it holds a number, never a queue."""

    def __init__(self, pod: ObservedPod, epoch: str, since: str) -> None:
        self._pod = pod
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._since = position(since, epoch)
        self._stopped = False
        pod.readers.add(self)

    def wake(self) -> None:
        """Called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: so is the stream
            self._loop.call_soon_threadsafe(self._news.set)

    def stop(self) -> None:
        """End the stream from its own loop."""
        self._stopped = True
        self._news.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Lines at once when idle, then at most one chunk per FLUSH."""
        number, lines = self._start()
        while True:
            if lines:
                yield b"".join(lines)
                await asyncio.sleep(FLUSH)
            self._news.clear()
            ended = self._pod.ended or self._stopped
            number, lines = self._pod.after(number)
            if lines:
                continue
            if ended:
                return
            try:
                await asyncio.wait_for(self._news.wait(), KEEP_ALIVE)
            except TimeoutError:
                yield b"\n"

    def _start(self) -> tuple[int, list[bytes]]:
        if self._since is None:
            return self._pod.beginning()
        return self._since, []


def position(cursor: str, epoch: str) -> int | None:
    """The number in a cursor of this epoch, else None."""
    of, _, number = cursor.partition("-")
    return int(number) if of == epoch and number.isdigit() and len(number) < 19 else None


def with_known(known: dict[str, Any] | None, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of some containers with what an earlier one said of the others."""
    found = entry.get("containers")
    told = [each for each in found if _is_told(each)] if isinstance(found, list) else []
    names = {each["container"] for each in told}
    before = known["containers"] if known else []
    kept = [each for each in before if each["container"] not in names]
    return {**entry, "containers": [*kept, *told]}


def _is_told(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and isinstance(found.get("container"), str | None)
        and isinstance(found.get("id"), str)
        and isinstance(found.get("namespaces"), dict)
    )


def with_cursor(text: bytes, cursor: str) -> bytes:
    """The entry's line with its cursor in front."""
    return b'{"cursor":"' + cursor.encode() + b'",' + text.lstrip()[1:] + b"\n"


def encode(entry: dict[str, Any]) -> bytes:
    """The entry as JSON in one line."""
    return json.dumps(entry, separators=(",", ":")).encode()
