"""A WebSocket to the Pod API with any subprotocol, `SPDY/3.1+portforward.k8s.io` among them.

wsproto speaks it: the client that web uses elsewhere refuses a subprotocol with a slash.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from podlab.cluster.gateway.answers import Answer
from podlab.cluster.gateway.asgi import Header

SECONDS_TO_OPEN = 30.0
MOST_AT_ONCE = 64 * 1024
MOST_OF_A_MESSAGE = 16 * 1024 * 1024


class Denied(Exception):
    """The server answered the handshake with something else."""

    def __init__(self, given: Answer) -> None:
        self.answer = given
        super().__init__(given.status)


class Upstream:
    """An open connection. One task reads, another writes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._connection = WSConnection(ConnectionType.CLIENT)
        self._events = self._read_events()
        self.subprotocol: str | None = None

    async def shake_hands(self, request: Request) -> None:
        """Begin; raises Denied with the server's own answer."""
        await self._send(request)
        denied: RejectConnection | None = None
        body = b""
        async for event in self._events:
            match event:
                case AcceptConnection():
                    self.subprotocol = event.subprotocol
                    return
                case RejectConnection():
                    denied = event
                    if not event.has_body:
                        break
                case RejectData():
                    body += bytes(event.data)
                    if event.body_finished:
                        break
        status = denied.status_code if denied else 502
        headers = denied.headers if denied else []
        kept = tuple((n.lower(), v) for n, v in headers if n.lower() == b"content-type")
        raise Denied(Answer(status, kept, body))

    async def messages(self) -> AsyncIterator[bytes | str]:
        """Whole messages until the server closes."""
        held: list[bytes] = []
        size = 0
        async for event in self._events:
            match event:
                case BytesMessage() | TextMessage():
                    is_text = isinstance(event.data, str)
                    held.append(as_bytes(event.data))
                    size += len(held[-1])
                    if size > MOST_OF_A_MESSAGE:
                        return
                    if event.message_finished:
                        whole, held, size = b"".join(held), [], 0
                        yield whole.decode() if is_text else whole
                case Ping() | CloseConnection():
                    await self._send(event.response())
                    if isinstance(event, CloseConnection):
                        return

    async def send(self, message: bytes | str) -> None:
        """Send a whole message; after the end nothing happens."""
        event = TextMessage(message) if isinstance(message, str) else BytesMessage(message)
        await self._send(event)

    async def close(self) -> None:
        """End the connection."""
        if self._connection.state is ConnectionState.OPEN:
            await self._send(CloseConnection(1000))
        self._writer.close()

    async def _send(self, event: Event) -> None:
        try:
            self._writer.write(self._connection.send(event))
            await self._writer.drain()
        except (LocalProtocolError, OSError):
            return

    async def _read_events(self) -> AsyncIterator[Event]:
        try:
            while data := await self._reader.read(MOST_AT_ONCE):
                self._connection.receive_data(data)
                for event in self._connection.events():
                    yield event
        except (RemoteProtocolError, OSError):
            return


def as_bytes(data: str | bytes | bytearray) -> bytes:
    """The bytes of a piece of either kind of message."""
    return data.encode() if isinstance(data, str) else bytes(data)


async def open_upstream(
    server: str,
    tls: ssl.SSLContext,
    target: str,
    headers: Sequence[Header],
    subprotocols: Sequence[str],
) -> Upstream:
    """Connect and shake hands; raises Denied, OSError or TimeoutError."""
    address = urlsplit(server)
    secure = address.scheme == "https"
    host, port = address.hostname or "", address.port or (443 if secure else 80)
    async with asyncio.timeout(SECONDS_TO_OPEN):
        reader, writer = await asyncio.open_connection(host, port, ssl=tls if secure else None)
        upstream = Upstream(reader, writer)
        request = Request(
            host=address.netloc,
            target=address.path.rstrip("/") + target,
            subprotocols=list(subprotocols),
            extra_headers=list(headers),
        )
        try:
            await upstream.shake_hands(request)
        except BaseException:
            writer.close()
            raise
    return upstream
