"""A kubelet in this process, on a real engine and a store of its own."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from podlab.node.engine.engine import Engine
from podlab.node.engine.networks import list_networks
from podlab.node.kubelet import Kubelet
from podlab.node.kubelet.node import PodSecurity
from podlab.node.runtime import ContainerInfo, LogOptions, SandboxInfo
from podlab.node.store import NotFound, Store
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject, timestamp

SECONDS = 180.0  # far more than it takes: a guard against waiting for ever on a busy machine


class Watcher:
    """A PodObserver that writes down what it was told."""

    def __init__(self) -> None:
        self.sandboxes: list[SandboxInfo] = []
        self.containers: list[ContainerInfo] = []
        self.ended: list[str] = []

    def pod_started(self, sandbox: SandboxInfo) -> None:
        self.sandboxes.append(sandbox)

    def container_started(self, container: ContainerInfo) -> None:
        self.containers.append(container)

    def pod_ended(self, pod_uid: str) -> None:
        self.ended.append(pod_uid)


class Lab:
    """One node without its API."""

    def __init__(
        self,
        folder: Path,
        node_id: str,
        policy: PodSecurity = "baseline",
        **options: Any,
    ) -> None:
        self.store = Store(folder / "store.db")
        self.engine = Engine(node_id)
        self.watcher = Watcher()
        self._options = {"policy": policy, **options}
        self.kubelet = self._kubelet()

    def _kubelet(self) -> Kubelet:
        return Kubelet(self.store, self.engine, self.watcher, **self._options)

    def restart(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """End the kubelet and start another on the same store; `meanwhile` happens in between."""
        self.kubelet.stop()
        meanwhile()
        self.watcher = Watcher()
        self.kubelet = self._kubelet()
        self.kubelet.start()

    def create(self, name: str, *containers: JsonObject, **spec: Any) -> JsonObject:
        """Store a Pod with the API server's defaults."""
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "namespace": "default"},
            "spec": {"containers": list(containers), "terminationGracePeriodSeconds": 1, **spec},
        }
        return self.store.create("pods", default_object("Pod", pod))

    def configure(self, name: str, **data: str) -> None:
        """Store a ConfigMap."""
        metadata = {"name": name, "namespace": "default"}
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
        self.store.create("configmaps", body)

    def pod(self, name: str) -> JsonObject:
        """The Pod as it is in the store."""
        return self.store.get("pods", "default", name)

    def status(self, name: str, container: str) -> JsonObject:
        """One container's status; empty before the first."""
        status = self.pod(name).get("status", {})
        listed = status.get("containerStatuses", []) + status.get("initContainerStatuses", [])
        return next((each for each in listed if each["name"] == container), {})

    def phase(self, name: str) -> str:
        return str(self.pod(name).get("status", {}).get("phase", ""))

    def state(self, name: str, container: str) -> str:
        """`running`, or the reason of another state."""
        state = self.status(name, container).get("state", {})
        kind, detail = next(iter(state.items()), ("", JsonObject()))
        return "running" if kind == "running" else str(detail.get("reason", ""))

    def wait_running(self, name: str) -> None:
        """Wait until every container of the Pod runs."""
        names = [each["name"] for each in self.pod(name)["spec"]["containers"]]
        eventually(lambda: all(self.state(name, each) == "running" for each in names))

    def events(self, name: str) -> list[tuple[str, str]]:
        """Reason and message of the Pod's events, in their order."""
        found = self.store.list("events", "default").items
        mine = [event for event in found if event["involvedObject"]["name"] == name]
        return [(event["reason"], event["message"]) for event in mine]

    def reasons(self, name: str) -> set[str]:
        return {reason for reason, _ in self.events(name)}

    def log(self, name: str, container: str, **options: Any) -> str:
        """A container's log."""

        async def read() -> bytes:
            uid = self.pod(name)["metadata"]["uid"]
            stream = self.kubelet.runtime.open_log(uid, container, LogOptions(**options))
            return b"".join([piece async for piece in stream])

        return asyncio.run(read()).decode()

    def exec(self, name: str, container: str, line: str) -> str:
        """What a shell line prints in a container, standard error too."""

        async def run() -> bytes:
            uid = self.pod(name)["metadata"]["uid"]
            command = ["sh", "-c", line]
            session = await self.kubelet.runtime.open_exec(
                uid, container, command, stdin=False, tty=False
            )
            output = b""
            while (piece := await session.read()) is not None:
                output += piece[1]
            await session.close()
            return output

        return asyncio.run(run()).decode()

    def delete(self, name: str, grace: int = 1) -> None:
        """Ask for the Pod's end, as the API does."""

        def edit(pod: JsonObject) -> JsonObject:
            ends = datetime.now(UTC) + timedelta(seconds=grace)
            pod["metadata"]["deletionTimestamp"] = timestamp(ends)
            pod["metadata"]["deletionGracePeriodSeconds"] = grace
            return pod

        self.store.change("pods", "default", name, edit)

    def wait_gone(self, name: str) -> None:
        """Wait until the Pod is out of the store."""

        def gone() -> bool:
            try:
                self.pod(name)
            except NotFound:
                return True
            return False

        eventually(gone)

    def left(self) -> list[str]:
        """Names of this node's containers and volumes, and whose networks there are."""
        containers = [each["Names"][0] for each in self.engine.containers()]
        networks = [each.namespace for each in list_networks(self.engine)]
        return containers + [each["Name"] for each in self.engine.volumes()] + networks

    def close(self) -> None:
        """Remove every Pod at once, wait until nothing is left, end the kubelet."""
        for pod in self.store.list("pods").items:
            self.store.delete("pods", "default", pod["metadata"]["name"])
        self.kubelet.preparer.collect(datetime.now(UTC) + timedelta(days=1))
        # A worker in the middle of a start makes what its next step removes.
        eventually(lambda: not self.kubelet._workers and not self.left())
        self.kubelet.stop()
        self.engine.close()
        self.store.close()


@contextmanager
def running_lab(
    folder: Path, node_id: str, policy: PodSecurity = "baseline", **options: Any
) -> Iterator[Lab]:
    """A lab whose kubelet runs; nothing of it is left afterwards."""
    lab = Lab(folder, node_id, policy, **options)
    lab.kubelet.start()
    try:
        yield lab
    finally:
        lab.close()


def eventually(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s")
        time.sleep(0.02)


def box(name: str, line: str, **fields: Any) -> JsonObject:
    """A busybox container that runs a line in its shell."""
    return {"name": name, "image": "busybox", "command": ["sh", "-c", line], **fields}
