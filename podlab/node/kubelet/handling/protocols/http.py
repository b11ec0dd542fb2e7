"""An HTTP GET over a connection into a Pod: of the answer only what the kubelet looks at."""

import io
import ssl
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse, IncompleteRead, parse_headers
from typing import Any, Protocol

USER_AGENT = "kube-probe/1.32"
MOST_HEADERS = 64 << 10
MOST_BODY = 10 << 10
PIECE = 16 << 10
TLS_RECORDS = (b"\x15", b"\x16")  # an alert, a handshake
PLAIN_ANSWER = "http: server gave HTTP response to HTTPS client"
END_OF_HEADERS = b"\r\n\r\n"


class Pipe(Protocol):
    """What carries the bytes."""

    async def send(self, data: bytes) -> None:
        """Hand bytes to the server."""

    async def receive(self) -> bytes:
        """The next bytes, empty at the end."""


@dataclass(frozen=True)
class Target:
    """Whom to ask for what."""

    scheme: str
    host: str
    port: int
    path: str = "/"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """As Go writes it."""
        path = self.path if self.path.startswith("/") else f"/{self.path}"
        return f"{self.scheme.lower()}://{self.host}:{self.port}{path}"


@dataclass(frozen=True)
class Response:
    """What the kubelet reads of an answer."""

    status: int
    location: str = ""
    body: bytes = b""


class BadResponse(Exception):
    """The server said something that is not HTTP; the text is Go's."""


@dataclass
class Exchange:
    """One question and what has come of it so far, for whoever runs out of patience."""

    received: bytes = b""

    @property
    def has_head(self) -> bool:
        """Whether the answer's headers are there."""
        return END_OF_HEADERS in self.received

    async def get(self, pipe: Pipe, target: Target) -> Response:
        """Ask once; raises BadResponse and whatever the pipe raises."""
        self.received = b""
        await pipe.send(request_head(target))
        while not self.has_head and len(self.received) < MOST_HEADERS:
            if not await self._more(pipe):
                break
        if not self.received:
            raise BadResponse("EOF")
        response = parse_head(self.received)
        ended = False
        while (body := _body(self.received, ended=ended)) is None:
            ended = not await self._more(pipe)
        return replace(response, body=body)

    async def _more(self, pipe: Pipe) -> bool:
        piece = await pipe.receive()
        self.received += piece
        return bool(piece)


def request_head(target: Target) -> bytes:
    """The request, with the kubelet's headers unless the manifest gives others."""
    path = target.path if target.path.startswith("/") else f"/{target.path}"
    given = {name.lower() for name, _ in target.headers}
    usual = {
        "Host": f"{target.host}:{target.port}",
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
    }
    lines = [f"GET {_clean(path)} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in usual.items() if name.lower() not in given]
    lines += [f"{_clean(name)}: {_clean(value)}" for name, value in target.headers if value]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode()


def parse_head(received: bytes) -> Response:
    """Status and Location of an answer; raises BadResponse."""
    first, _, rest = received.partition(b"\n")
    words = first.decode(errors="replace").split(maxsplit=2)
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdigit():
        text = first.decode(errors="replace").strip()[:100]
        raise BadResponse(
            f'net/http: HTTP/1.x transport connection broken: malformed HTTP "{text}"'
        )
    try:
        headers = parse_headers(io.BytesIO(rest))
    except HTTPException as problem:
        raise BadResponse(f"net/http: {problem}") from problem
    return Response(int(words[1]), headers.get("Location") or "")


class _Received:
    """Bytes that pose as a socket, as http.client wants one."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, _: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _body(received: bytes, *, ended: bool) -> bytes | None:
    """The answer's body, as much of it as a kubelet reads; None while more has to come."""
    posing: Any = _Received(received)
    answer = HTTPResponse(posing)
    try:
        answer.begin()
        is_measured = answer.chunked or answer.length is not None
        body = answer.read()
    except IncompleteRead as cut:
        is_measured, body = False, cut.partial
    except HTTPException:
        return b""
    return body[:MOST_BODY] if is_measured or ended or len(body) >= MOST_BODY else None


class TlsPipe:
    """TLS over another pipe; nobody's certificate is checked, as with a kubelet."""

    def __init__(self, below: Pipe) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self._below = below
        self._first = b""  # what the server said first
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing)

    async def send(self, data: bytes) -> None:
        """Shake hands, then send."""
        while not await self._try_handshake():
            await self._feed()
        self._tls.write(data)
        await self._flush()

    async def receive(self) -> bytes:
        """The next decrypted bytes, empty at the end."""
        while True:
            try:
                return self._tls.read(PIECE)
            except ssl.SSLWantReadError:
                if not await self._feed():
                    return b""
            except ssl.SSLError:
                return b""

    async def _try_handshake(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            await self._flush()
            return False
        except ssl.SSLError as problem:
            raise BadResponse(self._misunderstood(problem)) from problem
        await self._flush()
        return True

    def _misunderstood(self, problem: ssl.SSLError) -> str:
        if self._first.startswith(b"HTTP/"):
            return PLAIN_ANSWER
        if not self._first:
            return "EOF"
        if not self._first.startswith(TLS_RECORDS):
            return "tls: first record does not look like a TLS handshake"
        reason = (problem.reason or "HANDSHAKE_FAILURE").rpartition("ALERT_")[2]
        return f"remote error: tls: {reason.lower().replace('_', ' ')}"

    async def _feed(self) -> bool:
        piece = await self._below.receive()
        self._first = self._first or piece
        if piece:
            self._incoming.write(piece)
        else:
            self._incoming.write_eof()
        return bool(piece)

    async def _flush(self) -> None:
        if data := self._outgoing.read():
            await self._below.send(data)


def _clean(text: str) -> str:
    """No line of a manifest becomes a header of its own."""
    return text.replace("\r", "").replace("\n", "")
