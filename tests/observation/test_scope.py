"""The scope on a real engine: who asked whom, and who wrote what."""

import asyncio
from collections.abc import Iterator
from typing import Any

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.scope import ScopeContainer
from podlab.node.observation import Observatory
from podlab.node.runtime import MountInfo
from tests.support.raw_pod import IDLE, SERVER, RawPod, Watcher, asking, in_threads

pytestmark = pytest.mark.docker

DATA = (MountInfo("shared", "/data", False),)


@pytest.fixture(scope="module")
def observatory(engine: docker.DockerClient, leaks: Any) -> Iterator[Observatory]:
    leaks.node_ids.add("testobservatory")
    own_engine = Engine("testobservatory")
    made = Observatory(ScopeContainer(own_engine).open)
    made.start()
    yield made
    made.stop()
    own_engine.close()


@pytest.fixture
def pod(engine: docker.DockerClient, node_id: str, observatory: Observatory) -> Iterator[RawPod]:
    made = RawPod(engine, node_id, observatory)
    yield made
    made.remove()


async def test_every_request_is_told_with_its_sender_and_receiver(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start()
    pod.add("web", SERVER)
    one, two = pod.add("one", IDLE), pod.add("two", IDLE)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("listen")))
        await in_threads(
            lambda: pod.run(one, asking("one", 150)), lambda: pod.run(two, asking("two", 150))
        )

        def count() -> int:
            return len(seen.of("request")) + seen.folded("request")

        await seen.until(lambda: count() >= 300)
        told = seen.of("request")

    assert count() == 300
    assert {entry["from"] for entry in told} == {"one", "two"}
    assert all(entry["path"].split("/")[1] == entry["from"] for entry in told)
    assert {entry["to"] for entry in told} == {"web"}
    assert {entry["status"] for entry in told} == {404}
    assert {entry["from"] for entry in seen.of("folded")} <= {"one", "two"}


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


@pytest.mark.parametrize("medium", ["ordinary", "tmpfs"])
async def test_every_write_is_told_with_its_writer(
    pod: RawPod, observatory: Observatory, medium: str
) -> None:
    pod.start(**{"volumes" if medium == "ordinary" else "tmpfs": ["shared"]})
    one = pod.add("one", IDLE, DATA)
    two = pod.add("two", IDLE, (MountInfo("shared", "/elsewhere", False),))
    writing = "for i in $(seq 150); do sh -c 'echo x > {0}'$i; usleep 6000; done"
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        await in_threads(
            lambda: pod.run(one, writing.format("/data/one-")),
            lambda: pod.run(two, writing.format("/elsewhere/two-")),
        )

        def names() -> set[str]:
            return {entry["path"] for entry in seen.of("file")}

        def count() -> int:
            return len(names()) + seen.folded("file")

        await seen.until(lambda: count() >= 300)
        told = seen.of("file")

    print(
        [
            (e["action"], e["path"], e["by"], e["time"])
            for e in told
            if e["path"] in {x["path"] for x in told if x["path"].split("-")[0] != x["by"]}
        ]
    )
    assert [entry for entry in told if entry["path"].split("-")[0] != entry["by"]] == []
    assert {entry["by"] for entry in told} == {"one", "two"}
    assert {entry["volume"] for entry in told} == {"shared"}


async def test_text_renames_and_deletes_are_told(pod: RawPod, observatory: Observatory) -> None:
    pod.start(volumes=["shared"])
    writer = pod.add("writer", IDLE, DATA)
    pod.add("reader", IDLE, (MountInfo("shared", "/data", True),))
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        pod.run(writer, "mkdir /data/d && echo one > /data/d/f")
        await seen.until(lambda: bool(seen.of("file", path="d/f")))
        pod.run(writer, "mv /data/d/f /data/g && ln -s /etc/passwd /data/l")
        await seen.until(lambda: bool(seen.of("file", path="l")))
        pod.run(writer, "rm /data/g")
        wanted = {("create", "d/"), ("rename", "g"), ("delete", "g")}
        await seen.until(
            lambda: wanted <= {(each["action"], each["path"]) for each in seen.of("file")}
        )

    told = [(entry["action"], entry["path"], entry["by"]) for entry in seen.of("file")]
    assert ("create", "d/", "writer") in told
    assert ("create", "d/f", "writer") in told
    assert ("rename", "g", "writer") in told
    assert ("delete", "g", "writer") in told
    assert seen.of("file", path="d/f")[0]["text"] == "one\n"
    assert seen.of("file", path="l")[0]["text"] is None


async def test_a_container_that_writes_at_once_is_known(
    pod: RawPod, observatory: Observatory
) -> None:
    pod.start(tmpfs=["shared"])
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", writers="mount")))
        pod.add("early", "echo now > /data/early; exec sleep 3600", DATA)
        pod.add("other", IDLE, DATA)
        await seen.until(lambda: bool(seen.of("file", path="early")))

    assert seen.of("file", path="early")[0]["by"] == "early"


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
    engine: docker.DockerClient, pod: RawPod, observatory: Observatory
) -> None:
    pod.start()
    pod.add("web", SERVER)
    client = pod.add("client", IDLE)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("tap", attribution="nft")))
        before = len(seen.of("tap"))
        mine = ["podlab.node=testobservatory", "podlab.role=scope"]
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
