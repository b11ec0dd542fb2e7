"""The ASGI application: Django's, with the keeper of Pods' time beside it while it serves."""

import asyncio
import os
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from django.core.asgi import get_asgi_application

# whitenoise's files are read in a thread, which is what this warning of Django's suggests.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podlab.settings")
django_application = get_asgi_application()

from podlab.cluster import disconnect  # noqa: E402 -- models need a configured Django
from podlab.sandbox.live.hub import hub  # noqa: E402 -- as above
from podlab.sandbox.runs.keeper import keep_time  # noqa: E402 -- as above

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Hand requests to Django; live from the server's start to its end."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    else:
        await django_application(scope, receive, send)


async def lifespan(receive: Receive, send: Send) -> None:
    """Keep the Pods' time from the start of the server until it ends."""
    await receive()
    keeper = asyncio.create_task(keep_time())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    keeper.cancel()
    with suppress(asyncio.CancelledError):
        await keeper
    await hub().close()
    await disconnect()
    await send({"type": "lifespan.shutdown.complete"})
