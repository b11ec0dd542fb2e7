"""HTTP/1.x messages out of one direction of a connection, byte by byte, holes included."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

MAX_HEAD = 64 << 10
REQUEST_LINE = re.compile(rb"([A-Z][A-Z-]{0,31}) (\S{1,8000}) HTTP/1\.[01]")
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: |$)")
FIRST_WORD = re.compile(rb"[A-Z][A-Z-]{1,31} [/*a-zA-Z\[]|[A-Z][A-Z-]{0,31} ?$")
CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})\s*(?:;|$)")


@dataclass(frozen=True)
class Head:
    """Start line and headers; `method` and `path` of a request, `status` of a response."""

    raw: bytes
    method: str = ""
    path: str = ""
    status: int = 0
    content_length: int | None = None
    chunked: bool = False


@dataclass(frozen=True)
class BodyPart:
    """More of the body: what was seen, and how much was not."""

    data: bytes
    missing: int


class Mark(Enum):
    """What else a reader says."""

    END = auto()
    LOST = auto()


class Body(Enum):
    """How the end of a body is found."""

    NONE = auto()
    LENGTH = auto()
    CHUNKED = auto()
    UNTIL_CLOSE = auto()
    OPAQUE = auto()


class _State(Enum):
    HEAD = auto()
    LENGTH = auto()
    CHUNK_SIZE = auto()
    CHUNK = auto()
    TRAILER = auto()
    UNTIL_CLOSE = auto()
    LOST = auto()


Said = Head | BodyPart | Mark


class MessageReader:
    """Reads one direction; `body_rule` says how the message with this head ends."""

    def __init__(self, body_rule: Callable[[Head], Body]) -> None:
        self._body_rule = body_rule
        self._state = _State.HEAD
        self._buffer = b""
        self._left = 0
        self._stuck = False

    def feed(self, data: bytes, missing: int = 0) -> Iterator[Said]:
        """What `data` says; a hole inside a head or a chunk's size loses the thread."""
        self._buffer += data
        self._stuck = False
        while self._buffer and not self._stuck:
            before = len(self._buffer), self._state
            yield from self._step()
            if (len(self._buffer), self._state) == before:
                break
        if missing:
            yield from self._skip(missing)

    def _step(self) -> Iterator[Said]:
        match self._state:
            case _State.HEAD:
                yield from self._read_head()
            case _State.LENGTH | _State.CHUNK:
                yield from self._read_counted()
            case _State.CHUNK_SIZE:
                yield from self._read_chunk_size()
            case _State.TRAILER:
                yield from self._read_trailer()
            case _State.UNTIL_CLOSE:
                data, self._buffer = self._buffer, b""
                yield BodyPart(data, 0)
            case _State.LOST:
                self._find_start()

    def _read_head(self) -> Iterator[Said]:
        self._buffer = self._buffer.lstrip(b"\r\n")
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            self._stuck = True
            if len(self._buffer) > MAX_HEAD or not _may_be_head(self._buffer):
                yield self._lose()
            return
        raw, self._buffer = self._buffer[: end + 4], self._buffer[end + 4 :]
        head = parse_head(raw)
        if head is None:
            yield self._lose()
            return
        yield head
        yield from self._begin_body(head, self._body_rule(head))

    def _begin_body(self, head: Head, body: Body) -> Iterator[Said]:
        match body:
            case Body.CHUNKED:
                self._state = _State.CHUNK_SIZE
            case Body.UNTIL_CLOSE | Body.OPAQUE:
                self._state = _State.UNTIL_CLOSE
            case Body.LENGTH if head.content_length:
                self._state, self._left = _State.LENGTH, head.content_length
            case _:
                self._state = _State.HEAD
                yield Mark.END

    def _read_counted(self) -> Iterator[Said]:
        data, self._buffer = self._buffer[: self._left], self._buffer[self._left :]
        self._left -= len(data)
        yield from self._counted(data, 0)

    def _counted(self, data: bytes, missing: int) -> Iterator[Said]:
        """A part of a counted body; in a chunk the last two bytes are the line's end."""
        if self._state is _State.LENGTH:
            yield BodyPart(data, missing)
            if not self._left:
                self._state = _State.HEAD
                yield Mark.END
            return
        ending = max(0, 2 - self._left)
        cut = min(ending, missing)
        yield BodyPart(data[: len(data) - (ending - cut)] if ending > cut else data, missing - cut)
        if not self._left:
            self._state = _State.CHUNK_SIZE

    def _read_chunk_size(self) -> Iterator[Said]:
        line, found, rest = self._buffer.partition(b"\r\n")
        if not found:
            self._stuck = True
            if len(self._buffer) > 256:
                yield self._lose()
            return
        self._buffer = rest
        found_size = CHUNK_SIZE.match(line)
        if found_size is None:
            yield self._lose()
            return
        if size := int(found_size[1], 16):
            self._state, self._left = _State.CHUNK, size + 2
        else:
            self._state = _State.TRAILER

    def _read_trailer(self) -> Iterator[Said]:
        line, found, rest = self._buffer.partition(b"\r\n")
        if not found:
            self._stuck = True
            return
        self._buffer = rest
        if not line:
            self._state = _State.HEAD
            yield Mark.END

    def _skip(self, missing: int) -> Iterator[Said]:
        if self._state in {_State.LENGTH, _State.CHUNK} and missing <= self._left:
            self._left -= missing
            yield from self._counted(b"", missing)
        elif self._state is _State.UNTIL_CLOSE:
            yield BodyPart(b"", missing)
        elif self._state is not _State.LOST:
            yield self._lose()

    def _lose(self) -> Mark:
        self._state, self._buffer, self._left = _State.LOST, b"", 0
        return Mark.LOST

    def _find_start(self) -> None:
        """After a loss a piece that begins like a message is believed."""
        if _may_be_head(self._buffer):
            self._state = _State.HEAD
        else:
            self._buffer = b""


def starts_http(data: bytes) -> bool:
    """Whether a client's first bytes look like an HTTP request."""
    return bool(FIRST_WORD.match(data))


def parse_head(raw: bytes) -> Head | None:
    """A head that ends with its empty line, or None if it is not HTTP/1.x."""
    first, *lines = raw.rstrip(b"\r\n").split(b"\r\n")
    headers: dict[bytes, bytes] = {}
    for line in lines:
        name, _, value = line.partition(b":")
        headers.setdefault(name.strip().lower(), value.strip())
    length = headers.get(b"content-length", b"")
    size = int(length) if length.isdigit() and len(length) < 19 else None
    chunked = headers.get(b"transfer-encoding", b"").lower().endswith(b"chunked")
    if request := REQUEST_LINE.fullmatch(first):
        method, path = (part.decode("utf-8", "replace") for part in request.groups())
        return Head(raw, method=method, path=path, content_length=size, chunked=chunked)
    if status := STATUS_LINE.match(first):
        return Head(raw, status=int(status[1]), content_length=size, chunked=chunked)
    return None


def _may_be_head(data: bytes) -> bool:
    return bool(FIRST_WORD.match(data)) or data[:7] == b"HTTP/1."[: len(data)]
