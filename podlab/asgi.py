"""The ASGI application: Django's, the sockets, and the keeper of Pods' time beside them."""

import asyncio
import os
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from django.core.asgi import get_asgi_application
from django.urls import re_path

# whitenoise's files are read in a thread, which is what this warning of Django's suggests.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podlab.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 -- needs a configured Django
from channels.routing import URLRouter  # noqa: E402 -- as above
from django.conf import settings  # noqa: E402 -- as above

from podlab.authoring.packs import fill_shelves, keep_shelves  # noqa: E402 -- as above
from podlab.authoring.proofs.starting import provers  # noqa: E402 -- as above
from podlab.cluster import disconnect  # noqa: E402 -- as above
from podlab.cluster.gateway.gateway import gateway, is_for_gateway  # noqa: E402 -- as above
from podlab.cluster.gateway.listener import listener  # noqa: E402 -- as above
from podlab.exercises.scenes.running.keeping import keep_scenes  # noqa: E402 -- as above
from podlab.sandbox.live.hub import hub  # noqa: E402 -- as above
from podlab.sandbox.runs.keeper import keep_time  # noqa: E402 -- as above
from podlab.sandbox.runs.preparing import preparations  # noqa: E402 -- as above
from podlab.sandbox.terminal.desk import desk  # noqa: E402 -- as above
from podlab.sandbox.urls import socket_urlpatterns  # noqa: E402 -- as above

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Any], Awaitable[None]]


async def nobody(_: dict[str, Any], receive: Receive, send: Send) -> None:
    """Refuse a socket that no app knows."""
    await receive()
    await send({"type": "websocket.close"})


unknown = re_path("", nobody)  # type: ignore[arg-type]  # an ASGI application
sockets = AuthMiddlewareStack(URLRouter([*socket_urlpatterns, unknown]))


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Hand requests to Django and sockets to their own; live as long as the server."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif settings.PODLAB_OWN_KUBECTL and is_for_gateway(scope):
        await gateway(scope, receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    else:
        await django_application(scope, receive, send)


async def lifespan(receive: Receive, send: Send) -> None:
    """Keep the Pods' time from the start of the server until it ends."""
    await receive()
    await fill_shelves()
    keepers = [asyncio.create_task(keep()) for keep in (keep_time, keep_scenes, keep_shelves)]
    if settings.PODLAB_OWN_KUBECTL and settings.PODLAB_KUBECTL_PORT:
        folder = settings.PODLAB_KUBECONFIG.parent
        listener.start(settings.PODLAB_HOST, settings.PODLAB_KUBECTL_PORT, folder)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for keeper in keepers:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
    await listener.stop()
    await provers().close()
    await desk().close_all()
    await preparations().close()
    await hub().close()
    await disconnect()
    await send({"type": "lifespan.shutdown.complete"})
