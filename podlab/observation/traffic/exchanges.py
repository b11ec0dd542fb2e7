"""One question and its answer on a connection, and the preview of what was said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

PREVIEW_BYTES = 1024


@dataclass
class Exchange:
    """One request and its response; grows until it is complete.

    `status` is a number for HTTP and the first word of the reply for Redis.
    """

    protocol: str
    started: float
    method: str | None = None
    path: str | None = None
    answered: float | None = None
    status: int | str | None = None
    request_bytes: int = 0
    response_bytes: int = 0
    request_preview: bytearray = field(default_factory=bytearray)
    response_preview: bytearray = field(default_factory=bytearray)
    complete: bool = False

    @property
    def duration_ms(self) -> float | None:
        """From the request's first byte to the response's head."""
        if self.answered is None:
            return None
        return round((self.answered - self.started) * 1000, 3)

    def ask(self, data: bytes, missing: int = 0) -> None:
        """Count and show more of the request."""
        self.request_bytes += len(data) + missing
        extend_preview(self.request_preview, data)

    def answer(self, data: bytes, missing: int = 0) -> None:
        """Count and show more of the response."""
        self.response_bytes += len(data) + missing
        extend_preview(self.response_preview, data)


class Dialogue(Protocol):
    """What is said on one connection, in one protocol.

    The first two return the exchanges whose response has just begun, the last one those that
    will never have any; `missing` is how many bytes after `data` were never seen.
    """

    def from_client(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]: ...

    def from_server(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]: ...

    def closed(self) -> Iterable[Exchange]: ...


def extend_preview(preview: bytearray, data: bytes) -> None:
    """Append as much as a preview may hold."""
    room = PREVIEW_BYTES - len(preview)
    if room > 0:
        preview += data[:room]


class OpaqueDialogue:
    """A protocol that we can't read: each change of the speaker makes an exchange."""

    def __init__(self) -> None:
        self._current: Exchange | None = None

    def from_client(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]:
        if self._current is None or self._current.answered is not None:
            self.closed()
            self._current = Exchange("tcp", started=time)
        self._current.ask(data, missing)
        return ()

    def from_server(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]:
        if self._current is None:
            self._current = Exchange("tcp", started=time)
        exchange, begins = self._current, self._current.answered is None
        exchange.answer(data, missing)
        if not begins:
            return ()
        exchange.answered = time
        return (exchange,)

    def closed(self) -> Iterable[Exchange]:
        ended, self._current = self._current, None
        if ended is None:
            return ()
        ended.complete = True
        return () if ended.answered else (ended,)
