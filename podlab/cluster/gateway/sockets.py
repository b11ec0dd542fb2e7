"""One WebSocket passed on: exec, attach and port-forward, message by message."""

import asyncio
from contextlib import suppress
from typing import Any

from podlab.cluster.client import Cluster
from podlab.cluster.errors import unavailable
from podlab.cluster.gateway.answers import answer, refusal
from podlab.cluster.gateway.asgi import Receive, Scope, Send
from podlab.cluster.gateway.places import Place
from podlab.cluster.gateway.upstream import Denied, Upstream, open_upstream

SENT_ON = frozenset({b"authorization", b"user-agent"} | {
    b"impersonate-user", b"impersonate-group", b"impersonate-uid",
})  # fmt: skip
SECONDS_IDLE = 3600.0
GOING_AWAY = 1001


async def pass_socket(
    cluster: Cluster, scope: Scope, receive: Receive, send: Send, target: str, place: Place
) -> None:
    """Connect as the caller wants to, then carry messages until one side closes."""
    headers = [each for each in scope["headers"] if each[0] in SENT_ON]
    try:
        upstream = await open_upstream(
            cluster.server, cluster.tls_of_nobody, target, headers, scope["subprotocols"]
        )
    except Denied as denied:
        await answer(scope, send, denied.answer)
        return
    except (OSError, TimeoutError) as error:
        given = refusal(503, "ServiceUnavailable", str(unavailable(error)))
        await answer(scope, send, given)
        return
    await send({"type": "websocket.accept", "subprotocol": upstream.subprotocol})
    try:
        is_gone = await _carry(upstream, receive, send, place)
    finally:
        await upstream.close()
    if not is_gone:
        with suppress(RuntimeError, OSError):  # the caller went in this very moment
            await send(
                {"type": "websocket.close", "code": GOING_AWAY if place.ended.is_set() else 1000}
            )


async def _carry(upstream: Upstream, receive: Receive, send: Send, place: Place) -> bool:
    """Both ways at once, until an end; whether it was the caller's."""
    heard = [asyncio.get_running_loop().time()]
    there = asyncio.ensure_future(_carry_there(upstream, receive, heard))
    back = asyncio.ensure_future(_carry_back(upstream, send, heard))
    ended = asyncio.ensure_future(place.ended.wait())
    idle = asyncio.ensure_future(_until_idle(heard))
    tasks: set[asyncio.Future[Any]] = {there, back, ended, idle}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return there.done()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _carry_there(upstream: Upstream, receive: Receive, heard: list[float]) -> None:
    while (message := await receive())["type"] != "websocket.disconnect":
        heard[0] = asyncio.get_running_loop().time()
        data = message.get("bytes")
        await upstream.send(message["text"] if data is None else data)


async def _carry_back(upstream: Upstream, send: Send, heard: list[float]) -> None:
    async for message in upstream.messages():
        heard[0] = asyncio.get_running_loop().time()
        kind = "text" if isinstance(message, str) else "bytes"
        await send({"type": "websocket.send", kind: message})


async def _until_idle(heard: list[float]) -> None:
    """Return when nothing was said for long."""
    clock = asyncio.get_running_loop().time
    while (left := heard[0] + SECONDS_IDLE - clock()) > 0:  # noqa: ASYNC110 -- time is awaited
        await asyncio.sleep(left)
