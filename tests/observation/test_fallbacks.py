"""What is still seen when an engine forbids the scope something, rung by rung of the ladder."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.scope import CAPABILITIES, ScopeContainer
from podlab.node.engine.taps import TAP_CAPABILITIES, PodTaps, ScopeOrTaps
from podlab.node.observation import Observatory, ScopeSession
from podlab.node.runtime import MountInfo
from tests.support.raw_pod import IDLE, SERVER, RawPod, Watcher, asking, in_threads

pytestmark = pytest.mark.docker

DATA = (MountInfo("shared", "/data", False),)
Open = Callable[[Engine], ScopeSession]


@asynccontextmanager
async def watched_pod(
    client: docker.DockerClient, node_id: str, open_session: Open
) -> AsyncIterator[tuple[RawPod, Watcher]]:
    """A Pod with a volume, watched through what `open_session` makes."""
    own_engine = Engine(node_id)
    observatory = Observatory(lambda: open_session(own_engine))
    observatory.start()
    pod = RawPod(client, node_id, observatory)
    try:
        pod.start(volumes=["shared"])
        async with Watcher(observatory, pod.uid) as seen:
            yield pod, seen
    finally:
        observatory.stop()  # a tap holds the Pod's volumes
        pod.remove()
        own_engine.close()


def scope_without(*lost: str) -> Open:
    kept = [name for name in CAPABILITIES if name not in lost]
    return lambda engine: ScopeContainer(engine, kept).open()


def scope_or_taps_without(*lost: str) -> Open:
    kept = [name for name in CAPABILITIES if name not in lost]
    made: dict[str, ScopeOrTaps] = {}

    def open_session(engine: Engine) -> ScopeSession:
        return made.setdefault(engine.node_id, ScopeOrTaps(engine, kept)).open()

    return open_session


def taps_without(*lost: str) -> Open:
    kept: Sequence[str] = [name for name in TAP_CAPABILITIES if name not in lost]
    return lambda engine: PodTaps(engine, kept)


async def ask_from_two(pod: RawPod, seen: Watcher) -> list[dict[str, object]]:
    """Two clients ask one server fifty times each; the requests that were told."""
    one, two = pod.add("one", IDLE), pod.add("two", IDLE)
    pod.add("web", SERVER)
    await seen.until(lambda: bool(seen.of("listen")))
    await in_threads(
        lambda: pod.run(one, asking("one", 50)), lambda: pod.run(two, asking("two", 50))
    )
    await seen.until(lambda: len(seen.of("request")) + seen.folded("request") >= 100)
    return seen.of("request")


@pytest.mark.parametrize(
    ("open_session", "attribution", "writers"),
    [
        (scope_without("NET_ADMIN"), "bpf", "mount"),
        (scope_or_taps_without("SYS_ADMIN"), "nft", "elimination"),
    ],
    ids=["a program marks", "a tap in the Pod"],
)
async def test_senders_stay_exact(
    engine: docker.DockerClient,
    node_id: str,
    open_session: Open,
    attribution: str,
    writers: str,
) -> None:
    async with watched_pod(engine, node_id, open_session) as (pod, seen):
        await seen.until(lambda: bool(seen.of("tap", attribution=attribution, writers=writers)))
        told = await ask_from_two(pod, seen)

    assert [each for each in told if each["from"] != str(each["path"]).split("/")[1]] == []
    assert {each["to"] for each in told} == {"web"}


async def test_without_any_mark_senders_are_asked_for_and_never_wrong(
    engine: docker.DockerClient, node_id: str
) -> None:
    async with watched_pod(engine, node_id, taps_without("NET_ADMIN")) as (pod, seen):
        await seen.until(lambda: bool(seen.of("tap", attribution="diag")))
        told = await ask_from_two(pod, seen)

    senders = {"one", "two", None}
    assert {"one", "two"} <= {each["from"] for each in told} <= senders
    wrong = [each for each in told if each["from"] not in {None, str(each["path"]).split("/")[1]}]
    assert wrong == []


async def test_without_a_packet_socket_one_still_sees_who_listens(
    engine: docker.DockerClient, node_id: str
) -> None:
    async with watched_pod(engine, node_id, taps_without("NET_RAW", "NET_ADMIN")) as (pod, seen):
        pod.add("web", SERVER)
        await seen.until(
            lambda: any(
                socket["owner"] == "web"
                for entry in seen.of("listen")
                for socket in entry["sockets"]
            )
        )

    assert seen.of("tap")[-1]["attribution"] == "none"


async def test_a_tap_finds_writers_by_elimination_and_leaves_nothing(
    engine: docker.DockerClient, node_id: str
) -> None:
    async with watched_pod(engine, node_id, taps_without()) as (pod, seen):
        writer = pod.add("writer", IDLE, DATA)
        pod.add("reader", IDLE, (MountInfo("shared", "/data", True),))
        await seen.until(lambda: bool(seen.of("tap", attribution="nft", writers="elimination")))
        await asyncio.to_thread(pod.run, writer, "echo text > /data/f")
        await seen.until(lambda: bool(seen.of("file", path="f")))

    (change,) = seen.of("file", action="create")
    assert (change["by"], change["text"]) == ("writer", "text\n")
    assert engine.containers.list(all=True, filters={"label": f"podlab.node={node_id}"}) == []
