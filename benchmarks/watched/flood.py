"""One Pod that floods its localhost beside calm ones, each page with several viewers."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.watched.processes import ProcessorTime
from benchmarks.watched.viewers import Seen, page_entries, start_in_browser
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

CALM, FLOOD = 1, 0  # what the paths of requests begin with
STARTS_AT_ONCE = 3
SECONDS_TO_SEE = 120.0
SETTLE_SECONDS = 3.0

SERVER = """
import socket
listening = socket.create_server(("localhost", 80))
while True:
    connection, _ = listening.accept()
    while connection.recv(65536):
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nok\\n")
    connection.close()
"""
CONNECT = """
import socket, time
def connect():
    while True:
        try:
            return socket.create_connection(("localhost", 80))
        except OSError:
            time.sleep(0.1)
def ask(connection, kind):
    head = b"GET /%d/%d HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n"
    connection.sendall(head % (kind, time.time_ns()))
    return connection.recv(65536)
"""
CALM_CLIENT = (
    CONNECT
    + """
while True:
    connection = connect()
    ask(connection, 1)
    connection.close()
    time.sleep(1)
"""
)
FLOODING_CLIENT = (
    CONNECT
    + """
connection = connect()
while ask(connection, 0):
    pass
"""
)


@dataclass(frozen=True)
class Size:
    """How many calm Pods, viewers of each, and seconds that are measured."""

    calm: int
    viewers: int
    seconds: int


@dataclass
class Viewer:
    """One open page; the longest silence says whether it stays alive."""

    seen: Seen = field(default_factory=Seen)
    longest_silence: float = 0.0
    heard: float = 0.0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    measures: bool = False

    async def read(self, entries: AsyncIterator[dict[str, Any]]) -> None:
        """Read until cancelled; what comes before the measurement begins is left out."""
        async for entry in entries:
            now = time.time()
            if entry["kind"] == "request":
                self.asked.set()
            if self.measures:
                self.longest_silence = max(self.longest_silence, now - self.heard)
                self.seen.add(entry, now)
            self.heard = now

    def begin(self) -> None:
        """Measure from now on."""
        self.heard, self.measures = time.time(), True


@dataclass(frozen=True)
class Flooded:
    """What came out."""

    calm: Seen
    expected: int
    flood: Seen
    longest_silence: float
    page_seconds: float
    percent: Mapping[str, float]


@dataclass
class Tab:
    """A guest with a Pod of its own, and the viewers of that page."""

    browser: httpx.AsyncClient
    stream: str
    viewers: list[Viewer]


def manifest(kind: int) -> dict[str, Any]:
    """A server, and a client that asks it once a second or as often as it can."""
    client = FLOODING_CLIENT if kind == FLOOD else CALM_CLIENT
    programs = {"server": SERVER, "client": client}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "flood" if kind == FLOOD else "calm"},
        "spec": {
            "terminationGracePeriodSeconds": 1,
            "containers": [
                {"name": name, "image": "python", "command": ["python", "-uc", program]}
                for name, program in programs.items()
            ],
        },
    }


async def measure(node: NodeServer, web: WebServer, size: Size) -> Flooded:
    """Start the calm Pods, then the flood; measure once every viewer sees its Pod's requests."""
    async with AsyncExitStack() as stack, _readers() as tasks:
        gate = asyncio.Semaphore(STARTS_AT_ONCE)

        async def start(kind: int) -> Tab:
            async with gate:
                tab = await _open(stack, web, kind, size.viewers)
            tasks.extend(
                asyncio.create_task(viewer.read(page_entries(tab.browser, tab.stream)))
                for viewer in tab.viewers
            )
            return tab

        calm = await asyncio.gather(*(start(CALM) for _ in range(size.calm)))
        flooded = await start(FLOOD)
        await _until_all_see([*calm, flooded])
        await asyncio.sleep(SETTLE_SECONDS)
        return await _window(node, web, size, calm, flooded)


async def _window(
    node: NodeServer, web: WebServer, size: Size, calm: list[Tab], flooded: Tab
) -> Flooded:
    used = ProcessorTime(node, web)
    for tab in (*calm, flooded):
        for viewer in tab.viewers:
            viewer.begin()
    await asyncio.sleep(size.seconds)
    percent = used.percent()
    began = time.monotonic()
    (await flooded.browser.get("/sandbox/")).raise_for_status()
    page_seconds = time.monotonic() - began
    return Flooded(
        _together(viewer.seen for tab in calm for viewer in tab.viewers),
        size.calm * size.viewers * size.seconds,
        _together(viewer.seen for viewer in flooded.viewers),
        max(viewer.longest_silence for viewer in flooded.viewers),
        page_seconds,
        percent,
    )


@asynccontextmanager
async def _readers() -> AsyncIterator[list[asyncio.Task[None]]]:
    """The viewers' tasks, which end with the measurement; one that broke fails it."""
    tasks: list[asyncio.Task[None]] = []
    try:
        yield tasks
        broken = [task for task in tasks if task.done()]
        assert not broken, f"{len(broken)} of {len(tasks)} streams ended: {broken[0]}"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _open(stack: AsyncExitStack, web: WebServer, kind: int, viewers: int) -> Tab:
    browser = await stack.enter_async_context(
        httpx.AsyncClient(
            base_url=web.address, follow_redirects=True, trust_env=False, timeout=SECONDS_TO_SEE
        )
    )
    stream = await start_in_browser(browser, manifest(kind))
    return Tab(browser, stream, [Viewer() for _ in range(viewers)])


async def _until_all_see(tabs: list[Tab]) -> None:
    """Wait until every viewer has read a request of its Pod."""
    async with asyncio.timeout(SECONDS_TO_SEE):
        await asyncio.gather(*(viewer.asked.wait() for tab in tabs for viewer in tab.viewers))


def _together(parts: Iterable[Seen]) -> Seen:
    whole = Seen()
    for part in parts:
        for rate, milliseconds in part.milliseconds.items():
            whole.milliseconds[rate] += milliseconds
        whole.folded += part.folded
        whole.skipped += part.skipped
        whole.unseen_packets += part.unseen_packets
    return whole
