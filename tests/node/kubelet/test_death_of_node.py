"""kill -9 of node at every point of a Pod's life: the next start makes it true, and leaves nothing.

A point is the last request that the engine hears of (or does not), or what the API says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker
import httpx
import pytest

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from tests.node.kubelet.lab import box, eventually
from tests.support.engine_proxy import EngineProxy, LastRequest
from tests.support.leaks import Leaks
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.docker

GONE_WITHIN = 180.0
FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
STUBBORN = "trap '' TERM; while :; do sleep 0.1; done"
CORE = "/api/v1/namespaces/default"
POD = f"{CORE}/pods/p"

Status = dict[str, Any]


def pod(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    whole = {"containers": list(containers), **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": whole}


MOUNTS = {"volumeMounts": [{"name": "v", "mountPath": "/v"}, {"name": "s", "mountPath": "/s"}]}
VOLUMES = [{"name": "v", "emptyDir": {}}, {"name": "s", "configMap": {"name": "settings"}}]
WHOLE = pod(
    box("c", f"cat /s/key /v/one /v/two && {FOREVER}", **MOUNTS),
    initContainers=[
        box("one", "cat /s/key > /v/one; sleep 1", **MOUNTS),
        box("two", "cat /v/one > /v/two", **MOUNTS),
    ],
    volumes=VOLUMES,
    restartPolicy="Never",  # nothing is forgiven
)
HOOKED = pod(box("c", FOREVER, lifecycle={"postStart": {"exec": {"command": ["sleep", "600"]}}}))
CRASHING = pod(box("c", "exit 3"))
LEAVING = pod(box("c", STUBBORN), terminationGracePeriodSeconds=4)
GREED = f"head -c 3000000 /dev/zero > /v/much; {STUBBORN}"
GREEDY = pod(
    box("c", GREED, volumeMounts=[{"name": "v", "mountPath": "/v"}]),
    volumes=[{"name": "v", "emptyDir": {"sizeLimit": "1Mi"}}],
)


def says(client: httpx.Client) -> Status:
    """The status of the Pod; empty when it is gone."""
    answer = client.get(POD)
    return dict(answer.json().get("status", {})) if answer.is_success else {}


def state_of(status: Status, name: str, group: str = "containerStatuses") -> tuple[str, str]:
    """How a container is, and why."""
    for each in status.get(group, []):
        if each["name"] == name:
            kind, detail = next(iter(each["state"].items()))
            return kind, detail.get("reason", "")
    return "", ""


def runs(status: Status) -> bool:
    return state_of(status, "c") == ("running", "")


def one_runs(status: Status) -> bool:
    return state_of(status, "one", "initContainerStatuses") == ("running", "")


def backs_off(status: Status) -> bool:
    return state_of(status, "c") == ("waiting", "CrashLoopBackOff")


def hook_runs(status: Status) -> bool:
    return status.get("phase") == "Pending" and bool(status.get("podIP"))


def evicted(status: Status) -> bool:
    return (status.get("phase"), status.get("reason")) == ("Failed", "Evicted")


def gone(status: Status) -> bool:
    return not status


@dataclass(frozen=True)
class Death:
    """Where node dies: at its last request, or once `seen` holds; and what is true in the end."""

    at: str
    last: LastRequest | None = None
    seen: Callable[[Status], bool] = runs
    manifest: dict[str, Any] = field(default_factory=lambda: WHOLE)
    deleted: bool = False  # the Pod is asked to go once `seen` holds, and then node dies
    true: Callable[[Status], bool] = runs


CREATE = "POST .*/containers/create"
DEATHS = [
    Death("nothing but the Pod in the store", LastRequest(CREATE)),
    Death("the pause container made", LastRequest(f"{CREATE}.*_pause_0", done=True)),
    Death("volumes filled", LastRequest("PUT .*/archive", done=True)),
    Death("the pause container started", LastRequest("POST .*/start", done=True)),
    Death("an init container made", LastRequest(f"{CREATE}.*[.]one[.]0", done=True)),
    Death("an init container runs", seen=one_runs),
    Death("between init containers", LastRequest(f"{CREATE}.*[.]two[.]0")),
    Death("the main container made", LastRequest(f"{CREATE}.*[.]c[.]0", done=True)),
    Death("before its start", LastRequest("POST .*/start", nth=4)),
    Death("just started", LastRequest("POST .*/start", done=True, nth=4)),
    Death("running", seen=runs),
    Death("postStart runs", seen=hook_runs, manifest=HOOKED),
    Death("in back-off", seen=backs_off, manifest=CRASHING, true=backs_off),
    Death("asked to end", seen=runs, manifest=LEAVING, deleted=True, true=gone),
    Death("before the signal", LastRequest("POST .*/kill"), runs, deleted=True, true=gone),
    Death("containers half removed", LastRequest("DELETE .*/containers/", done=True), runs,
          deleted=True, true=gone),
    Death("before volumes go", LastRequest("DELETE .*/volumes/"), runs, deleted=True, true=gone),
    Death("in an eviction", LastRequest("POST .*/kill"), manifest=GREEDY, true=evicted),
]  # fmt: skip


@pytest.fixture
def door() -> Iterator[EngineProxy]:
    with EngineProxy() as proxy:
        yield proxy


@pytest.fixture
def mortal(
    engine: docker.DockerClient, leaks: Leaks, tmp_path: Path, door: EngineProxy
) -> Iterator[NodeServer]:
    server = NodeServer(tmp_path / "own", docker_host=door.host)
    server.start()
    leaks.node_ids.add(server.node_id)
    yield server
    server.stop()


def running_of(node_id: str) -> list[tuple[str, str]]:
    """Name and id of every container that runs, by the engine."""
    engine = Engine(node_id)
    found = [
        (each["Labels"].get(names.CONTAINER, ""), each["Id"])
        for each in engine.containers()
        if each["State"] == "running" and names.CONTAINER in each["Labels"]
    ]
    engine.close()
    return sorted(found)


def left_of(node_id: str) -> list[str]:
    """What of Pods is on the engine."""
    engine = Engine(node_id)
    found = [each["Names"][0] for each in engine.containers() if names.POD in each["Labels"]]
    found += [each["Name"] for each in engine.volumes() if names.POD in (each["Labels"] or {})]
    engine.close()
    return found


def agrees(status: Status, node_id: str) -> bool:
    """Whether the API and the engine name the same running containers, each once."""
    listed = [*status.get("containerStatuses", []), *status.get("initContainerStatuses", [])]
    told = [
        (each["name"], each["containerID"].removeprefix("docker://"))
        for each in listed
        if "running" in each["state"]
    ]
    return sorted(told) == running_of(node_id)


def die(node: NodeServer, door: EngineProxy, death: Death) -> None:
    """Bring the Pod to the point and kill node there."""
    if death.last and not death.deleted:
        door.expect(death.last, node.kill)
    with node.client() as client:
        data = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"},
                "data": {"key": "value"}}  # fmt: skip
        client.post(f"{CORE}/configmaps", json=data).raise_for_status()
        client.post(f"{CORE}/pods", json=death.manifest).raise_for_status()
        if not death.last or death.deleted:
            eventually(lambda: death.seen(says(client)))
        if death.deleted:
            if death.last:
                door.expect(death.last, node.kill)
            grace = death.manifest["spec"].get("terminationGracePeriodSeconds", 1)
            client.request("DELETE", POD, json={"gracePeriodSeconds": grace})
    if death.last:
        assert door.reached.wait(180)
    else:
        node.kill()


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: death.at)
def test_node_that_dies_and_starts_again_tells_the_truth_and_cleans_up(
    mortal: NodeServer, door: EngineProxy, death: Death
) -> None:
    die(mortal, door, death)
    mortal.docker_host = ""

    mortal.start()

    with mortal.client() as client:
        eventually(lambda: death.true(says(client)))
        if death.true is not gone:
            eventually(lambda: agrees(says(client), mortal.node_id))
            client.request("DELETE", POD, json={"gracePeriodSeconds": 1})
            eventually(lambda: gone(says(client)), seconds=GONE_WITHIN)
    eventually(lambda: left_of(mortal.node_id) == [], seconds=GONE_WITHIN)
