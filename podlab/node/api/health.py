"""Is it alive, and can it run Pods: open to everybody, in the words of the API server."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from podlab.node.api.context import context_of


async def alive(_: Request) -> Response:
    """GET /livez and /healthz: the process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """GET /readyz: 503 with every reason while Pods can't run."""
    reasons = list(context_of(request).unready())
    if not reasons:
        return PlainTextResponse("ok")
    lines = [f"[-]{reason}" for reason in reasons]
    return PlainTextResponse("\n".join([*lines, "readyz check failed", ""]), 503)
