"""WebSocket …/portforward: from the handshake to the end of the connection."""

import asyncio
import contextlib
from typing import Any

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from podlab.node.api.context import ApiContext, context_of
from podlab.node.api.errors import ApiError, bad_request, from_store
from podlab.node.api.portforward.forwarding import Forwarding
from podlab.node.api.portforward.headers import ProtocolError
from podlab.node.api.subresources.tasks import end_tasks
from podlab.node.runtime import PortConnection
from podlab.node.store import StoreError
from podlab.pods.objects import JsonObject

PROTOCOL = "SPDY/3.1+portforward.k8s.io"
PROTOCOL_ERROR = 1002


async def portforward_socket(socket: WebSocket) -> None:
    """Carry connections until kubectl goes or node shuts down."""
    context, place = context_of(socket), socket.path_params
    try:
        pod = context.store.get("pods", place["namespace"], place["name"])
        if PROTOCOL not in socket.scope["subprotocols"]:
            raise bad_request(f"unable to upgrade: speak {PROTOCOL}")
    except (ApiError, StoreError) as error:
        refusal = error if isinstance(error, ApiError) else from_store(error)
        await socket.send_denial_response(JSONResponse(refusal.status, refusal.code))
        return
    await socket.accept(subprotocol=PROTOCOL)
    code = await _serve(socket, context, pod)
    if socket.client_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code)


async def _serve(socket: WebSocket, context: ApiContext, pod: JsonObject) -> int:
    """The code to close with."""
    uid = pod["metadata"]["uid"]

    async def connect(port: int) -> PortConnection:
        return await context.runtime.open_port(uid, port)

    async def send(data: bytes) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # kubectl has gone
            await socket.send_bytes(data)

    forwarding = Forwarding(send, connect, f"{pod['metadata']['name']}, uid {uid}")
    receiving = asyncio.ensure_future(_receive(socket, forwarding))
    closing = asyncio.ensure_future(context.closing.wait())
    tasks: set[asyncio.Future[Any]] = {receiving, closing}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return receiving.result() if receiving.done() else 1001
    finally:
        await end_tasks(tasks)
        await forwarding.end()


async def _receive(socket: WebSocket, forwarding: Forwarding) -> int:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return 1000
        try:
            await forwarding.take(message.get("bytes") or b"")
        except ProtocolError:
            return PROTOCOL_ERROR
