"""What the observatory keeps and streams, with a scope that is a list of lines."""

import asyncio
import json
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from podlab.node.observation import Observatory
from podlab.node.runtime import ContainerInfo, MountInfo, RuntimeUnavailable, SandboxInfo

POD = "8d9cdd0e"
SANDBOX = SandboxInfo(POD, "default", "web", "a" * 64, 12, {"shared": "podlab-1"})
CONTAINER = ContainerInfo(POD, "web", "b" * 64, 13, (MountInfo("shared", "/data", True),))


class ScriptedScope:
    """A scope that prints what the test says, until the test ends it."""

    def __init__(self) -> None:
        self.commands: queue.Queue[dict[str, Any]] = queue.Queue()
        self.printed: queue.Queue[bytes | None] = queue.Queue()
        self.closed = threading.Event()

    def send(self, line: bytes) -> None:
        self.commands.put(json.loads(line))

    def lines(self) -> Iterator[bytes]:
        while (line := self.printed.get()) is not None:
            yield line

    def close(self) -> None:
        self.closed.set()
        self.printed.put(None)

    def prints(self, entry: dict[str, Any], pod: str = POD) -> None:
        self.printed.put(pod.encode() + b"\t" + json.dumps(entry).encode())


@pytest.fixture
def scope() -> ScriptedScope:
    return ScriptedScope()


@pytest.fixture
def observatory(scope: ScriptedScope) -> Iterator[Observatory]:
    made = Observatory(lambda: scope)
    made.start()
    yield made
    made.stop()


async def entries(chunks: AsyncIterator[bytes], until: Callable[[Any], bool]) -> list[Any]:
    found: list[Any] = []
    async with asyncio.timeout(180):
        async for chunk in chunks:
            found += [json.loads(line) for line in chunk.splitlines() if line]
            if until(found):
                return found
    return found


def numbers(found: list[Any]) -> list[int]:
    return [entry["n"] for entry in found if "n" in entry]


