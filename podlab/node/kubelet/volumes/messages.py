"""What containers leave in their termination message files, read once when they have ended.

Source: kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go, getTerminationMessage.
"""

from collections.abc import Iterator
from dataclasses import replace

from lightkube.models.core_v1 import Container, Pod

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.listing import PodSighting
from podlab.node.engine.streams.endings import TooLarge, file_end, log_end
from podlab.node.kubelet.plans.containers import message_file
from podlab.pods.objects import JsonObject, all_containers
from podlab.pods.status import ContainerObservation

FILE_BYTES = 4096
LOG_LINES = 80
LOG_BYTES = 2048


class Messages:
    """Of one Pod, by container id. What its status tells already is not read again."""

    def __init__(self, engine: Engine, pod: JsonObject) -> None:
        self._engine = engine
        self._known = dict(_told(pod.get("status", {})))

    def complete(self, pod: Pod, sighting: PodSighting) -> PodSighting:
        """The sighting with the messages of the containers that have ended."""
        pause_id = sighting.sandbox.container_id if sighting.sandbox else ""
        wanted = {each.name: each for each in all_containers(pod)}
        complete = {
            name: tuple(
                self._with_message(pod, wanted.get(name), each, pause_id) for each in attempts
            )
            for name, attempts in sighting.containers.items()
        }
        return replace(sighting, containers=complete)

    def _with_message(
        self, pod: Pod, container: Container | None, seen: ContainerObservation, pause_id: str
    ) -> ContainerObservation:
        if container is None or not seen.has_ended or seen.could_not_start:
            return seen
        if seen.container_id not in self._known:
            path = f"{names.MESSAGES_FOLDER}/{message_file(pod, seen.name, seen.attempt)}"
            self._known[seen.container_id] = self._read(container, seen, pause_id, path)
        return replace(seen, message=self._known[seen.container_id])

    def _read(
        self, container: Container, seen: ContainerObservation, pause_id: str, path: str
    ) -> str:
        written = self._written(container, pause_id, path)
        falls_back = container.terminationMessagePolicy == "FallbackToLogsOnError"
        if written or not falls_back or seen.exit_code == 0:
            return written
        try:
            end = log_end(self._engine, seen.container_id, LOG_LINES, LOG_BYTES)
        except EngineError as problem:
            return f"Error on reading termination message from logs: {problem}"
        return end.decode(errors="replace")

    def _written(self, container: Container, pause_id: str, path: str) -> str:
        try:
            end = file_end(self._engine, pause_id, path, FILE_BYTES) if pause_id else b""
        except (EngineError, TooLarge) as problem:
            where = container.terminationMessagePath
            return f"Error on reading termination log {where}: {problem}"
        return end.decode(errors="replace")


def _told(status: JsonObject) -> Iterator[tuple[str, str]]:
    """Container ids and messages that an earlier process wrote into the status."""
    for field in ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"):
        for each in status.get(field) or []:
            for state in (each.get("state"), each.get("lastState")):
                ended = (state or {}).get("terminated") or {}
                if ended.get("containerID"):
                    yield ended["containerID"].rpartition("/")[2], ended.get("message", "")
