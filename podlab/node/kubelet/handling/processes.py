"""Commands in a container, and connections to a Pod's address from inside its network.

Both are processes of the engine: a command in the learner's container, and for the network a
relay in the pause container, which belongs to nobody's image and whose packets the traffic view
names the kubelet's.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.processes import ExecSession, start_exec
from podlab.node.runtime import STDOUT

MOST_OUTPUT = 10 << 10  # bytes of a command's output that are kept
PAUSE_USER = "65535:65535"  # without any rights
BUSYBOX = "/busybox"
SPARE_SECONDS = 2
CANNOT_RUN = frozenset({126, 127})  # the engine's codes for "not executable" and "not found"


@dataclass(frozen=True)
class Finished:
    """How a command ended, with its standard output and error in one."""

    code: int
    output: str


class Refused(Exception):
    """There is no connection; the text ends the Go sentence `dial tcp …:`."""


@asynccontextmanager
async def session(
    engine: Engine,
    container_id: str,
    command: Sequence[str],
    *,
    user: str = "",
    stdin: bool = False,
) -> AsyncIterator[ExecSession]:
    """A process that ends with the block; raises ExecUnavailable."""
    opening = asyncio.ensure_future(
        asyncio.to_thread(
            start_exec, engine, container_id, command, stdin=stdin, tty=False, user=user
        )
    )
    try:
        opened = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_abandon)
        raise
    try:
        opened.shell = (BUSYBOX, "sh") if user == PAUSE_USER else opened.shell
        yield opened
    finally:
        await asyncio.shield(opened.close())


_abandoned: set[asyncio.Task[None]] = set()  # the loop itself would forget them


def _abandon(opening: "asyncio.Future[ExecSession]") -> None:
    """End a process that was still being started when nobody wanted it any more."""
    if opening.cancelled() or opening.exception() is not None:
        return
    ending = asyncio.ensure_future(opening.result().close())
    _abandoned.add(ending)
    ending.add_done_callback(_abandoned.discard)


async def run_command(engine: Engine, container_id: str, command: Sequence[str]) -> Finished:
    """Run to the end; cancelling kills the process. Raises ExecUnavailable."""
    output = b""
    async with session(engine, container_id, command) as process:
        while (piece := await process.read()) is not None:
            output = (output + piece[1])[:MOST_OUTPUT]
        return Finished(await process.exit_code(), output.decode(errors="replace"))


async def connects(engine: Engine, pause_id: str, address: str, port: int, seconds: float) -> None:
    """Connect and close; raises Refused."""
    line = [*_bounded(seconds), BUSYBOX, "nc", address, str(port), "-e", BUSYBOX, "true"]
    error = b""
    async with session(engine, pause_id, line, user=PAUSE_USER) as process:
        while (piece := await process.read()) is not None:
            error = (error + piece[1])[:MOST_OUTPUT]
        if await process.exit_code():
            raise Refused(_reason(error))


class Connection:
    """Bytes to and from one port of the Pod."""

    def __init__(self, process: ExecSession) -> None:
        self._process = process
        self._errors = b""

    async def send(self, data: bytes) -> None:
        """Hand bytes to the server."""
        await self._process.write(data)

    async def receive(self) -> bytes:
        """The next bytes, empty at the end; raises Refused where nobody listens."""
        while (piece := await self._process.read()) is not None:
            stream, data = piece
            if stream == STDOUT:
                return data
            self._errors += data
        if self._errors:
            raise Refused(_reason(self._errors))
        return b""


@asynccontextmanager
async def connection(
    engine: Engine, pause_id: str, address: str, port: int, seconds: float
) -> AsyncIterator[Connection]:
    """A connection that lasts as long as the block."""
    line = [*_bounded(seconds), BUSYBOX, "nc", address, str(port)]
    async with session(engine, pause_id, line, user=PAUSE_USER, stdin=True) as process:
        yield Connection(process)


def _bounded(seconds: float) -> list[str]:
    """The relay ends by itself where node cannot kill it."""
    return [BUSYBOX, "timeout", str(int(seconds) + SPARE_SECONDS)]


def _reason(error: bytes) -> str:
    """`connect: connection refused` out of busybox's sentence."""
    text = error.decode(errors="replace").strip().rpartition(": ")[2]
    return f"connect: {text.lower()}" if text else "connect: connection failed"
