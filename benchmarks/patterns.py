"""What the Pods of the patterns' lessons need: memory of the whole Pod, and the time to start it.

Every Pod of at least two containers in a scene of lessons/patterns, but those that learners are to
build, is started a few times through a real node process, with the objects and the other Pods of
its scene. The time is that from the create call until all of its containers run; the memory is
the working set of all of its containers and of its pause container, the largest of some readings
after the start.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.starters import pod
from benchmarks.starters.through_node import NOW, PODS, Watch
from tests.support.node_server import NodeServer

LESSONS = Path(__file__).parent.parent / "lessons" / "patterns" / "exercises"
NAMESPACE = "/api/v1/namespaces/default"
ROUNDS = 3
READINGS = 5
SECONDS_BETWEEN_READINGS = 1.0
MEBIBYTES = 96
TARGET = f"every whole Pod within {MEBIBYTES} MiB"
IDLE = "two sleepers"
Object = dict[str, Any]


@dataclass(frozen=True)
class Needed:
    """By one Pod: milliseconds to its start (the median), and MiB."""

    milliseconds: int
    mebibytes: float


class Bench:
    """One node, and the engine below it."""

    def __init__(self, node: NodeServer, engine: docker.DockerClient) -> None:
        self.client = node.client()
        self._label = f"podlab.node={node.node_id}"
        self._engine: Any = engine
        self._watch = Watch(node)

    def make(self, wanted: Object) -> float:
        """Create an object; of a Pod, the milliseconds until all of its containers ran."""
        resource = f"{wanted['kind'].lower()}s"
        began = time.perf_counter()
        self.client.post(f"{NAMESPACE}/{resource}", json=wanted).raise_for_status()
        if resource != "pods":
            return 0
        running = len(wanted["spec"]["containers"])
        return (self._watch.wait(wanted["metadata"]["name"], running) - began) * 1000

    def remove(self, there: Object) -> None:
        """Delete an object, and wait until a Pod is gone."""
        resource, name = f"{there['kind'].lower()}s", there["metadata"]["name"]
        self.client.request("DELETE", f"{NAMESPACE}/{resource}/{name}", json=NOW)
        if resource == "pods":
            self._watch.wait(name, -1)

    def measure(self, wanted: Object) -> Needed:
        """Start the Pod again and again; read its memory the last time."""
        times = []
        for number in range(ROUNDS):
            times.append(self.make(wanted))
            if number < ROUNDS - 1:
                self.remove(wanted)
        uid = self.client.get(f"{PODS}/{wanted['metadata']['name']}").json()["metadata"]["uid"]
        memory = max(self._memory(uid) for _ in range(READINGS))
        self.remove(wanted)
        return Needed(round(statistics.median(times)), round(memory, 1))

    def _memory(self, uid: str) -> float:
        time.sleep(SECONDS_BETWEEN_READINGS)
        found = self._engine.api.containers(filters={"label": self._label})
        ids = [each["Id"] for each in found if uid in each["Names"][0]]
        read = [self._engine.api.stats(each, stream=False, one_shot=True) for each in ids]
        return sum(map(working_set, read)) / 2**20


def working_set(stats: Mapping[str, Any]) -> int:
    """As the kubelet counts: without the files that the kernel could drop at once."""
    memory = stats["memory_stats"]
    details = memory.get("stats", {})
    files = details.get("total_inactive_file", details.get("inactive_file", 0))
    return max(0, int(memory.get("usage", 0)) - int(files))


def scenes() -> Iterator[tuple[str, list[Object]]]:
    """What each lesson's scene is made of: objects first, then Pods."""
    for exercise in sorted(LESSONS.glob("*/exercise.yaml")):
        spec = yaml.safe_load(exercise.read_text())
        sides = spec["scene"].get("twins", {"all": spec["scene"]}).values()
        units = [unit for side in sides for unit in side["units"] if not unit.get("editable")]
        texts = [(exercise.parent / unit["from"]).read_text() for unit in units]
        for name in spec.get("vars", {}):
            texts = [text.replace(f"${{{name}}}", "8000") for text in texts]
        objects = [each for text in texts for each in yaml.safe_load_all(text)]
        yield spec["id"], sorted(objects, key=lambda each: each["kind"] == "Pod")


def measure(bench: Bench) -> dict[str, Needed]:
    """The Pods of all scenes, and one of two sleepers for comparison."""
    found = {IDLE: bench.measure(pod("idle", 2))}
    for lesson, objects in scenes():
        several = [each for each in objects if containers(each) > 1]
        others = [each for each in objects if each not in several]
        for each in others:
            bench.make(each)
        for each in several:
            found[f"{lesson}: {each['metadata']['name']}"] = bench.measure(each)
        for each in reversed(others):
            bench.remove(each)
    return found


def containers(found: Object) -> int:
    """How many a Pod has; another object has none."""
    return len(found["spec"]["containers"]) if found["kind"] == "Pod" else 0


def main() -> None:
    """Print one line per Pod, then one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        node = NodeServer(Path(folder))
        node.start()
        try:
            bench = Bench(node, docker.from_env())
            with closing(bench.client):
                found = measure(bench)
        finally:
            node.stop()
    for name, needed in found.items():
        print(f"{name}: {needed.mebibytes} MiB, starts in {needed.milliseconds} ms")
    idle = found.pop(IDLE)
    heaviest = max(needed.mebibytes for needed in found.values())
    print(json.dumps({
        "name": "patterns",
        "ours": {name: vars(needed) for name, needed in found.items()},
        "peer": {IDLE: vars(idle)},
        "ratio": round(heaviest / MEBIBYTES, 2),
        "unit": "MiB, ms",
        "target": TARGET,
        "holds": heaviest <= MEBIBYTES,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
