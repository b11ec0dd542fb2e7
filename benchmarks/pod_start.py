"""How long a Pod takes from create to all containers Running, beside the bare engine calls.

Ours goes the whole way: POST to a real node process over https, status seen by a watch. The
floor is what the same containers cost when the engine is asked directly, as fast as it can be:
the pause container first, then the others side by side. Both take turns in the same run.
"""

import json
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import docker
import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.node_server import NodeServer

SIZES = (1, 2, 5)
ROUNDS = 15
TARGET = 1.35
SECONDS = 30.0
LABELS = {"podlab.benchmark": "pod-start"}
COMMAND = ["sleep", "1000"]


class Pods:
    """Pods of one node, through its API."""

    def __init__(self, node: NodeServer) -> None:
        self.client = node.client()
        self.path = "/api/v1/namespaces/default/pods"
        self.phases: dict[str, tuple[int, float]] = {}  # running containers, and when seen
        self.news = threading.Condition()
        self.watching = threading.Event()
        threading.Thread(target=self._watch, args=(node.client(),), daemon=True).start()
        assert self.watching.wait(SECONDS)

    def start(self, containers: int) -> float:
        """Make a Pod; the milliseconds until all its containers were seen running."""
        name = f"bench-{secrets.token_hex(4)}"
        began = time.perf_counter()
        self.client.post(self.path, json=pod(name, containers)).raise_for_status()
        seen_at = self._wait(name, containers)
        self.client.request(
            "DELETE", f"{self.path}/{name}", json={"gracePeriodSeconds": 1}
        ).raise_for_status()
        self._wait(name, -1)
        return (seen_at - began) * 1000

    def _wait(self, name: str, running: int) -> float:
        with self.news:
            done = self.news.wait_for(
                lambda: self.phases.get(name, (0, 0.0))[0] == running, SECONDS
            )
        assert done, f"{name} has not reached {running} running containers"
        return self.phases[name][1]

    def _watch(self, client: httpx.Client) -> None:
        with client.stream("GET", f"{self.path}?watch=1", timeout=None) as answer:
            self.watching.set()
            for line in answer.iter_lines():
                now, event = time.perf_counter(), json.loads(line)
                statuses = event["object"].get("status", {}).get("containerStatuses", [])
                running = sum("running" in each["state"] for each in statuses)
                gone = event["type"] == "DELETED"
                with self.news:
                    name = event["object"]["metadata"]["name"]
                    self.phases[name] = (-1 if gone else running, now)
                    self.news.notify_all()


def pod(name: str, containers: int) -> dict[str, Any]:
    """A manifest of sleepers."""
    sleepers = [
        {"name": f"c{index}", "image": "busybox", "command": COMMAND} for index in range(containers)
    ]
    metadata = {"name": name}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": sleepers, "terminationGracePeriodSeconds": 1},
    }


class Bare:
    """The same containers from the engine itself."""

    def __init__(self) -> None:
        self.api: Any = docker.from_env(max_pool_size=16).api
        self.pool = ThreadPoolExecutor(max(SIZES))

    def start(self, containers: int) -> float:
        """Milliseconds until the last start call has returned."""
        began = time.perf_counter()
        pause = self._create("podlab/pause", {"NetworkMode": "none", "IpcMode": "shareable"})
        self.api.start(pause)

        def run(_: int) -> str:
            joined = {"NetworkMode": f"container:{pause}", "IpcMode": f"container:{pause}"}
            made = self._create("podlab/busybox", joined, COMMAND)
            self.api.start(made)
            return made

        others = list(self.pool.map(run, range(containers)))
        took = time.perf_counter() - began
        for each in [*others, pause]:
            self.api.remove_container(each, force=True)
        return took * 1000

    def _create(self, image: str, host: dict[str, str], command: list[str] | None = None) -> str:
        config = {"Image": image, "Labels": LABELS, "HostConfig": host}
        if command:
            config["Cmd"] = command
        return str(self.api.create_container_from_config(config)["Id"])


def measure(ours: Pods, bare: Bare) -> Iterator[tuple[int, float, float]]:
    """For each number of containers the medians of both, taken in turns."""
    for containers in SIZES:
        ours.start(containers)
        bare.start(containers)
        pairs = [(ours.start(containers), bare.start(containers)) for _ in range(ROUNDS)]
        here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{containers} containers: {here:.0f} ms, bare engine {there:.0f} ms, "
              f"{here / there:.2f} times")  # fmt: skip
        yield containers, here, there


def main() -> None:
    """Print one line per size, then one JSON object with the worst ratio."""
    with tempfile.TemporaryDirectory() as folder:
        node = NodeServer(Path(folder))
        node.start()
        try:
            pods = Pods(node)
            with closing(pods.client):
                measured = list(measure(pods, Bare()))
        finally:
            node.stop()
    worst = max(measured, key=lambda each: each[1] / each[2])
    ratio = worst[1] / worst[2]
    print(json.dumps({
        "name": "pod_start",
        "ours": {str(size): round(here) for size, here, _ in measured},
        "peer": {str(size): round(there) for size, _, there in measured},
        "ratio": round(ratio, 2),
        "unit": "ms",
        "target": TARGET,
        "holds": ratio <= TARGET,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
