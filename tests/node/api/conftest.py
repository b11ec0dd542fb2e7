"""An API over a real store: with a client in this process, or served to sockets by a thread."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from podlab.node.admission import admit_pod
from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.housekeeping.first_objects import ensure_first_objects
from podlab.node.images.catalogue import CATALOGUE
from podlab.node.runtime import (
    ExecSession,
    ExecUnavailable,
    LogOptions,
    LogUnavailable,
    PortConnection,
    PortUnavailable,
    Usage,
)
from podlab.node.server import NodeServer
from podlab.node.store import Store
from podlab.node.trials import Dial, Dialled, ImageSeen, Script, Verified
from podlab.pods.errors import FieldError
from tests.support.ascii_headers import AsciiHeaders

TOKEN = "the-token"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
NOTHING_USED = Usage(datetime(2026, 1, 1, tzinfo=UTC), 1.0, ())
PODS = "/api/v1/namespaces/default/pods"


def config_map(name: str = "c", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, **fields}


def pod_manifest(name: str = "a", **spec: Any) -> dict[str, Any]:
    containers = spec.pop("containers", [{"name": "main", "image": "nginx"}])
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"containers": containers, **spec},
    }


class EchoSession:
    """A process that repeats its input in capitals until the input ends, then exits with 3."""

    def __init__(self, *, stdin: bool, tty: bool) -> None:
        self.stdin, self.tty = stdin, tty
        self.output: asyncio.Queue[tuple[int, bytes] | None] = asyncio.Queue()
        self.sizes: list[tuple[int, int]] = []
        self.closed = False

    async def read(self) -> tuple[int, bytes] | None:
        return await self.output.get()

    async def write(self, data: bytes) -> None:
        await self.output.put((1, data.upper()))

    async def close_stdin(self) -> None:
        await self.output.put((2, b"bye"))
        await self.output.put(None)

    async def resize(self, width: int, height: int) -> None:
        self.sizes.append((width, height))

    async def exit_code(self) -> int:
        return 3

    async def close(self) -> None:
        self.closed = True


class EchoPort:
    """A server that repeats what it is sent in capitals; nobody listens on port 81."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.output: asyncio.Queue[bytes] = asyncio.Queue()
        self.closed = False

    async def read(self) -> bytes:
        if self.port == 81:
            raise PortUnavailable("connect: connection refused")
        return await self.output.get()

    async def write(self, data: bytes) -> None:
        await self.output.put(data.upper())

    async def close_input(self) -> None:
        await self.output.put(b"")

    async def close(self) -> None:
        self.closed = True


@dataclass
class EchoRuntime:
    """Logs of two lines that never end when followed; processes that echo."""

    options: list[LogOptions] = field(default_factory=list)
    sessions: list[EchoSession] = field(default_factory=list)
    commands: list[list[str]] = field(default_factory=list)
    ports: list[EchoPort] = field(default_factory=list)
    usage: Usage = NOTHING_USED

    async def open_log(
        self, pod_uid: str, container: str, options: LogOptions
    ) -> AsyncIterator[bytes]:
        assert pod_uid
        self.options.append(options)
        if options.previous:
            message = f'previous terminated container "{container}" in pod "a" not found'
            raise LogUnavailable(message)
        yield b"one\n"
        yield b"two\n"
        if options.follow:
            await asyncio.Event().wait()

    async def open_exec(
        self, pod_uid: str, container: str, command: Sequence[str], *, stdin: bool, tty: bool
    ) -> ExecSession:
        if list(command) == ["nothing"]:
            raise ExecUnavailable("container not found")
        self.commands.append(list(command))
        return await self.open_attach(pod_uid, container, stdin=stdin, tty=tty)

    async def open_attach(
        self, pod_uid: str, container: str, *, stdin: bool, tty: bool
    ) -> ExecSession:
        assert pod_uid
        assert container
        self.sessions.append(EchoSession(stdin=stdin, tty=tty))
        return self.sessions[-1]

    async def dial(self, pod_uid: str, wanted: Dial) -> Dialled:
        assert pod_uid
        assert wanted.port
        return Dialled("refused", "connection refused", 0.1)

    async def verify(self, pod_uid: str, script: Script) -> Verified:
        assert pod_uid
        return Verified(0, script.text, "")

    async def look_at_image(self, pod_uid: str, container: str, text: str) -> ImageSeen:
        assert pod_uid
        assert container
        return ImageSeen(1, "", 1, holds_text=bool(text) or None)

    async def open_port(self, pod_uid: str, port: int) -> PortConnection:
        assert pod_uid
        self.ports.append(EchoPort(port))
        return self.ports[-1]

    async def send_signal(
        self, pod_uid: str, container: str, signal: str, container_id: str = ""
    ) -> None:
        assert pod_uid
        assert "://" not in container_id
        if signal == "SIGSTOP":
            raise ExecUnavailable('container not found ("a")')
        self.commands.append([container, signal])

    async def read_usage(self, oldest: float = 15.0) -> Usage:
        assert oldest
        return self.usage

    async def read_pod_usage(self, pod_uid: str) -> Usage:
        found = (each for each in self.usage.containers if each.pod_uid == pod_uid)
        return replace(self.usage, window=2.0, containers=tuple(found))

    def unready_reason(self) -> str:
        return ""


