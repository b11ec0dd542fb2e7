"""The engine ends and comes back: node says so meanwhile, and then makes every Pod true again."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import httpx
import pytest

from tests.node.kubelet.lab import box, eventually
from tests.support.node_server import NodeServer
from tests.support.private_engine import PrivateEngine

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]

STUBBORN = "trap '' TERM; i=0; while :; do echo $((i=i+1)); sleep 0.1; done"
CORE = "/api/v1/namespaces/default"


@pytest.fixture
def private(engine: docker.DockerClient) -> Iterator[Callable[..., PrivateEngine]]:
    """Starts an engine of this test's own; root and the program dockerd are needed for one."""
    if os.geteuid() != 0 or not shutil.which("dockerd"):
        pytest.skip("a second engine needs root and dockerd")
    started: list[PrivateEngine] = []

    def start(**options: Any) -> PrivateEngine:
        own = PrivateEngine(**options)
        started.append(own)
        own.start()
        own.copy_images(engine)
        return own

    yield start
    for each in started:
        each.remove()


@pytest.fixture
def start_node(tmp_path: Path) -> Iterator[Callable[[PrivateEngine], NodeServer]]:
    nodes: list[NodeServer] = []

    def start(private: PrivateEngine) -> NodeServer:
        nodes.append(NodeServer(tmp_path / "own", docker_host=private.host))
        nodes[-1].start()
        return nodes[-1]

    yield start
    for each in nodes:
        each.stop()


def create(client: httpx.Client, name: str, **spec: Any) -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
           "spec": {"containers": [box("c", STUBBORN)], **spec}}  # fmt: skip
    client.post(f"{CORE}/pods", json=pod).raise_for_status()


def status(client: httpx.Client, name: str) -> dict[str, Any]:
    return dict(client.get(f"{CORE}/pods/{name}").json()["status"])


def main(client: httpx.Client, name: str) -> dict[str, Any]:
    """The status of the Pod's one main container."""
    return dict(status(client, name).get("containerStatuses", [{"state": {}}])[0])


def runs(client: httpx.Client, name: str, restarts: int = 0) -> bool:
    found = main(client, name)
    return "running" in found["state"] and found["restartCount"] == restarts


def all_run(client: httpx.Client, *names: str) -> None:
    """Wait until they do; whoever waited in vain reads what has become of them."""
    try:
        eventually(lambda: all(runs(client, each) for each in names))
    except AssertionError:
        pytest.fail(str([(status(client, each), reasons(client, each)) for each in names]))


def reasons(client: httpx.Client, name: str) -> set[str]:
    events = client.get(f"{CORE}/events").json()["items"]
    return {each["reason"] for each in events if each["involvedObject"]["name"] == name}


def readiness(client: httpx.Client) -> tuple[bool, str]:
    answer = client.get("/readyz")
    return answer.is_success, answer.text


def remove_all(client: httpx.Client) -> None:
    client.request("DELETE", f"{CORE}/pods", json={"gracePeriodSeconds": 1})
    eventually(lambda: not client.get(f"{CORE}/pods").json()["items"])


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_pods_whose_engine_ended_are_made_anew_as_their_policy_says(
    private: Callable[..., PrivateEngine],
    start_node: Callable[[PrivateEngine], NodeServer],
    by: signal.Signals,
) -> None:
    engine = private()
    with start_node(engine).client() as client:
        create(client, "always", initContainers=[box("first", "true")])
        create(client, "on-failure", restartPolicy="OnFailure")
        create(client, "never", restartPolicy="Never")
        all_run(client, "always", "on-failure", "never")

        engine.stop(by)
        eventually(lambda: not readiness(client)[0])
        assert "the container engine does not answer" in readiness(client)[1]
        assert main(client, "always")["restartCount"] == 0  # nobody can tell yet

        engine.start()
        eventually(lambda: readiness(client)[0])
        eventually(lambda: runs(client, "always", 1))
        eventually(lambda: runs(client, "on-failure", 1))
        eventually(lambda: status(client, "never")["phase"] == "Failed")
        assert main(client, "always")["lastState"]["terminated"]["exitCode"] == 137
        (first,) = status(client, "always")["initContainerStatuses"]
        assert (first["restartCount"], first["ready"]) == (1, True)
        eventually(lambda: "SandboxChanged" in reasons(client, "always"))
        remove_all(client)


def test_pods_live_on_where_the_engine_restores_them(
    private: Callable[..., PrivateEngine], start_node: Callable[[PrivateEngine], NodeServer]
) -> None:
    engine = private(live_restore=True)
    with start_node(engine).client() as client:
        create(client, "web")
        eventually(lambda: runs(client, "web"))
        before = main(client, "web")

        engine.stop()
        eventually(lambda: not readiness(client)[0])
        engine.start()

        eventually(lambda: readiness(client)[0])
        lines = log(client, "web")
        eventually(lambda: log(client, "web") > lines)
        assert main(client, "web") == before
        remove_all(client)


def log(client: httpx.Client, name: str) -> int:
    """How many lines the container has written."""
    return len(client.get(f"{CORE}/pods/{name}/log").text.splitlines())
