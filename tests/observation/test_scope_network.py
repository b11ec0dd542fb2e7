"""The scope on Pods that have a network: what crosses it, which way, and from or to where."""

import asyncio
from collections.abc import Iterator
from typing import Any

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.networks import make_network, remove_network
from podlab.node.observation import Observatory
from tests.support.raw_pod import IDLE, SERVER, RawPod, Watcher

pytestmark = pytest.mark.docker


@pytest.fixture
def two_pods(
    engine: docker.DockerClient, node_id: str, observatory: Observatory
) -> Iterator[tuple[RawPod, RawPod]]:
    own = Engine(node_id)
    network = make_network(own, "default")
    pods = RawPod(engine, node_id, observatory), RawPod(engine, node_id, observatory)
    try:
        for each in pods:
            each.start(network=network.network_id)
        yield pods
    finally:
        for each in pods:
            each.remove()
        remove_network(own, network)
        own.close()


def told(entry: dict[str, Any]) -> tuple[object, ...]:
    names = ("iface", "outgoing", "from", "to", "peer", "port", "path")
    return tuple(entry.get(name) for name in names)


async def test_what_crosses_the_network_is_told_on_both_sides(
    two_pods: tuple[RawPod, RawPod], observatory: Observatory
) -> None:
    asking, answering = two_pods
    client, _ = asking.add("client", IDLE), answering.add("web", SERVER)
    here, there = asking.address(), answering.address()
    async with Watcher(observatory, asking.uid) as ours, Watcher(observatory, answering.uid) as its:
        await its.until(lambda: bool(its.of("listen", sockets=WEB)))
        await asyncio.to_thread(asking.run, client, f"wget -qO- http://{there}/index.html")
        await asyncio.to_thread(asking.run, client, f"wget -qO- http://{there}:81/ || true")
        await ours.until(lambda: bool(ours.of("request")) and bool(ours.of("refused")))
        await its.until(lambda: bool(its.of("request")) and bool(its.of("refused")))

    assert [told(each) for each in ours.of("request")] == [
        ("eth0", True, "client", there, there, 80, "/index.html")
    ]
    assert [told(each) for each in its.of("request")] == [
        ("eth0", False, here, "web", here, 80, "/index.html")
    ]
    assert told(ours.of("refused")[0])[:6] == ("eth0", True, "client", there, there, 81)
    assert told(its.of("refused")[0])[:6] == ("eth0", False, here, None, here, 81)


WEB = [{"port": 80, "address": "::", "owner": "web"}]


async def test_engines_resolver_is_no_socket_of_the_pods(
    two_pods: tuple[RawPod, RawPod], observatory: Observatory
) -> None:
    pod, _ = two_pods
    client = pod.add("client", IDLE)
    pod.add("web", SERVER)
    async with Watcher(observatory, pod.uid) as seen:
        await seen.until(lambda: bool(seen.of("listen")))
        # a name is asked for over TCP, then the Pod asks itself by its own address
        ask = r"printf '\0\034\0\1\1\0\0\1\0\0\0\0\0\0\3foo\0\0\1\0\1' | nc -w 2 127.0.0.11 53"
        await asyncio.to_thread(pod.run, client, f"{ask} || true")
        line = f"wget -qO- http://{pod.address()}/index.html"
        await asyncio.to_thread(pod.run, client, line)
        await seen.until(lambda: bool(seen.of("request", path="/index.html")))

    assert [told(each)[:4] for each in seen.of("request")] == [(None, None, "client", "web")]
    assert seen.of("refused") == []
    sockets = [socket for each in seen.of("listen") for socket in each["sockets"]]
    assert {each["owner"] for each in sockets} == {"web"}