def admit(pod: dict[str, Any]) -> tuple[list[FieldError], list[str]]:
    """Refuses the host's network and warns of a priority."""
    spec = pod["spec"]
    errors = []
    if spec.get("hostNetwork"):
        errors.append(FieldError("spec.hostNetwork", "Forbidden: no host network here"))
    return errors, ["spec.priority has no effect"] if "priority" in spec else []


@pytest.fixture
def unready() -> list[str]:
    """Why Pods can't run; a test may add to it."""
    return []


@pytest.fixture
def runtime() -> EchoRuntime:
    return EchoRuntime()


@pytest.fixture
def context(tmp_path: Path, unready: list[str], runtime: EchoRuntime) -> Iterator[ApiContext]:
    store = Store(tmp_path / "store.db")
    ensure_first_objects(store, "podlab", "v1.32.0")
    yield ApiContext(store, runtime, TOKEN, admit, lambda: unready)
    store.close()


@pytest.fixture
def api(context: ApiContext) -> TestClient:
    """A client with the token; errors of ours are answered, not raised."""
    return TestClient(create_app(context), headers=HEADERS, raise_server_exceptions=False)


@pytest.fixture
def live(context: ApiContext) -> Iterator[httpx.Client]:
    """A client of the same API behind a real socket, for whatever streams."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(context), ws="wsproto", log_level="error", lifespan="off")
    config.timeout_graceful_shutdown = 2
    server = NodeServer(config, lambda: None, context.close_streams)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    while not server.started:
        time.sleep(0.01)
    with httpx.Client(base_url=url, headers=HEADERS, timeout=60, trust_env=False) as client:
        yield client
    server.should_exit = True
    thread.join(5)
    listener.close()


@pytest.fixture(scope="module")
def lasting_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for all tests of a module, each of which empties it first."""
    store = Store(tmp_path_factory.mktemp("lasting") / "store.db")
    ensure_first_objects(store, "podlab", "v1.32.0")
    yield store
    store.close()


@pytest.fixture(scope="module")
def lasting_api(lasting_store: Store) -> Iterator[TestClient]:
    """A client of the API with the real admission; errors of ours are raised in the test."""

    def admit_really(pod: dict[str, Any]) -> tuple[list[FieldError], list[str]]:
        return admit_pod(pod, "baseline", CATALOGUE)

    context = ApiContext(lasting_store, EchoRuntime(), TOKEN, admit_really, list)
    with TestClient(AsciiHeaders(create_app(context)), headers=HEADERS) as client:
        client.params = client.params.set("fieldValidation", "Ignore")
        yield client
