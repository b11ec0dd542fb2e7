"""The relay in a pause container: many connections, one process, nothing left over."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.dialling import try_to_connect
from podlab.node.engine.streams.relay import Refused, Relays
from podlab.node.runtime import ExecUnavailable
from podlab.node.trials import Dial
from tests.node.kubelet.lab import eventually

pytestmark = pytest.mark.docker

PROJECT = Path(__file__).parents[3]
ECHO = """
import socketserver

class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        while data := self.connection.recv(65536):
            self.connection.sendall(data)

class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 64

Server(("127.0.0.1", 8080), Echo).serve_forever()
"""
KILL = 'cd /proc; for p in [0-9]*; do read -r c <$p/comm; [ "$c" = relay ] && kill -9 $p; done'
HOLD = """
import asyncio, sys
from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.relay import Relays

async def hold():
    async with Relays(Engine(sys.argv[1])).connection(sys.argv[2], "127.0.0.1", 8080):
        print("open", flush=True)
        await asyncio.sleep(1000)

asyncio.run(hold())
"""


@pytest.fixture
def pause(node_engine: Engine) -> str:
    """A pause container with an echo server beside it."""
    labels = {"podlab.node": node_engine.node_id}
    create = node_engine.api.create_container_from_config
    alone = {"NetworkMode": "none"}
    pause = create({"Image": "podlab/pause", "Labels": labels, "HostConfig": alone})["Id"]
    node_engine.start(pause)
    joined = {"NetworkMode": f"container:{pause}"}
    command = ["python3", "-c", ECHO]
    config = {"Image": "podlab/python", "Cmd": command, "Labels": labels, "HostConfig": joined}
    echo = create(config)["Id"]
    node_engine.start(echo)
    listening = "import socket; socket.create_connection(('127.0.0.1', 8080))"
    eventually(lambda: node_engine.run(echo, ["python3", "-c", listening])[0] == 0)
    return str(pause)


def relays_in(engine: Engine, pause: str) -> list[int]:
    """Process ids of the relays that run in a container."""
    top = engine.api.top(pause)
    pid, command = top["Titles"].index("PID"), top["Titles"].index("CMD")
    return [int(row[pid]) for row in top["Processes"] if row[command].startswith("/relay")]


async def echoed(relays: Relays, pause: str, text: bytes) -> bytes:
    async with relays.connection(pause, "127.0.0.1", 8080) as connection:
        await connection.send(text)
        received = b""
        while len(received) < len(text):
            received += await connection.receive()
        return received


async def test_connections_side_by_side_share_one_process(node_engine: Engine, pause: str) -> None:
    relays = Relays(node_engine)
    texts = [bytes([65 + number]) * 20_000 for number in range(10)]

    assert await asyncio.gather(*(echoed(relays, pause, text) for text in texts)) == texts
    assert len(relays_in(node_engine, pause)) == 1


async def test_port_where_nobody_listens_refuses(node_engine: Engine, pause: str) -> None:
    with pytest.raises(Refused, match=r"^connect: connection refused$"):
        async with Relays(node_engine).connection(pause, "127.0.0.1", 81):
            pass


async def test_address_of_another_network_is_unreachable(node_engine: Engine, pause: str) -> None:
    with pytest.raises(Refused, match=r"^connect: network is unreachable$"):
        async with Relays(node_engine).connection(pause, "10.9.9.9", 80):
            pass


async def test_relay_that_dies_is_replaced(node_engine: Engine, pause: str) -> None:
    relays = Relays(node_engine)
    async with relays.connection(pause, "127.0.0.1", 8080) as connection:
        node_engine.run(pause, ["/busybox", "sh", "-c", KILL])
        with pytest.raises(ExecUnavailable):
            await connection.receive()

    assert await echoed(relays, pause, b"again") == b"again"


def test_relay_ends_when_node_is_killed(node_engine: Engine, pause: str) -> None:
    command = [sys.executable, "-c", HOLD, node_engine.node_id, pause]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        assert asker.stdout.readline() == b"open\n"
        assert len(relays_in(node_engine, pause)) == 1

        asker.send_signal(signal.SIGKILL)
        asker.wait()

    eventually(lambda: relays_in(node_engine, pause) == [])


@pytest.mark.parametrize(
    ("address", "port", "outcome"),
    [
        ("127.0.0.1", 8080, "open"),
        ("127.0.0.1", 81, "refused"),
        ("10.9.9.9", 80, "unreachable"),
    ],
)
async def test_what_a_connection_comes_to_is_one_word(
    node_engine: Engine, pause: str, address: str, port: int, outcome: str
) -> None:
    came = await try_to_connect(Relays(node_engine), pause, Dial(address, port))

    assert (came.outcome, came.received) == (outcome, b"")


async def test_what_is_said_over_a_connection_is_heard(node_engine: Engine, pause: str) -> None:
    came = await try_to_connect(Relays(node_engine), pause, Dial("127.0.0.1", 8080, b"hello", 1.0))

    assert (came.outcome, came.received, came.is_complete) == ("open", b"hello", False)
