"""A node that dies: its Pods go on, and the next start takes them up as they are."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import httpx
import pytest

from podlab.node.engine.engine import Engine
from tests.node.kubelet.lab import Lab, box, eventually
from tests.support.leaks import Leaks
from tests.support.node_server import NodeServer, free_port

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do echo tick; sleep 0.1; done"
PODS = "/api/v1/namespaces/default/pods"


def sleeper(name: str) -> dict[str, Any]:
    spec = {"containers": [box("c", FOREVER), box("b", FOREVER)]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


def container_ids(client: httpx.Client, name: str) -> list[str]:
    """The ids of the containers that run, as the API says."""
    status = client.get(f"{PODS}/{name}").json().get("status", {})
    listed = status.get("containerStatuses", [])
    return [each["containerID"] for each in listed if "running" in each["state"]]


def left_of(node: NodeServer) -> list[str]:
    """Names of the containers that belong to the node's Pods."""
    engine = Engine(node.node_id)
    names = [each["Names"][0] for each in engine.containers() if "podlab.pod" in each["Labels"]]
    engine.close()
    return names


def remove(client: httpx.Client, name: str) -> None:
    client.request("DELETE", f"{PODS}/{name}", json={"gracePeriodSeconds": 1})
    eventually(lambda: client.get(f"{PODS}/{name}").status_code == httpx.codes.NOT_FOUND)


def test_killed_node_adopts_its_running_pod(
    own_node: NodeServer, engine: docker.DockerClient
) -> None:
    with own_node.client() as client:
        client.post(PODS, json=sleeper("p")).raise_for_status()
        eventually(lambda: len(container_ids(client, "p")) == 2)
        before = container_ids(client, "p")
    own_node.kill()
    assert len(left_of(own_node)) == 3

    own_node.start()
    with own_node.client() as client:
        engine.api.kill(before[0].removeprefix("docker://"))
        eventually(lambda: len(container_ids(client, "p")) == 2 and
                   container_ids(client, "p") != before)  # fmt: skip
        assert set(container_ids(client, "p")) & set(before) == {before[1]}
        remove(client, "p")
    assert left_of(own_node) == []


def test_node_killed_while_a_pod_starts_finishes_the_start(own_node: NodeServer) -> None:
    with own_node.client() as client:
        client.post(PODS, json=sleeper("p")).raise_for_status()
    own_node.kill()

    own_node.start()
    with own_node.client() as client:
        eventually(lambda: len(container_ids(client, "p")) == 2)
        remove(client, "p")


def test_node_killed_while_a_pod_stops_finishes_the_stop(own_node: NodeServer) -> None:
    with own_node.client() as client:
        client.post(PODS, json=sleeper("p")).raise_for_status()
        eventually(lambda: len(container_ids(client, "p")) == 2)
        client.request("DELETE", f"{PODS}/p", json={"gracePeriodSeconds": 5})
    own_node.kill()

    own_node.start()
    with own_node.client() as client:
        eventually(lambda: client.get(f"{PODS}/p").status_code == httpx.codes.NOT_FOUND)


def test_restarted_kubelet_tells_the_observer_and_brakes_logs_again(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER))
    lab.wait_running("p")
    (told,) = lab.watcher.containers

    lab.restart()

    eventually(lambda: lab.watcher.containers)
    time.sleep(1.5)  # the kubelet has looked at the engine once more
    assert lab.watcher.containers == [told]
    assert [each.pod_uid for each in lab.watcher.sandboxes] == [told.pod_uid]
    assert lab.status("p", "c")["restartCount"] == 0


@pytest.fixture
def neighbour(engine: docker.DockerClient, leaks: Leaks, tmp_path: Path) -> Iterator[NodeServer]:
    server = NodeServer(tmp_path / "neighbour")
    server.start()
    leaks.node_ids.add(server.node_id)
    yield server
    server.stop()


def test_two_nodes_on_one_engine_leave_each_other_alone(
    own_node: NodeServer, neighbour: NodeServer
) -> None:
    with own_node.client() as here, neighbour.client() as there:
        here.post(PODS, json=sleeper("p")).raise_for_status()
        there.post(PODS, json=sleeper("p")).raise_for_status()
        eventually(lambda: len(container_ids(here, "p")) == 2)
        eventually(lambda: len(container_ids(there, "p")) == 2)
        theirs = container_ids(there, "p")

        neighbour_restarts(own_node)
        remove(here, "p")

        assert container_ids(there, "p") == theirs
        remove(there, "p")


def neighbour_restarts(node: NodeServer) -> None:
    """A start sweeps garbage at once, which must not see the other node's Pod."""
    node.kill()
    node.start()


def test_unreachable_engine_is_said_and_survived(
    node_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{free_port()}")
    lab = Lab(tmp_path, node_id)
    lab.kubelet.start()
    lab.create("p", box("c", FOREVER))

    eventually(lambda: "does not answer" in lab.kubelet.runtime.unready_reason())
    assert lab.phase("p") == ""

    lab.kubelet.stop()
    lab.store.close()
