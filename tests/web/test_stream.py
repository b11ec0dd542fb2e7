"""The page's stream: everything once, in order, across reconnections of viewer and node."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import pytest
from django.test import AsyncClient

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import hub
from podlab.sandbox.models import PodRun
from tests.support.api_server import ApiServer
from tests.web.test_runs import started

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """What a browser does with the stream."""

    def __init__(self, messages: AsyncIterator[bytes]) -> None:
        self._messages = messages
        self.entries: list[JsonObject] = []
        self.last_event_id = ""
        self.resets = 0

    async def read_until(self, wanted: Callable[[JsonObject], bool]) -> JsonObject:
        """Read on until such an entry has come."""
        async with asyncio.timeout(180):
            while True:
                for entry in self.entries:
                    if wanted(entry):
                        return entry
                self._take(await anext(self._messages))

    async def read_to_the_end(self) -> None:
        async with asyncio.timeout(180):
            async for message in self._messages:
                self._take(message)

    def of(self, kind: str) -> list[JsonObject]:
        return [entry for entry in self.entries if entry["kind"] == kind]

    def _take(self, messages: bytes) -> None:
        for message in messages.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in message.splitlines() if ": " in line)
            self.last_event_id = fields.get("id", self.last_event_id)
            if fields.get("event") == "reset":
                self.resets += 1
                self.entries.clear()
            elif fields.get("event") == "batch":
                self.entries += json.loads(fields["data"])["entries"]


@asynccontextmanager
async def page(browser: AsyncClient, run: PodRun, last_event_id: str = "") -> AsyncIterator[Page]:
    """The run's stream, open."""
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    answer = await browser.get(f"/sandbox/{run.uid}/stream/", headers=headers)
    assert answer.status_code == 200
    async with aclosing(cast("Any", answer).streaming_content) as messages:
        yield Page(messages)


def is_log(text: str) -> Callable[[JsonObject], bool]:
    return lambda entry: entry["kind"] == "log" and entry["text"] == text


def request(path: str) -> JsonObject:
    return {
        "kind": "request", "time": 1.0, "protocol": "http", "from": "client", "to": "web",
        "port": 80, "method": "GET", "path": path, "status": 200, "duration_ms": 1.0,
    }  # fmt: skip


