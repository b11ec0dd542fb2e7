"""Redis commands with their replies (RESP 2 and 3)."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from podlab.observation.traffic.exchanges import Exchange

MAX_LINE = 64 << 10
MAX_DEPTH = 16
MAX_WORDS = 8
MAX_OUTSTANDING = 1024
PREVIEW_WORD = 1024
LINES, BULKS, LISTS, MAPS = b"+-:,#_(", b"$!=", b"*~>", b"%|"


@dataclass
class Value:
    """One value from the wire: its kind, its first words, its size."""

    kind: str
    words: list[bytes] = field(default_factory=list)
    size: int = 0
    raw: bytearray = field(default_factory=bytearray)


class ValueReader:
    """Reads one direction; a hole inside a bulk string is skipped, any other loses the thread."""

    def __init__(self) -> None:
        self._buffer, self._word = b"", b""
        self._open: list[int] = []
        self._bulk_left = 0
        self._value: Value | None = None

    def feed(self, data: bytes, missing: int = 0) -> Iterator[Value | None]:
        """Each whole value; None when the thread is lost."""
        self._buffer += data
        while self._buffer:
            before = len(self._buffer)
            yield from self._bulk(0) if self._bulk_left else self._line()
            if len(self._buffer) == before:
                break
        if not missing:
            return
        if missing <= self._bulk_left:
            yield from self._bulk(missing)
        else:
            self._lose()
            yield None

    def _line(self) -> Iterator[Value | None]:
        line, found, rest = self._buffer.partition(b"\r\n")
        if not found:
            if len(self._buffer) > MAX_LINE:
                self._lose()
                yield None
            return
        self._buffer = rest
        kind = line[:1]
        value = self._begin(kind)
        self._count(line + b"\r\n", 0)
        try:
            yield from self._interpret(kind, line, value)
        except ValueError:
            self._lose()
            yield None

    def _begin(self, kind: bytes) -> Value:
        if self._value is None:
            self._value = Value(kind.decode("latin-1"))
        return self._value

    def _interpret(self, kind: bytes, line: bytes, value: Value) -> Iterator[Value]:
        if kind in LISTS or kind in MAPS:
            count = int(line[1:]) * (2 if kind in MAPS else 1)
            if count > 0:
                if len(self._open) >= MAX_DEPTH:
                    raise ValueError("nested too deep")
                self._open.append(count)
                return
        elif kind in BULKS:
            length = int(line[1:])
            if length >= 0:
                self._bulk_left = length + 2
                self._word = b""
                return
            value.words.append(b"(nil)")
        elif kind in LINES:
            self._add_word(line[1:])
        else:
            value.words.extend(line.split()[:MAX_WORDS])
        yield from self._element_done()

    def _bulk(self, missing: int) -> Iterator[Value]:
        data = b"" if missing else self._buffer[: self._bulk_left]
        self._buffer = self._buffer[len(data) :]
        self._bulk_left -= len(data) + missing
        self._word = (self._word + data)[:PREVIEW_WORD]
        self._count(data, missing)
        if not self._bulk_left:
            self._add_word(self._word.removesuffix(b"\r\n"))
            yield from self._element_done()

    def _add_word(self, word: bytes) -> None:
        if self._value and len(self._value.words) < MAX_WORDS:
            self._value.words.append(word)

    def _count(self, data: bytes, missing: int) -> None:
        if self._value:
            self._value.size += len(data) + missing
            self._value.raw += data[: max(0, PREVIEW_WORD - len(self._value.raw))]

    def _element_done(self) -> Iterator[Value]:
        while self._open:
            self._open[-1] -= 1
            if self._open[-1]:
                return
            self._open.pop()
        if self._value:
            value, self._value = self._value, None
            yield value

    def _lose(self) -> None:
        self._buffer, self._word = b"", b""
        self._open.clear()
        self._bulk_left = 0
        self._value = None


def starts_redis(data: bytes) -> bool:
    """Whether a client's first bytes look like a Redis command."""
    return data[:1] == b"*" and (len(data) == 1 or data[1:2].isdigit())


class RedisDialogue:
    """Matches each reply to the oldest command that has none yet."""

    def __init__(self) -> None:
        self._commands = ValueReader()
        self._replies = ValueReader()
        self._asked: deque[Exchange] = deque()

    def from_client(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]:
        for value in self._commands.feed(data, missing):
            if value is None:
                self._asked.clear()
            elif value.words and len(self._asked) < MAX_OUTSTANDING:
                self._asked.append(_command(value, time))
        return ()

    def from_server(self, data: bytes, missing: int, time: float) -> Iterable[Exchange]:
        answered: list[Exchange] = []
        for value in self._replies.feed(data, missing):
            if value is None:
                self._asked.clear()
            elif value.kind != ">" and self._asked:
                answered.append(_reply(self._asked.popleft(), value, time))
        return answered

    def closed(self) -> Iterable[Exchange]:
        unanswered = list(self._asked)
        self._asked.clear()
        for exchange in unanswered:
            exchange.complete = True
        return unanswered


def _command(value: Value, time: float) -> Exchange:
    words = [word.decode("utf-8", "replace") for word in value.words]
    exchange = Exchange(
        "redis", started=time, method=words[0].upper()[:32], path=" ".join(words[1:])[:200]
    )
    exchange.request_bytes = value.size
    exchange.request_preview += " ".join(words).encode()[:PREVIEW_WORD]
    return exchange


def _reply(exchange: Exchange, value: Value, time: float) -> Exchange:
    first = value.words[0].decode("utf-8", "replace") if value.words else ""
    exchange.answered = time
    exchange.status = first.split(" ")[0][:32] if value.kind in "+-" and first else "OK"
    exchange.response_bytes = value.size
    exchange.response_preview += b"\n".join(value.words)[:PREVIEW_WORD]
    exchange.complete = True
    return exchange
