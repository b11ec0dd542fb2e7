"""exec and attach over a WebSocket: streams to and fro, then the exit code."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from podlab.node.api.context import ApiContext, context_of
from podlab.node.api.errors import ApiError, bad_request, from_store
from podlab.node.api.subresources import channels
from podlab.node.api.subresources.finding import find_container
from podlab.node.api.subresources.tasks import end_tasks
from podlab.node.runtime import ExecSession, ExecUnavailable, RuntimeUnavailable
from podlab.node.store import StoreError

TRUE = ("true", "1")


@dataclass(frozen=True)
class ProcessOptions:
    """What the query says about the process and its streams. No command means attach."""

    command: Sequence[str]
    stdin: bool
    stdout: bool
    stderr: bool
    tty: bool


async def exec_socket(socket: WebSocket) -> None:
    """WebSocket …/exec and …/attach."""
    context = context_of(socket)
    place = socket.path_params
    try:
        options = read_process_options(socket.query_params.getlist("command"), socket)
        wanted = socket.query_params.get("container", "")
        uid, container = find_container(context, place["namespace"], place["name"], wanted)
        protocol = next((p for p in channels.PROTOCOLS if p in socket.scope["subprotocols"]), None)
        if protocol is None:
            raise bad_request(f"unable to upgrade: speak one of {', '.join(channels.PROTOCOLS)}")
    except (ApiError, StoreError) as error:
        refusal = error if isinstance(error, ApiError) else from_store(error)
        await socket.send_denial_response(JSONResponse(refusal.status, refusal.code))
        return
    await socket.accept(subprotocol=protocol)
    status = await _run(socket, context, uid, container, options)
    if socket.client_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.send_bytes(channels.encode_status(status))
            await socket.close(1000)


def read_process_options(command: Sequence[str], socket: WebSocket) -> ProcessOptions:
    """The query of exec or attach; raises ApiError 400 for what makes no sense."""

    def wants(name: str) -> bool:
        return socket.query_params.get(name, "").lower() in TRUE

    attach = socket.url.path.endswith("/attach")
    options = ProcessOptions(
        () if attach else tuple(command),
        wants("stdin"),
        wants("stdout") or attach,
        wants("stderr") and not wants("tty"),
        wants("tty"),
    )
    if not attach and not command:
        raise bad_request("you must specify at least 1 command for the container")
    if not (options.stdin or options.stdout or options.stderr):
        raise bad_request("you must specify at least 1 of stdin, stdout, stderr")
    return options


async def _run(
    socket: WebSocket, context: ApiContext, uid: str, container: str, options: ProcessOptions
) -> dict[str, object]:
    try:
        session = await _open(context, uid, container, options)
        try:
            if not await _pump(socket, context, session, options):
                return channels.failure_status("the connection ended before the command did")
            return channels.exit_status(await session.exit_code() if options.command else 0)
        finally:
            await session.close()
    except (ExecUnavailable, RuntimeUnavailable, OSError) as error:
        return channels.failure_status(str(error))


async def _open(
    context: ApiContext, uid: str, container: str, options: ProcessOptions
) -> ExecSession:
    streams = {"stdin": options.stdin, "tty": options.tty}
    if options.command:
        return await context.runtime.open_exec(uid, container, options.command, **streams)
    return await context.runtime.open_attach(uid, container, **streams)


async def _pump(
    socket: WebSocket, context: ApiContext, session: ExecSession, options: ProcessOptions
) -> bool:
    """Carry bytes until the output ends (True), the caller goes or node shuts down (False)."""
    output = asyncio.ensure_future(_send_output(socket, session, options))
    incoming = asyncio.ensure_future(_take_input(socket, session))
    closing = asyncio.ensure_future(context.closing.wait())
    tasks: set[asyncio.Future[Any]] = {output, incoming, closing}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return output.done() and output.result()
    finally:
        await end_tasks(tasks)


async def _send_output(socket: WebSocket, session: ExecSession, options: ProcessOptions) -> bool:
    wanted = {channels.STDOUT: options.stdout, channels.STDERR: options.stderr}
    while piece := await session.read():
        channel, data = piece
        if wanted.get(channel):
            try:
                await socket.send_bytes(channels.encode_output(channel, data))
            except (RuntimeError, WebSocketDisconnect):
                return False
    return True


async def _take_input(socket: WebSocket, session: ExecSession) -> None:
    """Hand over what the caller says; ends only when the caller goes."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        data = message.get("bytes") or (message.get("text") or "").encode()
        with contextlib.suppress(OSError):  # the process has closed its input
            match channels.decode_message(data):
                case channels.Input(data):
                    await session.write(data)
                case channels.EndOfInput():
                    await session.close_stdin()
                case channels.Resize(width, height):
                    await session.resize(width, height)
