"""Two web workers without anything between them: each shows the whole stream of the same Pod."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

pytestmark = pytest.mark.docker

SECONDS = 180
VIEWERS_AT_ONCE = 8
COUNTING = "n=0; while sleep 0.3; do n=$((n + 1)); echo $n; done"
MANIFEST = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "counting"},
    "spec": {
        "terminationGracePeriodSeconds": 0,
        "containers": [{"name": "counter", "image": "busybox", "command": ["sh", "-c", COUNTING]}],
    },
}


class Viewer:
    """An EventSource: it forgets all at a reset, and knows the last id."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.numbers: list[int] = []
        self.last_event_id = ""

    @property
    def worker(self) -> str:
        """Each worker's ring has an epoch of its own."""
        return self.last_event_id.partition("-")[0]

    async def read_until(self, number: int) -> None:
        """Read on until the counter has printed this number."""
        async with asyncio.timeout(SECONDS):
            event = ""
            async for line in self._lines:
                field, _, value = line.partition(": ")
                if field == "id":
                    self.last_event_id = value
                elif field == "event":
                    event = value
                elif field == "data":
                    self._take(event, json.loads(value))
                elif not line and self.numbers and self.numbers[-1] >= number:
                    return

    def _take(self, event: str, data: Any) -> None:
        if event == "reset":
            self.numbers.clear()
        for entry in data.get("entries", []):
            if entry["kind"] == "log":
                self.numbers.append(int(entry["text"]))


@pytest.fixture
def two_workers(node: NodeServer, tmp_path: Path) -> Iterator[WebServer]:
    server = WebServer(tmp_path, node.kubeconfig, workers=2)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def viewer(guest: httpx.AsyncClient, path: str, last_id: str = "") -> AsyncIterator[Viewer]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    async with guest.stream("GET", path, headers=headers) as answer:
        answer.raise_for_status()
        yield Viewer(answer.aiter_lines())


async def one_of_each(
    stack: AsyncExitStack, guest: httpx.AsyncClient, path: str, last_id: str = ""
) -> dict[str, Viewer]:
    """Open streams until both workers have taken one; by worker."""
    async with asyncio.timeout(SECONDS):
        while True:
            async with AsyncExitStack() as opened:
                made = [
                    await opened.enter_async_context(viewer(guest, path, last_id))
                    for _ in range(VIEWERS_AT_ONCE)
                ]
                await asyncio.gather(*(each.read_until(1) for each in made))
                found = {each.worker: each for each in made}
                if len(found) == 2:
                    await stack.enter_async_context(opened.pop_all())
                    return found


async def test_two_workers_show_the_same_stream_and_a_viewer_may_change_between_them(
    two_workers: WebServer,
) -> None:
    async with (
        httpx.AsyncClient(
            base_url=two_workers.address, follow_redirects=True, trust_env=False, timeout=SECONDS
        ) as guest,
        AsyncExitStack() as stack,
    ):
        path = await start(guest)
        one, other = (await one_of_each(stack, guest, path)).values()
        await asyncio.gather(one.read_until(10), other.read_until(10))
        before = {each.worker: list(each.numbers) for each in (one, other)}
        again = await one_of_each(stack, guest, path, one.last_event_id)
        same, changed = again[one.worker], again[other.worker]
        latest = max(one.numbers[-1], other.numbers[-1]) + 5
        await asyncio.gather(same.read_until(latest), changed.read_until(latest))
        await press(guest, path.replace("stream", "stop"))

    for numbers in before.values():
        assert numbers == list(range(1, numbers[-1] + 1))
    kept = before[one.worker] + same.numbers
    assert kept == list(range(1, kept[-1] + 1))
    assert changed.numbers == list(range(1, changed.numbers[-1] + 1))


async def start(guest: httpx.AsyncClient) -> str:
    """Press Run; the path of the run's stream."""
    page = await press(guest, "/sandbox/run/", manifest=json.dumps(MANIFEST))
    return page.partition('data-stream="')[2].partition('"')[0]


async def press(guest: httpx.AsyncClient, path: str, **fields: str) -> str:
    """Send the form of a button of the page; the page after it."""
    page = await guest.get("/sandbox/")
    hidden = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = {**fields, "csrfmiddlewaretoken": hidden}
    answer = await guest.post(path, data=form, headers={"Referer": str(page.url)})
    answer.raise_for_status()
    return answer.text
