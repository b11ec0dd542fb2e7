"""One HTTP/1.1 request over a connection into a Pod, and its answer as it comes."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import h11

from podlab.node.runtime import PortConnection

Header = tuple[bytes, bytes]
HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer "
    b"transfer-encoding upgrade".split()
)
NOT_PASSED_ON = HOP_BY_HOP | {b"date"}  # node's server writes its own


class NoHttp(Exception):
    """What listens there does not answer in HTTP; the message says what came instead."""


@dataclass(frozen=True)
class Asked:
    """A request; `target` is path and query, percent-encoded."""

    method: str
    target: str
    headers: Sequence[Header]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """The head of an answer, and its body's bytes as they come."""

    status: int
    headers: Sequence[Header]
    body: AsyncIterator[bytes]


async def ask(connection: PortConnection, asked: Asked) -> Answer:
    """Send the request and wait for the answer's head; raises NoHttp, PortUnavailable."""
    wire = h11.Connection(h11.CLIENT)
    headers = [*asked.headers, (b"Connection", b"close")]
    if asked.body:
        headers.append((b"Content-Length", str(len(asked.body)).encode()))
    request = h11.Request(method=asked.method, target=asked.target, headers=headers)
    await connection.write(
        (wire.send(request) or b"")
        + (wire.send(h11.Data(data=asked.body)) or b"")
        + (wire.send(h11.EndOfMessage()) or b"")
    )
    try:
        head = await _next(wire, connection)
        while isinstance(head, h11.InformationalResponse):
            head = await _next(wire, connection)
    except h11.RemoteProtocolError as problem:
        raise NoHttp(f"malformed HTTP response: {problem}") from problem
    if not isinstance(head, h11.Response):
        raise NoHttp("EOF")
    kept = [(name, value) for name, value in head.headers if name.lower() not in NOT_PASSED_ON]
    return Answer(head.status_code, kept, _body(wire, connection))


async def _body(wire: h11.Connection, connection: PortConnection) -> AsyncIterator[bytes]:
    """The body, cut short where the server breaks off or breaks the rules."""
    try:
        while isinstance(event := await _next(wire, connection), h11.Data):
            yield bytes(event.data)
    except h11.RemoteProtocolError:
        return
    finally:
        await connection.close()


async def _next(wire: h11.Connection, connection: PortConnection) -> h11.Event | type:
    """The next event; h11's PAUSED when there is none any more."""
    while (event := wire.next_event()) is h11.NEED_DATA:
        wire.receive_data(await connection.read())
    return event
