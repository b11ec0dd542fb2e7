"""The browser's end of a terminal: a WebSocket of bytes, with JSON for what is not typed.

The browser sends what is typed as bytes, and as text `{"resize": [columns, rows]}`,
`{"seen": bytes drawn so far}` and `{"close": true}`. It gets output as bytes, and as text
`{"opened": first byte}`, `{"ended": sentence}`, `{"refused": sentence}` and `{"taken": true}`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from podlab.cluster import ClusterError, Ended
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.guests import guest_in
from podlab.sandbox.terminal.choice import SHELLS
from podlab.sandbox.terminal.desk import Key, TooMany, desk
from podlab.sandbox.terminal.terminal import Terminal

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

UNSEEN = 128 << 10  # bytes on the way to a browser that has not drawn them yet
LONGEST_SIDE = 1000
NOT_STARTED = frozenset({126, 127})  # what a shell and a container runtime call it
POLICY = 1008


async def terminal_socket(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application at `<uid>/terminal/`, asked with tab, container and shell."""
    await receive()
    if not from_this_site(scope):
        await send({"type": "websocket.close", "code": POLICY})
        return
    await send({"type": "websocket.accept"})
    with override(language_of(scope)):
        await answer(scope, receive, send)
    with suppress(RuntimeError):  # the browser has gone
        await send({"type": "websocket.close", "code": 1000})


async def answer(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Serve a shell, or say in a sentence why there is none."""
    run = await own_run(scope)
    if run is None:
        await tell(send, refused=_("There is no such Pod any more. Load the page again."))
    else:
        try:
            await serve(scope, run, receive, send)
        except (TooMany, ClusterError) as problem:
            await tell(send, refused=str(problem))


async def own_run(scope: Mapping[str, Any]) -> PodRun | None:
    """The session's run of this id, while something of it may run."""
    runs = PodRun.objects.of_guest(guest_in(scope["session"])).current()
    return await runs.filter(uid=scope["url_route"]["kwargs"]["uid"]).afirst()


async def serve(scope: Mapping[str, Any], run: PodRun, receive: Receive, send: Send) -> None:
    """Join the tab's terminal or open one, and carry bytes until either side has enough."""
    query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode()).items()}
    key = Key(UUID(str(run.uid)), query.get("tab", "")[:64])
    terminal = desk().find(key)
    if terminal is None:
        command = SHELLS.get(query.get("shell", ""), SHELLS["sh"])
        terminal = await desk().open(key, run, query.get("container", ""), command)
    desk().watched(key)
    viewer, position = await terminal.take()
    await tell(send, opened=position)
    drawing = asyncio.create_task(draw(terminal, viewer, position, send))
    typing = asyncio.create_task(obey(key, terminal, viewer, receive))
    try:
        await asyncio.wait({drawing, typing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (drawing, typing):
            task.cancel()
            with suppress(asyncio.CancelledError, RuntimeError):
                await task
        await terminal.leave(viewer)
        if not terminal.is_watched:
            desk().unwatched(key)


async def draw(terminal: Terminal, viewer: object, position: int, send: Send) -> None:
    """Send what the shell prints, never further ahead of the browser than it can draw."""
    while data := await terminal.more(viewer, position):
        await send({"type": "websocket.send", "bytes": data})
        position += len(data)
        await terminal.caught_up(viewer, position - UNSEEN)
    if data is None:
        await tell(send, taken=True)
    elif terminal.ended:
        await tell(send, ended=in_words(terminal.ended))


async def obey(key: Key, terminal: Terminal, viewer: object, receive: Receive) -> None:
    """Do what the browser asks for, until it goes."""
    while (message := await receive())["type"] != "websocket.disconnect":
        if typed := message.get("bytes"):
            await terminal.write(typed)
            continue
        asked = asked_for(message.get("text"))
        if asked.get("close"):
            await desk().close(key)
        elif isinstance(asked.get("seen"), int):
            await terminal.saw(viewer, asked["seen"])
        elif size := sides(asked.get("resize")):
            await terminal.resize(*size)


async def tell(send: Send, **what: Any) -> None:
    """One thing that is not output."""
    await send({"type": "websocket.send", "text": json.dumps(what)})


def asked_for(text: str | None) -> Mapping[str, Any]:
    """The browser's JSON object; nothing when it is none."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def sides(asked: object) -> tuple[int, int] | None:
    """Columns and rows, if they are two numbers that make sense."""
    match asked:
        case [int(columns), int(rows)] if 0 < columns <= LONGEST_SIDE and 0 < rows <= LONGEST_SIDE:
            return columns, rows
    return None


def in_words(how: Ended) -> str:
    """How the shell ended, for the line below the terminal."""
    if how.code is None:
        return how.message
    if how.code in NOT_STARTED:
        told = _(
            "Ended with exit code %(code)s: there may be no such program in this container's "
            "image. Choose another, or another container."
        )
        return told % {"code": how.code}
    return _("Ended with exit code %(code)s.") % {"code": how.code}


def language_of(scope: Mapping[str, Any]) -> str:
    """The page's language: sockets pass no middleware of Django's that would find it."""
    request = HttpRequest()
    request.COOKIES = dict(scope.get("cookies") or {})
    headers = dict(scope["headers"])
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    return get_language_from_request(request)


def from_this_site(scope: Mapping[str, Any]) -> bool:
    """Whether a page of ours opened the socket: browsers send cookies to sockets from anywhere."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    secure = "https" if scope.get("scheme") == "wss" else "http"
    forwarded = headers.get(b"x-forwarded-proto", secure)
    return headers.get(b"origin") == f"{forwarded}://{headers.get(b'host')}"