async def test_what_runs_is_told_to_the_scope(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    observatory.pod_started(SANDBOX)
    observatory.container_started(CONTAINER)
    observatory.pod_ended(POD)
    told = [await asyncio.to_thread(scope.commands.get, timeout=60) for _ in range(3)]

    assert told == [
        {"op": "pod", "pod": POD, "container_id": "a" * 64, "pid": 12, "volumes": ["shared"]},
        {
            "op": "container",
            "pod": POD,
            "name": "web",
            "container_id": "b" * 64,
            "pid": 13,
            "mounts": [{"volume": "shared", "path": "/data", "read_only": True}],
        },
        {"op": "end", "pod": POD},
    ]


async def test_a_stream_begins_with_what_one_is_getting(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    observatory.pod_started(SANDBOX)
    scope.prints({"kind": "tap", "time": 1.0, "attribution": "nft"})
    scope.prints({"kind": "tap", "time": 2.0, "writers": "mount"})
    scope.prints({"kind": "refused", "n": 1})
    found = await entries(observatory.stream(POD), lambda all_: numbers(all_) == [1])

    assert found[0]["kind"] == "tap"
    taps = [entry for entry in found if entry["kind"] == "tap"]
    assert (taps[-1]["attribution"], taps[-1]["writers"]) == ("nft", "mount")


async def test_a_reader_who_returns_misses_nothing_and_sees_nothing_twice(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    observatory.pod_started(SANDBOX)
    for number in range(10):
        scope.prints({"kind": "request", "n": number})
    first = await entries(observatory.stream(POD), lambda all_: len(numbers(all_)) >= 10)
    cursor = next(entry["cursor"] for entry in first if entry.get("n") == 3)
    for number in range(10, 20):
        scope.prints({"kind": "request", "n": number})
    again = await entries(observatory.stream(POD, cursor), lambda all_: 19 in numbers(all_))

    assert numbers(again) == list(range(4, 20))
    assert [entry["kind"] for entry in again] == ["request"] * 16


async def test_a_slow_reader_is_told_what_it_missed(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    observatory.pod_started(SANDBOX)
    stream = observatory.stream(POD)
    cursor = json.loads((await anext(stream)).splitlines()[0])["cursor"]
    for number in range(1500):
        scope.prints({"kind": "request", "n": number})
    await entries(observatory.stream(POD), lambda all_: 1499 in numbers(all_))
    late = await entries(observatory.stream(POD, cursor), lambda all_: 1499 in numbers(all_))

    skipped = late[0]
    assert skipped["kind"] == "skipped"
    assert numbers(late) == list(range(skipped["count"], 1500))
    await stream.aclose()


async def test_a_cursor_of_another_life_begins_anew(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    observatory.pod_started(SANDBOX)
    scope.prints({"kind": "request", "n": 1})
    found = await entries(observatory.stream(POD, "abc-999"), lambda all_: numbers(all_) == [1])

    assert found[0]["kind"] == "tap"


async def test_what_is_no_entry_or_of_another_pod_is_dropped(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    observatory.pod_started(SANDBOX)
    scope.printed.put(b"rubbish")
    scope.printed.put(POD.encode() + b"\t[1]")
    scope.printed.put(POD.encode() + b'\t{"kind":"script"}')
    scope.prints({"kind": "request", "n": 1, "pad": "x" * 300_000})
    scope.prints({"kind": "request", "n": 2}, pod="another")
    scope.prints({"kind": "request", "n": 3})

    assert numbers(await entries(observatory.stream(POD), lambda all_: bool(numbers(all_)))) == [3]


async def test_a_stream_ends_with_its_pod(observatory: Observatory, scope: ScriptedScope) -> None:
    observatory.pod_started(SANDBOX)
    stream = observatory.stream(POD)
    await anext(stream)
    observatory.pod_ended(POD)

    assert await entries(stream, lambda _: False) == []


async def test_a_stream_ends_when_node_closes(observatory: Observatory) -> None:
    observatory.pod_started(SANDBOX)
    closing = asyncio.Event()
    stream = observatory.stream(POD, closing=closing)
    await anext(stream)
    closing.set()

    assert await entries(stream, lambda _: False) == []


async def test_a_new_scope_is_told_everything_anew() -> None:
    scopes = [ScriptedScope(), ScriptedScope()]
    opened = iter(scopes)
    observatory = Observatory(lambda: next(opened), first_pause=0.01)
    observatory.start()
    try:
        observatory.pod_started(SANDBOX)
        await asyncio.to_thread(scopes[0].commands.get, timeout=60)
        stream = observatory.stream(POD)
        await anext(stream)
        scopes[0].printed.put(None)
        told = await asyncio.to_thread(scopes[1].commands.get, timeout=60)
        lost = await entries(stream, bool)

        assert scopes[0].closed.is_set()
        assert told["pod"] == POD
        assert (lost[0]["kind"], lost[0]["attribution"]) == ("tap", "none")
    finally:
        observatory.stop()


async def test_without_an_engine_a_stream_says_that_it_gets_nothing() -> None:
    def refuse() -> ScriptedScope:
        raise RuntimeUnavailable("no engine")

    observatory = Observatory(refuse, first_pause=0.01)
    observatory.start()
    observatory.pod_started(SANDBOX)
    first = json.loads((await anext(observatory.stream(POD))).splitlines()[0])
    observatory.stop()

    assert (first["attribution"], first["writers"]) == ("none", "none")


def test_scope_that_comes_up_while_node_ends_is_closed(scope: ScriptedScope) -> None:
    asked, answered = threading.Event(), threading.Event()

    def open_late() -> ScriptedScope:
        asked.set()
        assert answered.wait(5)
        return scope

    observatory = Observatory(open_late)
    observatory.start()
    assert asked.wait(5)
    ending = threading.Thread(target=observatory.stop)
    ending.start()

    while not observatory._stopping.is_set():
        ending.join(0.01)
    answered.set()

    assert scope.closed.wait(5)
    ending.join(5)


async def test_namespaces_of_all_containers_are_one_entry(
    observatory: Observatory, scope: ScriptedScope
) -> None:
    def told(container: str | None, net: int) -> dict[str, Any]:
        each = {"container": container, "id": "a" * 64, "namespaces": {"net": net}}
        return {"kind": "namespaces", "time": 1.0, "containers": [each]}

    observatory.pod_started(SANDBOX)
    for entry in (told(None, 1), told("web", 1), told("web", 2)):
        scope.prints(entry)
    scope.prints({"kind": "namespaces", "containers": [{"container": ["rubbish"]}, 5]})
    scope.prints({"kind": "request", "n": 1})
    await entries(observatory.stream(POD), lambda all_: numbers(all_) == [1])
    known = observatory.namespaces(POD)
    first = json.loads((await anext(observatory.stream(POD))).splitlines()[1])

    assert [(each["container"], each["namespaces"]["net"]) for each in known] == [
        (None, 1), ("web", 2),
    ]  # fmt: skip
    assert first["containers"] == known
    assert observatory.namespaces("another") == []
