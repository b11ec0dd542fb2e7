"""What an idle Pod costs node itself: processor time and memory, without and with a probe.

A real node process runs no Pod, then thirty that sleep, then thirty that serve and are asked by
a readiness probe every ten seconds. What node used in a window of each, less what it used without
Pods, is told per Pod; what runs on the Pods' behalf elsewhere is shown beside it: the scope's
workers, and the relays that carry the probes.
"""

import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.node_server import NodeServer

PODS = 30
AT_A_TIME = 6
SETTLE_SECONDS = 20.0
WINDOW_SECONDS = 60.0
LONGEST_SECONDS = 180.0
CPU_PERCENT = 0.1
MEBIBYTES = 1.5
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Of some processes in one window: percent of one processor, and MiB."""

    cpu: float
    memory: float

    def per_pod(self, without: "Cost") -> "Cost":
        """What one Pod adds."""
        return Cost((self.cpu - without.cpu) / PODS, (self.memory - without.memory) / PODS)

    def __str__(self) -> str:
        return f"{self.cpu:.3f} % CPU, {self.memory:.2f} MiB"


@dataclass(frozen=True)
class Costs:
    """Of node, of the scope with its workers, and of the relays."""

    node: Cost
    scope: Cost
    relays: Cost

    def per_pod(self, without: "Costs") -> "Costs":
        """What one Pod adds."""
        return Costs(
            self.node.per_pod(without.node),
            self.scope.per_pod(without.scope),
            self.relays.per_pod(without.relays),
        )


class Bench:
    """One node with its Pods."""

    def __init__(self, node: NodeServer, engine: docker.DockerClient) -> None:
        self.node = node
        self.client = node.client()
        self._engine: Any = engine
        self._path = "/api/v1/namespaces/default/pods"

    def run(self, spec: dict[str, Any]) -> list[str]:
        """Start the Pods, a few at a time; return their names when all are ready."""
        names = [f"idle-{secrets.token_hex(4)}" for _ in range(PODS)]
        for start in range(0, PODS, AT_A_TIME):
            for name in names[start : start + AT_A_TIME]:
                body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}
                self.client.post(self._path, json=body).raise_for_status()
            self._wait(lambda count=start + AT_A_TIME: self._ready() >= min(count, PODS))
        return names

    def remove(self, names: Iterable[str]) -> None:
        """Delete Pods and wait until they are gone."""
        for name in names:
            body = {"gracePeriodSeconds": 0}
            self.client.request("DELETE", f"{self._path}/{name}", json=body).raise_for_status()
        self._wait(lambda: not self._containers("container", "pause"))

    def measure(self) -> Costs:
        """Let it settle, then watch one window."""
        time.sleep(SETTLE_SECONDS)
        assert self.node.process is not None
        groups = [
            [self.node.process.pid],
            self._processes(self._containers("scope")),
            self._processes(self._containers("pause"), "/relay"),
        ]
        began = time.monotonic()
        before = [sum(map(seconds_used, group)) for group in groups]
        time.sleep(WINDOW_SECONDS)
        used = [sum(map(seconds_used, group)) for group in groups]
        took = time.monotonic() - began
        return Costs(*(
            Cost((after - earlier) / took * 100, sum(map(mebibytes, group)))
            for group, earlier, after in zip(groups, before, used, strict=True)
        ))  # fmt: skip

    def _ready(self) -> int:
        pods = self.client.get(self._path).raise_for_status().json()["items"]
        conditions = [pod.get("status", {}).get("conditions", []) for pod in pods]
        return sum({"type": "Ready", "status": "True"}.items() <= each.items()
                   for some in conditions for each in some)  # fmt: skip

    def _containers(self, *roles: str) -> list[str]:
        labels = [f"podlab.node={self.node.node_id}"]
        found = self._engine.api.containers(filters={"label": labels})
        return [each["Id"] for each in found if each["Labels"].get("podlab.role") in roles]

    def _processes(self, containers: Iterable[str], command: str = "") -> list[int]:
        tops = [self._engine.api.top(each) for each in containers]
        return [
            int(row[top["Titles"].index("PID")])
            for top in tops
            for row in top["Processes"]
            if row[top["Titles"].index("CMD")].startswith(command)
        ]

    def _wait(self, condition: Any) -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "the Pods are not as they should be"
            time.sleep(0.5)


def seconds_used(pid: int) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def mebibytes(pid: int) -> float:
    """Memory of a process; of what it shares, its part."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def sleeper() -> dict[str, Any]:
    """A Pod that does nothing."""
    container = {"name": "c", "image": "busybox", "command": ["sleep", "100000"]}
    return {"containers": [container], "terminationGracePeriodSeconds": 1}


def server() -> dict[str, Any]:
    """A Pod that is asked every ten seconds whether it is ready."""
    command = ["httpd", "-f", "-p", "8080", "-h", "/etc"]
    probe = {"httpGet": {"path": "/passwd", "port": 8080}, "periodSeconds": 10}
    container = {"name": "c", "image": "busybox", "command": command, "readinessProbe": probe}
    return {"containers": [container], "terminationGracePeriodSeconds": 1}


def measure(bench: Bench) -> dict[str, Costs]:
    """Per Pod, of both kinds."""
    without = bench.measure()
    print(f"no Pod: node {without.node}; scope {without.scope}", flush=True)
    found = {}
    for kind, spec in {"sleeping": sleeper(), "probed": server()}.items():
        names = bench.run(spec)
        found[kind] = each = bench.measure().per_pod(without)
        print(f"each of {PODS} {kind} Pods: node {each.node}; "
              f"scope's workers {each.scope}; relay {each.relays}", flush=True)  # fmt: skip
        bench.remove(names)
    return found


def main() -> None:
    """Print one line per kind, then one JSON object; what has to hold is the sleeping Pods'."""
    with tempfile.TemporaryDirectory() as folder:
        node = NodeServer(Path(folder))
        node.start()
        try:
            bench = Bench(node, docker.from_env())
            with closing(bench.client):
                found = measure(bench)
        finally:
            node.stop()
    ratio = max(found["sleeping"].node.cpu / CPU_PERCENT, found["sleeping"].node.memory / MEBIBYTES)
    ours = {
        kind: {"cpu_percent": round(each.node.cpu, 4), "mebibytes": round(each.node.memory, 3)}
        for kind, each in found.items()
    }
    print(json.dumps({
        "name": "idle_cost",
        "ours": ours,
        "peer": {"cpu_percent": CPU_PERCENT, "mebibytes": MEBIBYTES},
        "ratio": round(ratio, 2),
        "unit": "percent of a processor and MiB of node, per idle Pod",
        "target": 1.0,
        "holds": ratio <= 1.0,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
