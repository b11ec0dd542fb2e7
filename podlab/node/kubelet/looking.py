"""Looking into running Pods: the kubelet's side of logs, exec, attach and port-forward."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.layers import look_at_image
from podlab.node.engine.signals import signal_all, signal_first
from podlab.node.engine.streams.dialling import try_to_connect
from podlab.node.engine.streams.logs import stream_log
from podlab.node.engine.streams.ports import open_port
from podlab.node.engine.streams.processes import attach, start_exec
from podlab.node.engine.streams.relay import Relays
from podlab.node.engine.usage import SECONDS_KEPT, UsageMeter
from podlab.node.engine.verifiers import run_script
from podlab.node.runtime import (
    TO_THE_FIRST,
    ExecSession,
    ExecUnavailable,
    LogOptions,
    LogUnavailable,
    PortConnection,
    PortUnavailable,
    RuntimeUnavailable,
    Usage,
)
from podlab.node.store import Store
from podlab.node.trials import Dial, Dialled, ImageSeen, Script, Verified
from podlab.pods.objects import JsonObject

VERIFIERS_AT_ONCE = 4
STATUSES = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")


class EngineRuntime:
    """A PodRuntime on the engine's labels: it finds what this process did not start, too."""

    def __init__(self, store: Store, engine: Engine, unready: Callable[[], str]) -> None:
        self._store = store
        self._engine = engine
        self._unready = unready
        self._meter = UsageMeter(engine)
        self._relays = Relays(engine)  # used in the API's loop, as those places are
        self._verifiers = asyncio.Semaphore(VERIFIERS_AT_ONCE)

    def unready_reason(self) -> str:
        """Empty while the engine answers, else one sentence for /readyz."""
        return self._unready()

    async def open_log(
        self, pod_uid: str, container: str, options: LogOptions
    ) -> AsyncIterator[bytes]:
        """The log's bytes as they come; LogUnavailable at the first step when there is none."""
        try:
            attempts = await asyncio.to_thread(self._attempts, pod_uid, container)
        except (EngineError, RuntimeUnavailable) as problem:
            raise LogUnavailable(str(problem)) from problem
        container_id = self._choose(pod_uid, container, attempts, previous=options.previous)
        async for piece in stream_log(self._engine, container_id, options):
            yield piece

    async def open_exec(
        self, pod_uid: str, container: str, command: Sequence[str], *, stdin: bool, tty: bool
    ) -> ExecSession:
        """Start `command` (an argument list, no shell) in a running container."""
        container_id = await self._running(pod_uid, container)
        return await asyncio.to_thread(
            start_exec, self._engine, container_id, command, stdin=stdin, tty=tty
        )

    async def open_attach(
        self, pod_uid: str, container: str, *, stdin: bool, tty: bool
    ) -> ExecSession:
        """Join the container's own process; closing the session leaves the process alone."""
        container_id = await self._running(pod_uid, container)
        return await asyncio.to_thread(attach, self._engine, container_id, stdin=stdin, tty=tty)

    async def open_port(self, pod_uid: str, port: int) -> PortConnection:
        """Connect to a port on the Pod's own localhost."""
        pause = await self._running_pause(pod_uid, PortUnavailable)
        return await open_port(self._engine, pause, port)

    async def dial(self, pod_uid: str, wanted: Dial) -> Dialled:
        """Try a connection from the Pod's network."""
        pause = await self._running_pause(pod_uid, ExecUnavailable)
        return await try_to_connect(self._relays, pause, wanted)

    async def verify(self, pod_uid: str, script: Script) -> Verified:
        """Run a script beside the Pod; a few run at a time."""
        try:
            async with self._verifiers:
                pause = await self._running_pause(pod_uid, ExecUnavailable)
                return await asyncio.to_thread(run_script, self._engine, pause, script)
        except (EngineError, RuntimeUnavailable) as problem:
            raise ExecUnavailable(str(problem)) from problem

    async def look_at_image(self, pod_uid: str, container: str, text: str) -> ImageSeen:
        """The image of a container that runs."""
        found = await self._running(pod_uid, container)
        try:
            return await asyncio.to_thread(look_at_image, self._engine, found, text)
        except (EngineError, RuntimeUnavailable) as problem:
            raise ExecUnavailable(str(problem)) from problem

    async def send_signal(
        self, pod_uid: str, container: str, signal: str, container_id: str = ""
    ) -> None:
        """SIGKILL and SIGTERM to the first process, the others to all of the container's."""
        found = await self._running(pod_uid, container)
        if container_id not in {"", found}:
            raise ExecUnavailable(f"container {container} has been started again")
        send = signal_first if signal in TO_THE_FIRST else signal_all
        try:
            await asyncio.to_thread(send, self._engine, found, signal)
        except (EngineError, RuntimeUnavailable) as problem:
            raise ExecUnavailable(str(problem)) from problem

    async def read_usage(self, oldest: float = SECONDS_KEPT) -> Usage:
        """What the containers of all Pods use, `oldest` seconds old at most; RuntimeUnavailable."""
        return await asyncio.to_thread(self._meter.read, oldest)

    async def read_pod_usage(self, pod_uid: str) -> Usage:
        """What one Pod's containers have used since the last call; RuntimeUnavailable."""
        return await asyncio.to_thread(self._meter.read_pod, pod_uid)

    def _pause(self, pod_uid: str) -> str:
        """The id of the pause container that runs; "" where none does."""
        for each in self._engine.containers(pod_uid):
            if each["Labels"].get(names.ROLE) == names.PAUSE_ROLE and each["State"] == "running":
                return str(each["Id"])
        return ""

    async def _running_pause(
        self, pod_uid: str, refusal: type[PortUnavailable | ExecUnavailable]
    ) -> str:
        """The id of the Pod's pause container; raises `refusal` where none runs."""
        try:
            pause = await asyncio.to_thread(self._pause, pod_uid)
        except EngineError as problem:
            raise refusal(str(problem)) from problem
        if not pause:
            raise refusal("the Pod is not running")
        return pause

    async def _running(self, pod_uid: str, container: str) -> str:
        try:
            attempts = await asyncio.to_thread(self._attempts, pod_uid, container)
        except (EngineError, RuntimeUnavailable) as problem:
            raise ExecUnavailable(str(problem)) from problem
        for each in attempts:
            if each["State"] == "running":
                return str(each["Id"])
        raise ExecUnavailable(f"container not found ({container!r})".replace("'", '"'))

    def _attempts(self, pod_uid: str, container: str) -> list[dict[str, Any]]:
        """The container's attempts as the engine lists them, the newest first."""
        found = [
            each
            for each in self._engine.containers(pod_uid)
            if each["Labels"].get(names.CONTAINER) == container
        ]
        return sorted(found, key=lambda each: -int(each["Labels"][names.ATTEMPT]))

    def _choose(
        self, pod_uid: str, container: str, attempts: list[dict[str, Any]], *, previous: bool
    ) -> str:
        if previous:
            ended = [each for each in attempts[1:] if each["State"] in {"exited", "dead"}]
            if not ended:
                where = f'container "{container}" in pod "{self._name(pod_uid)}"'
                raise LogUnavailable(f"previous terminated {where} not found")
            return str(ended[0]["Id"])
        begun = [each for each in attempts if each["State"] != "created"]
        if not begun:
            raise LogUnavailable(self._not_started(pod_uid, container))
        return str(begun[0]["Id"])

    def _not_started(self, pod_uid: str, container: str) -> str:
        pod = self._pod(pod_uid)
        status = pod.get("status", {})
        listed = [each for field in STATUSES for each in status.get(field) or []]
        states = [each["state"] for each in listed if each["name"] == container]
        reason = (states[0].get("waiting") or {}).get("reason") if states else None
        where = f'container "{container}" in pod "{self._name(pod_uid)}"'
        return f"{where} is waiting to start: {reason or 'ContainerCreating'}"

    def _name(self, pod_uid: str) -> str:
        return str(self._pod(pod_uid).get("metadata", {}).get("name", ""))

    def _pod(self, pod_uid: str) -> JsonObject:
        pods = self._store.list("pods").items
        return next((pod for pod in pods if pod["metadata"]["uid"] == pod_uid), {})
