"""The scope on a real engine: who asked whom."""

import asyncio
from collections import Counter
from functools import partial

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.scope import ScopeContainer
from podlab.node.observation import Observatory
from tests.support.raw_pod import IDLE, SERVER, RawPod, Watcher, asking, in_threads

pytestmark = pytest.mark.docker


async def test_of_2000_requests_each_is_told_or_counted_for_its_sender_and_receiver(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start()
    pod.add("web", SERVER)
    clients = {name: pod.add(name, IDLE) for name in ("one", "two")}
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("listen")))
        await in_threads(
            *(partial(pod.run, made, asking(name, 1000)) for name, made in clients.items())
        )

        def counts() -> dict[tuple[str, str], int]:
            found: Counter[tuple[str, str]] = Counter()
            for entry in seen.of("request") + seen.of("folded", of="request"):
                found[entry["from"], entry["to"]] += entry.get("count", 1)
            return dict(found)

        await seen.until(lambda: sum(counts().values()) >= 2000, seconds=300)
        told = seen.of("request")

    assert counts() == {("one", "web"): 1000, ("two", "web"): 1000}
    assert [each for each in told if each["path"].split("/")[1] != each["from"]] == []
    assert {entry["status"] for entry in told} == {404}


async def test_ipv6_is_seen_as_well(pod: RawPod, observatory: Observatory) -> None:
    pod.start()
    pod.add("web", SERVER)
    client = pod.add("client", IDLE)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("listen")))
        pod.run(client, asking("client", 1, "[::1]"))
        await seen.until(lambda: bool(seen.of("request")))

    (request,) = seen.of("request")
    assert (request["from"], request["to"], request["family"]) == ("client", "web", 6)


async def test_listening_sockets_and_refusals_are_told(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start()
    client = pod.add("client", IDLE)
    async with Watcher(observatory, pod.uid) as seen:
        await asyncio.to_thread(pod.run, client, "wget -qO- http://127.0.0.1:8080/ || true")
        await seen.until(lambda: bool(seen.of("refused")))
        pod.add("web", SERVER)
        await seen.until(lambda: bool(seen.of("listen")))

    (refused,) = seen.of("refused")
    assert (refused["from"], refused["port"]) == ("client", 8080)
    assert refused["errno"] == "ECONNREFUSED"
    sockets = seen.of("listen")[-1]["sockets"]
    assert {(socket["port"], socket["owner"]) for socket in sockets} == {(80, "web")}


async def test_a_flood_is_folded_and_its_counts_are_true(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start()
    pod.add("web", SERVER)
    client = pod.add("client", IDLE)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("listen")))
        load = f"({asking('a', 250)})& ({asking('b', 250)})& ({asking('c', 250)})& wait"
        await asyncio.to_thread(pod.run, client, load)

        def count() -> int:
            return len(seen.of("request")) + seen.folded("request")

        await seen.until(lambda: count() >= 750)

    assert count() == 750
    assert not [entry for entry in seen.of("folded") if entry.get("packets")]


async def test_after_the_scope_died_watching_goes_on(
    engine: docker.DockerClient, pod: RawPod, observatory: Observatory, observatory_id: str
) -> None:
    pod.start()
    pod.add("web", SERVER)
    client = pod.add("client", IDLE)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", attribution="nft")))
        before = len(seen.of("tap"))
        mine = [f"podlab.node={observatory_id}", "podlab.role=scope"]
        engine.containers.list(filters={"label": mine})[0].kill()

        def new_taps() -> list[str]:
            return [entry["attribution"] for entry in seen.of("tap")[before:]]

        await seen.until(lambda: "none" in new_taps() and new_taps()[-1] == "nft")
        await asyncio.to_thread(pod.run, client, asking("client", 1))
        await seen.until(lambda: bool(seen.of("request", **{"from": "client", "to": "web"})))


async def test_nothing_is_left_when_the_observatory_stops(
    engine: docker.DockerClient, node_id: str
) -> None:
    own_engine = Engine(node_id)
    observatory = Observatory(ScopeContainer(own_engine).open)
    observatory.start()
    pod = RawPod(engine, node_id, observatory)
    try:
        pod.start()
        async with Watcher(observatory, pod.uid) as seen:
            await seen.until(lambda: bool(seen.of("tap", attribution="nft")))
    finally:
        pod.remove()
        observatory.stop()
        own_engine.close()

    assert engine.containers.list(all=True, filters={"label": f"podlab.node={node_id}"}) == []
