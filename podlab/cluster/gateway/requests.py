"""One HTTP request passed on: its body whole, its answer piece by piece as it comes."""

import asyncio
from collections.abc import Iterable
from typing import Any

import httpx2

from podlab.cluster.client import Cluster
from podlab.cluster.errors import unavailable
from podlab.cluster.gateway.answers import (
    TOO_LARGE,
    TOO_SLOW,
    answer,
    refusal,
    with_safe,
)
from podlab.cluster.gateway.asgi import Header, Receive, Scope, Send
from podlab.cluster.gateway.places import Place

MOST_BODY = 3 * 1024 * 1024  # bytes; the API server's own limit
SECONDS_FOR_A_BODY = 60.0
SECONDS_TO_CONNECT = 10.0
HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer "
    b"transfer-encoding upgrade".split()
)
NOT_SENT_ON = HOP_BY_HOP | {b"host", b"cookie", b"content-length", b"forwarded", b"origin"}
NOT_BROUGHT_BACK = HOP_BY_HOP | {b"set-cookie", b"date", b"server"}


class TooLarge(Exception):
    """A body that the Pod API would not read."""


async def pass_request(
    cluster: Cluster, scope: Scope, receive: Receive, send: Send, target: str, place: Place
) -> None:
    """Ask as the caller asks; ends early when the caller goes or the place is ended."""
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            body = await read_body(receive)
    except TimeoutError:
        await answer(scope, send, TOO_SLOW)
        return
    except TooLarge:
        await answer(scope, send, TOO_LARGE)
        return
    passing = asyncio.ensure_future(_pass(cluster, scope, send, target, body))
    going = asyncio.ensure_future(_until_gone(receive))
    ended = asyncio.ensure_future(place.ended.wait())
    tasks: set[asyncio.Future[Any]] = {passing, going, ended}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks - {passing}:
            task.cancel()
        if not passing.done():
            passing.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if not passing.cancelled():
        passing.result()  # raises what is wrong with us
    elif ended.done() and not ended.cancelled():
        await send({"type": "http.response.body", "body": b""})


async def read_body(receive: Receive) -> bytes:
    """The whole body; raises TooLarge."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(pieces)
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MOST_BODY:
            raise TooLarge
        if not message.get("more_body"):
            return b"".join(pieces)


async def _pass(cluster: Cluster, scope: Scope, send: Send, target: str, body: bytes) -> None:
    headers = passed_on(scope["headers"], NOT_SENT_ON)
    if not any(name == b"accept-encoding" for name, _ in headers):
        headers.append((b"accept-encoding", b"identity"))
    timeout = httpx2.Timeout(SECONDS_TO_CONNECT, read=None)
    request = cluster.without_credentials.build_request(
        scope["method"], cluster.server + target, headers=headers, content=body or None,
        timeout=timeout,
    )  # fmt: skip
    try:
        response = await cluster.without_credentials.send(request, stream=True)
    except httpx2.HTTPError as error:
        given = refusal(503, "ServiceUnavailable", str(unavailable(error)))
        await answer(scope, send, given)
        return
    try:
        found = [(name.lower(), value) for name, value in response.headers.raw]
        brought = with_safe(passed_on(found, NOT_BROUGHT_BACK))
        start = {"type": "http.response.start", "status": response.status_code, "headers": brought}
        await send(start)
        async for piece in response.aiter_raw():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await response.aclose()


def passed_on(headers: Iterable[Header], without: frozenset[bytes]) -> list[Header]:
    """The headers that mean the same on the other side."""
    return [
        (name, value)
        for name, value in headers
        if name not in without and not name.startswith(b"x-forwarded-")
    ]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
