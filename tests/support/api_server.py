"""The node's real API, store and observatory in a thread, without an engine and a kubelet."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from typing import Any

import uvicorn

from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.api.observation import observation_routes
from podlab.node.api.preparation.route import PREPARATION_ROUTES
from podlab.node.api.subresources.signals import SIGNAL_ROUTES
from podlab.node.kubeconfig import write_kubeconfig
from podlab.node.observation import Observatory
from podlab.node.runtime import (
    ContainerUsage,
    ExecSession,
    ExecUnavailable,
    LogOptions,
    PortConnection,
    PortUnavailable,
    Preparation,
    SandboxInfo,
    Usage,
)
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.node.trials import Dial, Dialled, ImageSeen, Script, Verified
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from tests.support.node_server import free_port

TOKEN = "only-for-tests"


class WrittenLogs:
    """A runtime whose containers wrote what the test says; a log ends when the test ends it."""

    def __init__(self) -> None:
        self.lines: dict[str, list[tuple[datetime, str]]] = {}
        self.attempts: dict[str, int] = {}
        self.used: list[tuple[str, int, int]] = []
        self.signals: list[tuple[str, str]] = []

    def write(self, container: str, text: str, at: datetime | None = None) -> None:
        self.lines.setdefault(container, []).append((at or datetime.now(UTC), text))

    def restart(self, container: str) -> None:
        """Its log ends, and the next attempt's is empty."""
        self.attempts[container] = self.attempts.get(container, 0) + 1
        self.lines[container] = []

    async def open_log(
        self,
        pod_uid: str,  # noqa: ARG002 -- a container's name is enough here
        container: str,
        options: LogOptions,
    ) -> AsyncIterator[bytes]:
        told, attempt = 0, self.attempts.get(container, 0)
        while attempt == self.attempts.get(container, 0):
            fresh = self.lines.get(container, [])[told:]  # more may be written meanwhile
            for at, text in fresh:
                if options.since is None or at.replace(microsecond=0) >= options.since.replace(
                    microsecond=0
                ):
                    stamp = at.isoformat().replace("+00:00", "Z")
                    yield f"{stamp} {text}\n".encode()
            told += len(fresh)
            if not options.follow:
                return
            await asyncio.sleep(0.02)

    async def open_exec(self, *_: object, **__: object) -> ExecSession:
        raise ExecUnavailable("no engine")

    async def dial(self, pod_uid: str, wanted: Dial) -> Dialled:
        assert pod_uid
        assert wanted.port
        return Dialled("refused", "connection refused", 0.1)

    async def verify(self, pod_uid: str, script: Script) -> Verified:
        assert pod_uid
        return Verified(0, script.text, "")

    async def look_at_image(self, pod_uid: str, container: str, text: str) -> ImageSeen:
        assert pod_uid
        assert container
        return ImageSeen(1, "", 1, holds_text=bool(text) or None)

    async def open_port(self, *_: object) -> PortConnection:
        raise PortUnavailable("nobody listens here")

    async def send_signal(
        self, pod_uid: str, container: str, signal: str, container_id: str = ""
    ) -> None:
        assert pod_uid
        assert "://" not in container_id
        self.signals.append((container, signal))

    async def read_usage(self, oldest: float = 15.0) -> Usage:
        assert oldest
        return Usage(datetime.now(UTC), 1.0, ())

    async def read_pod_usage(self, pod_uid: str) -> Usage:
        found = [ContainerUsage(pod_uid, *each) for each in self.used]
        return Usage(datetime.now(UTC), 2.0, tuple(found))

    async def open_attach(self, *_: object, **__: object) -> ExecSession:
        raise ExecUnavailable("no engine")

    def unready_reason(self) -> str:
        return ""


@dataclass
class WrittenPreparer:
    """A PodPreparer that writes down which Pods it was asked for, and makes nothing."""

    asked: list[JsonObject] = field(default_factory=list)

    def prepare(self, pod: JsonObject, **_: object) -> Future[Preparation]:
        self.asked.append(pod)
        answer: Future[Preparation] = Future()
        answer.set_result(Preparation(pod["metadata"]["name"], problem="no engine"))
        return answer

    def claim(self, pod: JsonObject, **_: bool) -> Preparation | None:
        assert pod["spec"]["containers"]
        return None

    def give_back(self, claimed: Preparation) -> None:
        """Nothing is ever claimed."""

    def names(self, namespace: str) -> list[str]:
        """The Pods that a guest's pages had prepared."""
        asked = [each["metadata"] for each in self.asked]
        return [each["name"] for each in asked if each["namespace"] == namespace]


