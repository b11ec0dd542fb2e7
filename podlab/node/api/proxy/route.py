"""…/pods/<name>[:<port>]/proxy/<path>: asks the Pod's port and hands on what it answers."""

import asyncio
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from podlab.node.api.context import context_of
from podlab.node.api.errors import ApiError, bad_request
from podlab.node.api.proxy.dialogue import HOP_BY_HOP, Answer, Asked, Header, NoHttp, ask
from podlab.node.runtime import PortUnavailable
from podlab.pods.objects import JsonObject

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
PATH = "/api/v1/namespaces/{namespace}/pods/{name}/proxy"
MOST_BODY = 1 << 20
SECONDS_TO_ANSWER = 30.0
OURS = frozenset({b"authorization", b"host", b"content-length", *HOP_BY_HOP})  # not the Pod's


async def proxy(request: Request) -> Response:
    """Ask as the caller asked. 503 where nobody answers, in the API server's words."""
    context, place = context_of(request), request.path_params
    name, wanted = _name_and_port(place["name"])
    pod = context.store.get("pods", place["namespace"], name)
    port = _port_of(pod, wanted)
    body = await request.body()
    if len(body) > MOST_BODY:
        raise ApiError(413, "RequestEntityTooLarge", f"limit is {MOST_BODY} bytes")
    target = "/" + request.url.path.partition("/proxy")[2].lstrip("/")
    if request.url.query:
        target += f"?{request.url.query}"
    address = f"{(pod.get('status') or {}).get('podIP') or name}:{port}"
    headers = [*_handed_on(request), (b"Host", address.encode())]
    answer = await _ask(request, pod, port, Asked(request.method, target, headers, body))
    response = StreamingResponse(answer.body, answer.status)
    response.raw_headers = [(key.lower(), value) for key, value in answer.headers]
    return response


async def _ask(request: Request, pod: JsonObject, port: int, asked: Asked) -> Answer:
    context = context_of(request)
    try:
        connection = await context.runtime.open_port(pod["metadata"]["uid"], port)
    except PortUnavailable as problem:
        raise _unreachable(str(problem)) from problem
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            return await ask(connection, asked)
    except (PortUnavailable, NoHttp) as problem:
        await connection.close()
        raise _unreachable(str(problem)) from problem
    except TimeoutError as problem:
        await connection.close()
        raise _unreachable("i/o timeout") from problem


def _unreachable(why: str) -> ApiError:
    return ApiError(503, "ServiceUnavailable", f"error trying to reach service: {why}")


def _name_and_port(segment: str) -> tuple[str, str]:
    """`name`, `name:port`, `http:name:port`; the Pod's first port when none is named."""
    parts = segment.split(":")
    if len(parts) == 3 and parts[0] in {"", "http"}:
        return parts[1], parts[2]
    if len(parts) == 3:
        raise bad_request(f"Podlab's proxy speaks http only, not {parts[0]}")
    return parts[0], parts[1] if len(parts) == 2 else ""


def _port_of(pod: JsonObject, wanted: str) -> int:
    """The number of a port given by number or name; raises ApiError 400."""
    ports = [each for c in pod["spec"]["containers"] for each in c.get("ports") or []]
    if wanted.isascii() and wanted.isdecimal() and 0 < int(wanted) < 1 << 16:
        return int(wanted)
    for each in ports:
        if wanted in {each.get("name"), ""}:
            return int(each["containerPort"])
    raise bad_request(f"no port {wanted!r} found in the Pod".replace("'", '"'))


def _handed_on(request: Request) -> Iterator[Header]:
    return ((key, value) for key, value in request.headers.raw if key.lower() not in OURS)


proxy_routes = (
    Route(PATH, proxy, methods=METHODS),
    Route(PATH + "/{path:path}", proxy, methods=METHODS),
)
