"""Controllers over a real store, and a kubelet that only pretends to run Pods."""

import queue
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from podlab.node.controllers import Controllers
from podlab.node.housekeeping.first_objects import ensure_first_objects
from podlab.node.housekeeping.namespaces import follow_namespaces
from podlab.node.objects.deleting import remove_stopped_pod
from podlab.node.runtime import ContainerUsage, Usage
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject, timestamp
from podlab.workloads.defaults import default_object

BAD_IMAGE = "not-in-the-catalogue"
UNREADY_IMAGE = "never-ready"


class PretendKubelet:
    """Every Pod is ready at once, except of UNREADY_IMAGE; one that is deleted goes at once.

    It notes after each change how many Pods there are, and how many are ready.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: queue.SimpleQueue[JsonObject | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.seen: list[tuple[int, int]] = []

    def start(self) -> None:
        self._unsubscribe = self._store.subscribe("pods", self._changed)
        self._thread.start()

    def stop(self) -> None:
        self._unsubscribe()
        self._queue.put(None)
        self._thread.join(5)

    def _changed(self, event: WatchEvent) -> None:
        alive = [
            pod
            for pod in self._store.list("pods").items
            if "deletionTimestamp" not in pod["metadata"]
        ]
        ready = [pod for pod in alive if pod["status"].get("conditions")]
        self.seen.append((len(alive), len(ready)))
        if event.type != "DELETED":
            self._queue.put(event.object)

    def _run(self) -> None:
        while (pod := self._queue.get()) is not None:
            try:
                self._step(pod)
            except NotFound:
                continue

    def _step(self, pod: JsonObject) -> None:
        metadata = pod["metadata"]
        if "deletionTimestamp" in metadata:
            remove_stopped_pod(self._store, pod)
            return
        if pod["spec"]["containers"][0]["image"] == UNREADY_IMAGE:
            return
        now = timestamp(datetime.now(UTC))
        condition = {"type": "Ready", "status": "True", "lastTransitionTime": now}
        running = {"phase": "Running", "startTime": now, "conditions": [condition]}

        def edit(stored: JsonObject) -> JsonObject | None:
            known = stored["status"].get("conditions")
            return None if known else {**stored, "status": running}

        self._store.change("pods", metadata["namespace"], metadata["name"], edit)


def admit(pod: JsonObject) -> tuple[list[FieldError], list[str]]:
    """Refuses BAD_IMAGE."""
    image = pod["spec"]["containers"][0]["image"]
    refused = FieldError("spec.containers[0].image", "Forbidden: it is not there")
    return ([refused] if image == BAD_IMAGE else []), []


class PretendMeter:
    """Every Pod that is ready shares this much CPU with the others."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.millis = 0

    async def read(self, oldest: float) -> Usage:
        assert oldest
        pods = [pod for pod in self._store.list("pods").items if pod["status"].get("conditions")]
        each = self.millis * 1_000_000 // max(len(pods), 1)
        used = [ContainerUsage(pod["metadata"]["uid"], "main", each, 1 << 20) for pod in pods]
        return Usage(datetime.now(UTC) + timedelta(seconds=5), 1.0, tuple(used))


class Lab:
    """A store with controllers that can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "store.db")
        ensure_first_objects(self.store, "podlab", "v1.32.0")
        self._unfollow = follow_namespaces(self.store)
        self.kubelet = PretendKubelet(self.store)
        self.kubelet.start()
        self.meter = PretendMeter(self.store)
        self.released: list[str] = []  # uids of claims whose volumes are gone
        self.controllers = self._controllers()

    def start(self) -> None:
        self.controllers = self._controllers()
        self.controllers.start()

    def _controllers(self) -> Controllers:
        return Controllers(
            self.store, admit, self.meter.read, self.released.append, autoscale_seconds=0.1
        )

    def close(self) -> None:
        self.controllers.stop()
        self.kubelet.stop()
        self._unfollow()
        self.store.close()

    def deploy(
        self, replicas: int = 2, image: str = "nginx", name: str = "web", **spec: Any
    ) -> JsonObject:
        return self.make("Deployment", "deployments", replicas, image, name, **spec)

    def make(
        self,
        kind: str,
        resource: str,
        replicas: int,
        image: str = "nginx",
        name: str = "web",
        **spec: Any,
    ) -> JsonObject:
        labels = {"app": name}
        wanted = {
            "kind": kind,
            "apiVersion": "apps/v1",
            "metadata": {"name": name, "namespace": "default"},
            "spec": {
                "replicas": replicas,
                "selector": {"matchLabels": labels},
                "template": {
                    "metadata": {"labels": labels},
                    "spec": {"containers": [{"name": "main", "image": image}]},
                },
                **spec,
            },
        }
        return self.store.create(resource, default_object(kind, wanted))

    def edit(self, resource: str, name: str = "web", **spec: Any) -> JsonObject:
        """Change fields of an object's spec."""

        def edit(obj: JsonObject) -> JsonObject:
            return {**obj, "spec": {**obj["spec"], **spec}}

        return self.store.change(resource, "default", name, edit)

    def set_image(self, image: str) -> None:
        template = self.store.get("deployments", "default", "web")["spec"]["template"]
        template["spec"]["containers"][0]["image"] = image
        self.edit("deployments", template=template)

    def status(self, resource: str = "deployments", name: str = "web") -> JsonObject:
        status: JsonObject = self.store.get(resource, "default", name).get("status", {})
        return status

    def names(self, resource: str) -> list[str]:
        return [each["metadata"]["name"] for each in self.store.list(resource).items]

    def images(self) -> list[str]:
        """The images of all Pods that stay."""
        return sorted(
            pod["spec"]["containers"][0]["image"]
            for pod in self.store.list("pods").items
            if "deletionTimestamp" not in pod["metadata"]
        )

    def events(self, kind: str) -> list[str]:
        """What was told about objects of a kind, in the order in which it happened."""
        found = [each for each in self.store.list("events").items
                 if each["involvedObject"]["kind"] == kind]  # fmt: skip
        found.sort(key=lambda each: each["metadata"]["name"].rpartition(".")[2])
        return [f"{each['reason']} {each['message']}" for each in found]

    def rolled_out(self) -> bool:
        """Whether the Deployment is done, as `kubectl rollout status` sees it."""
        deployment = self.store.get("deployments", "default", "web")
        status, wanted = deployment.get("status", {}), deployment["spec"]["replicas"]
        names = ("replicas", "updatedReplicas", "availableReplicas")
        seen = status.get("observedGeneration") == deployment["metadata"]["generation"]
        return seen and [status.get(each, 0) for each in names] == [wanted] * 3


@pytest.fixture
def stopped_lab(tmp_path: Path) -> Iterator[Lab]:
    """Nobody acts until `start`."""
    lab = Lab(tmp_path)
    yield lab
    lab.close()


@pytest.fixture
def lab(stopped_lab: Lab) -> Lab:
    stopped_lab.start()
    return stopped_lab