class WrittenScope:
    """A scope session that sees what the test says."""

    def __init__(self) -> None:
        self._lines: Queue[bytes | None] = Queue()

    def send(self, line: bytes) -> None:
        """Nothing here watches by command."""

    def see(self, pod_uid: str, entry: JsonObject) -> None:
        self._lines.put(f"{pod_uid}\t{json.dumps(entry)}".encode())

    def lines(self) -> Iterator[bytes]:
        while (line := self._lines.get()) is not None:
            yield line

    def close(self) -> None:
        self._lines.put(None)


@dataclass
class ApiServer:
    """`start` after `stop` is the same node again: same port, same store."""

    folder: Path
    port: int = field(default_factory=free_port)
    refusals: list[FieldError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    seconds_to_stop: float = 0.02
    logs: WrittenLogs = field(default_factory=WrittenLogs)
    scope: WrittenScope = field(default_factory=WrittenScope)
    preparer: WrittenPreparer = field(default_factory=WrittenPreparer)
    prepares: bool = True  # else it knows that API as little as any other cluster

    def __post_init__(self) -> None:
        self.kubeconfig = self.folder / "kubeconfig"
        self.store = Store(self.folder / "store.sqlite3")
        write_kubeconfig(self.kubeconfig, f"http://127.0.0.1:{self.port}", b"", TOKEN)
        self.store.subscribe("pods", self._remove_when_deleted)

    def start(self) -> None:
        self.scope = WrittenScope()
        self.observatory = Observatory(lambda: self.scope)
        self.observatory.start()
        self.context = ApiContext(
            self.store, self.logs, TOKEN, lambda _: (self.refusals, self.warnings), list,
            preparer=self.preparer,
        )  # fmt: skip
        routes = [*observation_routes(self.observatory), *SIGNAL_ROUTES]
        routes += PREPARATION_ROUTES if self.prepares else []
        app = create_app(self.context, routes)
        config = uvicorn.Config(
            app, port=self.port, log_level="warning", lifespan="off", timeout_graceful_shutdown=0
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=asyncio.run, args=[self._serve()], daemon=True)
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)

    async def _serve(self) -> None:
        await self.server.serve()
        await asyncio.sleep(0.02)  # transports close at the loop's next turn

    def stop(self) -> None:
        self.server.should_exit = True
        self.store.end_watches()
        self.thread.join(5)
        self.observatory.stop()

    def refuse(self, path: str, problem: str) -> None:
        """What an admission says to each Pod from now on."""
        self.refusals.append(FieldError(path, problem))

    def pods(self, namespace: str) -> list[JsonObject]:
        return list(self.store.list("pods", namespace).items)

    def change(
        self, pod: JsonObject, edit: Callable[[JsonObject], JsonObject | None]
    ) -> JsonObject:
        place = pod["metadata"]
        return self.store.change("pods", place["namespace"], place["name"], edit)

    def set_status(self, pod: JsonObject, **status: Any) -> JsonObject:
        """What a kubelet writes."""
        return self.change(pod, lambda found: {**found, "status": {**found["status"], **status}})

    def start_containers(self, pod: JsonObject, restarts: int = 0) -> JsonObject:
        """Every container runs."""
        statuses = [
            {
                "name": container["name"],
                "image": container["image"],
                "imageID": "",
                "containerID": f"docker://{container['name']}-{restarts}",
                "ready": True,
                "restartCount": restarts,
                "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
            }
            for container in pod["spec"]["containers"]
        ]
        return self.set_status(pod, phase="Running", containerStatuses=statuses)

    def see(self, pod: JsonObject, entry: JsonObject) -> None:
        """What the scope sees in this Pod."""
        self.scope.see(pod["metadata"]["uid"], entry)

    def tell_event(self, pod: JsonObject, reason: str, message: str, place: str) -> None:
        """What a kubelet reports."""
        about = pod["metadata"]
        now = "2026-01-01T00:00:00Z"
        self.store.create(
            "events",
            {
                "metadata": {"name": f"{about['name']}.{reason}", "namespace": about["namespace"]},
                "involvedObject": {
                    "kind": "Pod", "name": about["name"], "namespace": about["namespace"],
                    "uid": about["uid"], "fieldPath": place,
                },
                "type": "Normal", "reason": reason, "message": message, "count": 1,
                "firstTimestamp": now, "lastTimestamp": now, "source": {"component": "kubelet"},
            },
        )  # fmt: skip

    def remove(self, pod: JsonObject) -> None:
        """What a kubelet does when a deleted Pod's containers have stopped."""
        with suppress(NotFound):
            self.store.delete("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])

    def _remove_when_deleted(self, event: WatchEvent) -> None:
        if event.type == "MODIFIED" and event.object["metadata"].get("deletionTimestamp"):
            threading.Timer(self.seconds_to_stop, self.remove, [event.object]).start()

    def watch(self, pod: JsonObject) -> None:
        place = pod["metadata"]
        self.observatory.pod_started(
            SandboxInfo(place["uid"], place["namespace"], place["name"], "none", 1, {})
        )
