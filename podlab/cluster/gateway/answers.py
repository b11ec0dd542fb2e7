"""Answers of the gateway's own, in the form that kubectl reads: Status objects."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from podlab.cluster.gateway.asgi import Header, Scope, Send

SAFE: tuple[Header, ...] = (  # what a Pod's server says is never a page of this site
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a watch is read as it is written
)
OURS = frozenset(name for name, _ in SAFE)


@dataclass(frozen=True)
class Answer:
    """A whole response."""

    status: int
    headers: tuple[Header, ...]
    body: bytes


def refusal(code: int, reason: str, message: str, *more: Header) -> Answer:
    """A Status that refuses; kubectl prints its message."""
    status = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "code": code,
    }
    return Answer(
        code, ((b"content-type", b"application/json"), *more), json.dumps(status).encode()
    )


UNAUTHORIZED = refusal(401, "Unauthorized", "Unauthorized", (b"www-authenticate", b"Bearer"))
NOT_SERVED = refusal(404, "NotFound", "the server could not find the requested resource")
TOO_LARGE = refusal(413, "RequestEntityTooLarge", "Request entity too large")
TOO_SLOW = refusal(408, "Timeout", "the request came too slowly")
TOO_MANY = refusal(
    429, "TooManyRequests", "too many requests at once, please try again", (b"retry-after", b"1")
)


def with_safe(headers: Iterable[Header]) -> list[Header]:
    """The headers, and those without which nothing leaves here."""
    return [*(each for each in headers if each[0] not in OURS), *SAFE]


async def answer(scope: Scope, send: Send, given: Answer) -> None:
    """Send it, in place of a WebSocket's handshake too, where the server knows how."""
    prefix = "websocket.http" if scope["type"] == "websocket" else "http"
    if prefix != "http" and "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close"})
        return
    length = (b"content-length", str(len(given.body)).encode())
    headers = with_safe([*given.headers, length])
    await send({"type": f"{prefix}.response.start", "status": given.status, "headers": headers})
    await send({"type": f"{prefix}.response.body", "body": given.body})
