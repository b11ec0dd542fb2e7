"""Commands in a container: processes of the engine that end with whoever wanted them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.processes import ExecSession, start_exec

MOST_OUTPUT = 10 << 10  # bytes of a command's output that are kept
BUSYBOX = "/busybox"
CANNOT_RUN = frozenset({126, 127})  # the engine's codes for "not executable" and "not found"


@dataclass(frozen=True)
class Finished:
    """How a command ended, with its standard output and error in one."""

    code: int
    output: str


@asynccontextmanager
async def session(
    engine: Engine, container_id: str, command: Sequence[str]
) -> AsyncIterator[ExecSession]:
    """A process that ends with the block; raises ExecUnavailable."""
    opening = asyncio.ensure_future(
        asyncio.to_thread(start_exec, engine, container_id, command, stdin=False, tty=False)
    )
    try:
        opened = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_abandon)
        raise
    try:
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