async def test_one_stream_carries_pod_events_log_and_traffic(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    pod = own_api.pods(run.namespace)[0]
    own_api.watch(pod)
    async with page(visitor, run) as read:
        await read.read_until(lambda entry: entry["kind"] == "pod")
        own_api.start_containers(pod)
        own_api.logs.write("web", "hello")
        own_api.see(pod, request("/index"))
        own_api.tell_event(pod, "Started", "Started container web", "spec.containers{web}")
        running = await read.read_until(lambda e: e.get("phase") == "Running")
        log = await read.read_until(is_log("hello"))
        seen = await read.read_until(lambda e: e["kind"] == "request")
        event = await read.read_until(lambda e: e["kind"] == "event")

    assert running["ready"] == "2/2"
    assert (log["container"], log["attempt"]) == ("web", 0)
    assert {key: seen[key] for key in request("/index")} == request("/index")
    assert (event["reason"], event["container"]) == ("Started", "web")
    assert read.resets == 1


async def test_a_viewer_who_comes_back_misses_nothing_and_sees_nothing_twice(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    own_api.start_containers(own_api.pods(run.namespace)[0])
    own_api.logs.write("web", "one")
    async with page(visitor, run) as first:
        await first.read_until(is_log("one"))
    own_api.logs.write("web", "two")
    async with page(visitor, run, first.last_event_id) as second:
        own_api.logs.write("web", "three")
        await second.read_until(is_log("three"))

    assert second.resets == 0
    assert [entry["text"] for entry in first.of("log") + second.of("log")] == [
        "one", "two", "three",
    ]  # fmt: skip


async def test_a_viewer_from_before_a_restart_begins_anew(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    async with page(visitor, run, "another-17") as read:
        await read.read_until(lambda entry: entry["kind"] == "pod")

    assert read.resets == 1


async def test_a_node_that_restarts_is_lost_then_back_and_nothing_is_lost_or_repeated(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    pod = own_api.start_containers(own_api.pods(run.namespace)[0])
    own_api.tell_event(pod, "Started", "Started container web", "spec.containers{web}")
    own_api.logs.write("web", "before")
    async with page(visitor, run) as read:
        await read.read_until(is_log("before"))
        await read.read_until(lambda e: e["kind"] == "event")
        await asyncio.to_thread(own_api.stop)
        await read.read_until(lambda e: e.get("state") == "lost" and e["what"] == "pod")
        own_api.logs.write("web", "meanwhile")
        await asyncio.to_thread(own_api.start)
        own_api.logs.write("web", "after")
        await read.read_until(is_log("after"))
        await read.read_until(lambda e: e.get("state") == "back" and e["what"] == "pod")

    assert [entry["text"] for entry in read.of("log") if entry["container"] == "web"] == [
        "before", "meanwhile", "after",
    ]  # fmt: skip
    assert len(read.of("event")) == 1


async def test_a_restarted_containers_log_goes_on_with_its_next_attempt(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    pod = own_api.start_containers(own_api.pods(run.namespace)[0])
    own_api.logs.write("web", "first")
    async with page(visitor, run) as read:
        await read.read_until(is_log("first"))
        own_api.logs.restart("web")
        own_api.start_containers(pod, restarts=1)
        own_api.logs.write("web", "second")
        entry = await read.read_until(is_log("second"))

    assert entry["attempt"] == 1


async def test_the_stream_ends_with_the_stored_reason(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    async with page(visitor, run) as read:
        await read.read_until(lambda entry: entry["kind"] == "pod")
        await visitor.post(f"/sandbox/{run.uid}/stop/")
        await read.read_to_the_end()
    again = await visitor.get(f"/sandbox/{run.uid}/stream/")

    assert read.of("ended") == [{"kind": "ended", "reason": "stopped by you"}]
    assert again.status_code == 204


async def test_a_pod_that_fails_tells_why_and_stays_readable(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    pod = own_api.pods(run.namespace)[0]
    async with page(visitor, run) as read:
        await read.read_until(lambda entry: entry["kind"] == "pod")
        ended = {"name": "web", "state": {"terminated": {"exitCode": 3}}}
        own_api.set_status(pod, phase="Failed", containerStatuses=[ended])
        told = await read.read_until(lambda entry: entry["kind"] == "ended")
    await run.arefresh_from_db()

    assert told["reason"] == run.end_reason == "Pod failed: `web` ended with exit code 3"
    assert run.removed_at is None


async def test_a_pod_deleted_with_kubectl_tells_so(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    async with page(visitor, run) as read:
        await read.read_until(lambda entry: entry["kind"] == "pod")
        own_api.remove(own_api.pods(run.namespace)[0])
        told = await read.read_until(lambda entry: entry["kind"] == "ended")

    assert told["reason"] == "deleted with kubectl"


async def test_the_countdown_is_told_and_told_again_when_extended(
    own_api: ApiServer, visitor: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podlab.sandbox.live.clock.SECONDS_BETWEEN_LOOKS", 0.1)
    run = await started(visitor)
    async with page(visitor, run) as read:
        first = await read.read_until(lambda entry: entry["kind"] == "time")
        await visitor.post(f"/sandbox/{run.uid}/extend/")
        later = await read.read_until(lambda e: e["kind"] == "time" and e != first)

    assert later["seconds_left"] - first["seconds_left"] in range(1795, 1801)


async def test_viewers_share_one_topic_and_leave_it(
    own_api: ApiServer, visitor: AsyncClient
) -> None:
    run = await started(visitor)
    async with page(visitor, run) as one, page(visitor, run) as other:
        await one.read_until(lambda entry: entry["kind"] == "pod")
        await other.read_until(lambda entry: entry["kind"] == "pod")
        assert hub().viewers(run.uid) == 2
    del one, other  # as the server drops the response of a browser that has gone
    gc.collect()
    await asyncio.sleep(0.1)
    assert hub().viewers(run.uid) == 0
