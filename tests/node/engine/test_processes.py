"""Processes in containers: their streams, their codes, and that none outlives its session."""

import asyncio
from collections.abc import Callable

import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.processes import ExecSession, attach, start_exec
from podlab.node.runtime import ExecUnavailable
from tests.node.kubelet.lab import eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
Shell = Callable[..., str]


def begin(engine: Engine, container: str, *command: str, tty: bool = False) -> ExecSession:
    return start_exec(engine, container, command, stdin=True, tty=tty)


async def everything(session: ExecSession) -> dict[int, bytes]:
    """Both streams until their end."""
    output = {1: b"", 2: b""}
    while (piece := await session.read()) is not None:
        output[piece[0]] += piece[1]
    return output


async def test_exec_keeps_output_and_errors_apart_and_says_the_code(
    node_engine: Engine, shell: Shell
) -> None:
    session = begin(node_engine, shell(FOREVER), "sh", "-c", "echo out; echo err >&2; exit 3")

    assert await everything(session) == {1: b"out\n", 2: b"err\n"}
    assert await session.exit_code() == 3
    await session.close()


async def test_exec_takes_an_argument_list_and_no_shell(node_engine: Engine, shell: Shell) -> None:
    session = begin(node_engine, shell(FOREVER), "echo", "$(id) ; ls", "two  words")

    assert (await everything(session))[1] == b"$(id) ; ls two  words\n"
    await session.close()


async def test_exec_reads_its_input_to_the_end(node_engine: Engine, shell: Shell) -> None:
    session = begin(node_engine, shell(FOREVER), "wc", "-c")

    await session.write(b"x" * 300_000)
    await session.close_stdin()

    assert (await everything(session))[1] == b"300000\n"
    await session.close()


async def test_terminal_has_a_size_and_can_be_resized(node_engine: Engine, shell: Shell) -> None:
    session = begin(node_engine, shell(FOREVER), "sh", tty=True)
    await session.resize(101, 37)
    await session.write(b"stty size; exit\n")

    assert b"37 101" in (await everything(session))[1]
    await session.close()


@pytest.mark.parametrize("tty", [True, False])
async def test_closed_session_ends_its_processes(
    node_engine: Engine, shell: Shell, *, tty: bool
) -> None:
    container = shell(FOREVER)
    session = begin(node_engine, container, "sh", "-c", "sleep 4321 & sleep 4321", tty=tty)
    await asyncio.to_thread(eventually, lambda: processes(node_engine, container) == 2)

    await session.close()

    await asyncio.to_thread(eventually, lambda: processes(node_engine, container) == 0)


def processes(engine: Engine, container: str) -> int:
    """How many `sleep 4321` run in a container."""
    lines = engine.api.top(container)["Processes"]
    return sum(" ".join(line).endswith("sleep 4321") and "sh" not in line for line in lines)


async def test_command_that_does_not_exist_says_so(node_engine: Engine, shell: Shell) -> None:
    session = begin(node_engine, shell(FOREVER), "no-such-program")

    output = await everything(session)
    assert b"no-such-program" in output[1] + output[2]
    assert await session.exit_code() in {126, 127}
    await session.close()


async def test_exec_into_an_ended_container_is_refused(node_engine: Engine, shell: Shell) -> None:
    container = shell("exit 0")
    await asyncio.to_thread(
        eventually, lambda: node_engine.inspect(container)["State"]["Status"] == "exited"
    )

    with pytest.raises(ExecUnavailable, match="not running"):
        begin(node_engine, container, "true")


async def test_attach_shows_what_the_container_prints(node_engine: Engine, shell: Shell) -> None:
    container = shell("while :; do echo tick; sleep 0.1; done")
    session = attach(node_engine, container, stdin=False, tty=False)

    assert await session.read() == (1, b"tick\n")
    await session.close()

    assert node_engine.inspect(container)["State"]["Running"]


async def test_fifty_processes_at_once_each_say_their_own_output_and_code(
    node_engine: Engine, shell: Shell
) -> None:
    container = shell(FOREVER)

    async def run(number: int) -> tuple[bytes, int]:
        line = f"echo {number}; exit {number}"
        session = await asyncio.to_thread(begin, node_engine, container, "sh", "-c", line)
        output = await everything(session)
        code = await session.exit_code()
        await session.close()
        return output[1], code

    found = await asyncio.gather(*map(run, range(50)))

    assert found == [(f"{number}\n".encode(), number) for number in range(50)]
