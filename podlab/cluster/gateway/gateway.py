"""The ASGI application below /kube/: the paths of the Pod API, for whoever brings a token of it.

It decides nothing: the Pod API knows what a token may do. Cookies count for nothing here, so no
other site can have a browser act for its user; web's own token is neither used nor let through.
"""

import hmac

from podlab.cluster.connection import connect
from podlab.cluster.errors import ClusterUnavailable
from podlab.cluster.gateway.answers import NOT_SERVED, TOO_MANY, UNAUTHORIZED, answer, refusal
from podlab.cluster.gateway.asgi import Receive, Scope, Send
from podlab.cluster.gateway.places import Full, places
from podlab.cluster.gateway.requests import pass_request
from podlab.cluster.gateway.sockets import pass_socket

PREFIX = "/kube"
SERVED = ("/api", "/apis", "/openapi", "/version")


def is_for_gateway(scope: Scope) -> bool:
    """Whether a request or a socket belongs here."""
    return str(scope.get("path", "")).startswith(f"{PREFIX}/")


async def gateway(scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request or a socket on, or refuse it."""
    if scope["type"] == "websocket":
        await receive()  # its handshake, which is answered below
    target = target_of(scope)
    token = bearer_token(scope)
    if not target:
        await answer(scope, send, NOT_SERVED)
        return
    try:
        cluster = await connect()
    except ClusterUnavailable as error:
        await answer(scope, send, refusal(503, "ServiceUnavailable", str(error)))
        return
    ours = (await cluster.authorization()).partition(" ")[2]
    if not token or hmac.compare_digest(token.encode(), ours.encode()):
        await answer(scope, send, UNAUTHORIZED)
        return
    passed = pass_socket if scope["type"] == "websocket" else pass_request
    try:
        with places.take(token, target) as place:
            await passed(cluster, scope, receive, send, target, place)
    except Full:
        await answer(scope, send, TOO_MANY)


def target_of(scope: Scope) -> str:
    """Path and query for the Pod API, percent-encoded as they came; "" for what is none of it."""
    raw: bytes = scope.get("raw_path") or b""
    path = raw.decode("latin-1").removeprefix(PREFIX)
    if len(path) == len(raw) or not any(path == s or path.startswith(f"{s}/") for s in SERVED):
        return ""
    query: bytes = scope.get("query_string") or b""
    return f"{path}?{query.decode('latin-1')}" if query else path


def bearer_token(scope: Scope) -> str:
    """The token that the caller shows; "" without one."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if scheme.lower() == "bearer" else ""
    return ""
