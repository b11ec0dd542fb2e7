"""How soon a Pod's status is true again after kill -9: of node, and of the engine below it.

A second engine with its own data runs a Pod of two containers, a new one for each death, since
containers that ended before wait for longer; and beside it one bare container with the engine's
own restart policy, the peer. *node*: node is killed, one container is killed
while nobody watches, node is started; the clock stops when the API tells of the new container.
*engine*: dockerd is killed and started; the clock stops when both containers run anew.
The engine kills what an earlier dockerd left, waits, and only then answers: its share is shown.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL
from typing import Any

import docker
import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.node_server import NodeServer
from tests.support.private_engine import PrivateEngine

ROUNDS = 3
TARGET_SECONDS = 10.0
LONGEST_SECONDS = 120.0
PODS = "/api/v1/namespaces/default/pods"
FOREVER = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p"},
    "spec": {
        "containers": [
            {"name": name, "image": "busybox", "command": FOREVER} for name in ("a", "b")
        ]
    },
}


CONTAINERS = 2


def seconds_until(is_so: Callable[[], bool], began: float) -> float:
    """Seconds from `began` on; raises TimeoutError when it does not come to be so."""
    while time.monotonic() - began < LONGEST_SECONDS:
        if is_so():
            return time.monotonic() - began
        time.sleep(0.02)
    raise TimeoutError(f"not so within {LONGEST_SECONDS:g} s")


def running(node: NodeServer) -> dict[str, str]:
    """The ids of the containers that the API calls running, by name."""
    try:
        with node.client() as client:
            found: dict[str, Any] = client.get(f"{PODS}/p").json()
    except httpx.TransportError:
        return {}
    listed = found.get("status", {}).get("containerStatuses", [])
    return {each["name"]: each["containerID"] for each in listed if "running" in each["state"]}


def all_new(node: NodeServer, before: dict[str, str]) -> bool:
    now = running(node)
    return len(now) == len(before) and not set(now.values()) & set(before.values())


def after_death_of_node(node: NodeServer, engine: docker.DockerClient) -> float:
    """Node dies, then a container does, then node comes back."""
    before = begin_anew(node)
    node.kill()
    engine.api.kill(before["a"].rpartition("/")[2])
    began = time.monotonic()
    node.start()
    return seconds_until(
        lambda: len(now := running(node)) == len(before) and now["a"] != before["a"], began
    )


def after_death_of_the_engine(
    node: NodeServer, own: PrivateEngine, bare: str
) -> tuple[float, float, float]:
    """Until the Pod is true, until the bare container runs, and until the engine answers."""
    before = begin_anew(node)
    own.stop(SIGKILL)
    began = time.monotonic()
    own.start()
    answers = time.monotonic() - began
    client = docker.DockerClient(own.host)
    peer = seconds_until(
        lambda: bool(client.api.inspect_container(bare)["State"]["Running"]), began
    )
    client.close()
    return seconds_until(lambda: all_new(node, before), began), peer, answers


def begin_anew(node: NodeServer) -> dict[str, str]:
    """A Pod whose containers have never ended; their ids."""
    with node.client() as client:
        client.request("DELETE", f"{PODS}/p", json={"gracePeriodSeconds": 1})
        seconds_until(lambda: client.get(f"{PODS}/p").status_code == 404, time.monotonic())
        client.post(PODS, json=POD).raise_for_status()
    seconds_until(lambda: len(running(node)) == CONTAINERS, time.monotonic())
    return running(node)


def measure(own: PrivateEngine, node: NodeServer) -> dict[str, list[float]]:
    """Seconds of every round."""
    engine: Any = docker.DockerClient(own.host)
    bare = engine.api.create_container_from_config({
        "Image": "podlab/busybox",
        "Cmd": FOREVER,
        "HostConfig": {"NetworkMode": "none", "RestartPolicy": {"Name": "always"}},
    })["Id"]  # fmt: skip
    engine.api.start(bare)
    times: dict[str, list[float]] = {"node": [], "engine": [], "bare": [], "answers": []}
    for _ in range(ROUNDS):
        times["node"].append(after_death_of_node(node, engine))
        ours, peer, answers = after_death_of_the_engine(node, own, bare)
        times["engine"].append(ours)
        times["bare"].append(peer)
        times["answers"].append(answers)
    engine.close()
    return times


def main() -> int:
    """Print the rounds, then one JSON object."""
    source = docker.from_env()
    own = PrivateEngine()
    with tempfile.TemporaryDirectory() as folder:
        try:
            own.start()
            own.copy_images(source)
            node = NodeServer(Path(folder), docker_host=own.host)
            node.start()
            try:
                times = measure(own, node)
            finally:
                node.stop()
        finally:
            own.remove()
    for name, found in times.items():
        print(f"{name}: {', '.join(f'{each:.1f}' for each in found)} s")
    worst = {name: round(max(times[name]), 1) for name in ("node", "engine")}
    peer = round(statistics.median(times["bare"]), 1)
    verdict = {
        "name": "recovery",
        "ours": worst,
        "peer": peer,
        "ratio": round(worst["engine"] / peer, 2),
        "unit": "s",
        "target": TARGET_SECONDS,
        "holds": max(worst.values()) <= TARGET_SECONDS,
    }
    print(json.dumps(verdict))
    return 0


if __name__ == "__main__":
    sys.exit(main())
