"""How much of the disk a Pod takes: measured every few seconds, as the kubelet does.

There is no quota on the engine's disk, so a Pod over a limit is evicted after the fact.
Source: kubelet/eviction/eviction_manager.go, localStorageEviction.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from lightkube.models.core_v1 import Pod

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.listing import PodSighting
from podlab.node.engine.streams.endings import log_size
from podlab.node.kubelet.handling.processes import BUSYBOX, run_command
from podlab.node.kubelet.node import Node
from podlab.node.runtime import ExecUnavailable, RuntimeUnavailable
from podlab.pods import events
from podlab.pods.objects import metadata_of
from podlab.pods.volumes.eviction import DiskLimits, DiskUse, disk_limits, eviction_message

if TYPE_CHECKING:
    from concurrent.futures import Future

PERIOD_SECONDS = 10.0


class Measuring:
    """One Pod's; `verdict` is why it is evicted, empty while it may stay."""

    def __init__(self, node: Node, wake: Callable[[], None]) -> None:
        self._node = node
        self._wake = wake
        self._lock = threading.Lock()
        self._verdict = ""
        self._task: Future[None] | None = None
        self._measured = ""  # id of the pause container that is asked

    @property
    def verdict(self) -> str:
        """The message of the eviction."""
        with self._lock:
            return self._verdict

    def follow(self, pod: Pod, sighting: PodSighting) -> None:
        """Begin once the Pod's containers run; a Pod without a limit costs nothing."""
        sandbox = sighting.sandbox
        if not sighting.pids or sandbox is None or self._measured == sandbox.container_id:
            return
        limits = disk_limits(pod)
        if self._node.restricted:
            limits = replace(limits, volumes={})  # they are in memory there
        if limits:
            self.stop()
            self._measured = sandbox.container_id
            self._task = self._node.loop.run(self._measure(pod, limits, sandbox.container_id))

    def stop(self) -> None:
        """Measure no more."""
        if self._task is not None:
            self._task.cancel()

    async def _measure(self, pod: Pod, limits: DiskLimits, pause_id: str) -> None:
        message = ""
        while not message:
            try:
                used = await self._used(pod, limits, pause_id)
            except (EngineError, RuntimeUnavailable, ExecUnavailable):
                used = DiskUse()
            message = eviction_message(limits, used)
            if not message:
                await asyncio.sleep(PERIOD_SECONDS)
        with self._lock:
            self._verdict = message
        self._node.recorder.record(pod, events.evicted(message), self._node.now())
        self._wake()

    async def _used(self, pod: Pod, limits: DiskLimits, pause_id: str) -> DiskUse:
        engine, volumes, containers = self._node.engine, {}, {}
        if limits.measured:
            volumes = await volume_bytes(engine, pause_id, limits.measured)
        if limits.containers or limits.together:
            uid = metadata_of(pod).uid or ""
            containers = await asyncio.to_thread(container_bytes, engine, uid)
        return DiskUse(volumes, containers)


async def volume_bytes(engine: Engine, pause_id: str, volumes: list[str]) -> dict[str, int]:
    """What each volume takes on the disk, by its name in the Pod."""
    folders = [f"{names.VOLUMES_FOLDER}/{each}" for each in volumes]
    finished = await run_command(engine, pause_id, [BUSYBOX, "du", "-sk", *folders])
    sizes = [line.split("\t") for line in finished.output.splitlines() if "\t" in line]
    return {path.rpartition("/")[2]: int(size) << 10 for size, path in sizes if size.isdigit()}


def container_bytes(engine: Engine, pod_uid: str) -> dict[str, int]:
    """What each running container has written to its own root, and to its log."""
    return {name: size + log_size(engine, container_id)
            for name, container_id, size in engine.written(pod_uid)}  # fmt: skip
