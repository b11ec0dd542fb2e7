"""Logs: which part, in which form, how long; and the brake on floods."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.brake import BURST_BYTES, BYTES_PER_SECOND, LogBrake
from podlab.node.engine.streams.logs import stream_log
from podlab.node.runtime import LogOptions, LogUnavailable
from tests.node.kubelet.lab import eventually

pytestmark = pytest.mark.docker

Shell = Callable[..., str]


async def read(engine: Engine, container: str, options: LogOptions) -> bytes:
    return b"".join([piece async for piece in stream_log(engine, container, options)])


def ended(engine: Engine, container: str) -> bool:
    return bool(engine.inspect(container)["State"]["Status"] == "exited")


async def test_log_is_whole_or_its_last_lines(node_engine: Engine, shell: Shell) -> None:
    container = shell("echo one; echo two >&2; echo three")
    await asyncio.to_thread(eventually, lambda: ended(node_engine, container))

    whole = await read(node_engine, container, LogOptions())
    assert sorted(whole.split()) == [b"one", b"three", b"two"]
    assert len((await read(node_engine, container, LogOptions(tail_lines=1))).split()) == 1
    assert await read(node_engine, container, LogOptions(tail_lines=0)) == b""
    assert len(await read(node_engine, container, LogOptions(limit_bytes=5))) == 5


async def test_timestamps_have_nanoseconds(node_engine: Engine, shell: Shell) -> None:
    container = shell("echo one")
    await asyncio.to_thread(eventually, lambda: ended(node_engine, container))

    line = await read(node_engine, container, LogOptions(timestamps=True))
    assert re.fullmatch(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one\n", line)


async def test_since_leaves_out_what_is_older(node_engine: Engine, shell: Shell) -> None:
    container = shell("echo old; sleep 1.5; echo new")
    await asyncio.sleep(0.8)
    moment = datetime.now(UTC)
    await asyncio.to_thread(eventually, lambda: ended(node_engine, container))

    assert await read(node_engine, container, LogOptions(since=moment)) == b"new\n"


async def test_followed_log_comes_as_it_is_written_and_ends_with_the_container(
    node_engine: Engine, shell: Shell
) -> None:
    container = shell("for i in 1 2 3; do echo $i; sleep 0.3; done")

    pieces = [
        (piece, time.monotonic())
        async for piece in stream_log(node_engine, container, LogOptions(follow=True))
    ]

    assert b"".join(piece for piece, _ in pieces) == b"1\n2\n3\n"
    assert pieces[-1][1] - pieces[0][1] > 0.4


async def test_abandoned_follower_leaves_no_thread(node_engine: Engine, shell: Shell) -> None:
    container = shell("while :; do echo tick; sleep 0.05; done")
    stream = stream_log(node_engine, container, LogOptions(follow=True))

    assert (await anext(stream)).startswith(b"tick")
    await stream.aclose()  # type: ignore[attr-defined]

    await asyncio.to_thread(eventually, lambda: "log" not in thread_names())


def thread_names() -> set[str]:
    import threading  # noqa: PLC0415 -- for this look only

    return {each.name for each in threading.enumerate()}


async def test_log_of_no_container_is_unavailable(node_engine: Engine) -> None:
    with pytest.raises(LogUnavailable):
        await read(node_engine, "0" * 64, LogOptions())


@pytest.fixture
def brake(node_engine: Engine) -> Iterator[LogBrake]:
    brake = LogBrake(node_engine)
    brake.start()
    yield brake
    brake.stop()


COUNTING_FLOOD = """n=0
while :; do dd if=/dev/zero bs=65536 count=1 2>/dev/null
n=$((n+1)); echo $n > /m; mv /m /n; done"""


def test_brake_bounds_what_a_flood_can_print(
    node_engine: Engine, shell: Shell, brake: LogBrake
) -> None:
    container = shell(COUNTING_FLOOD, started=False)
    brake.attach(container)
    node_engine.start(container)
    began = time.monotonic()

    time.sleep(4)

    allowed = BURST_BYTES + BYTES_PER_SECOND * (time.monotonic() - began)
    in_pipes = 8 << 20  # buffers of the pipe, the shim, the engine and the connection
    assert 0 < printed(node_engine, container) < allowed + in_pipes
    brake.release(container)
    assert not brake.holds(container)


def printed(engine: Engine, container: str) -> int:
    """Bytes that the flood got rid of."""
    made = engine.api.exec_create(container, ["cat", "/n"])
    return int(engine.api.exec_start(made["Id"])) * 65536
