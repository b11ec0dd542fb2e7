"""What is told about one Pod: its status in the store, its events, and news for the observer."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import cast

from lightkube.models.core_v1 import Pod

from podlab.node.engine.listing import PodSighting
from podlab.node.kubelet.handling.probing import Verdicts
from podlab.node.kubelet.networking.places import remember_place
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.pod.starting import announce, announce_sandbox
from podlab.node.objects.deleting import remove_stopped_pod
from podlab.node.store import NotFound
from podlab.pods import events
from podlab.pods.objects import (
    JsonObject,
    all_containers,
    metadata_of,
    parse_timestamp,
    pod_key,
    spec_of,
    timestamp,
)
from podlab.pods.ownership import Kind, Manager, owned_update
from podlab.pods.scheduling import Rejected, Unscheduled
from podlab.pods.status import (
    PodObservation,
    Waiting,
    pod_status,
    rejected_status,
    unscheduled_status,
    with_lost,
)
from podlab.pods.sync import BackingOff, PodActions
from podlab.pods.volumes import with_settled_parts

KUBELET = Manager("kubelet", "Update", "v1", "status")
POD_STATUS = Kind("Pod", "status")


def typed(pod: JsonObject) -> Pod:
    """The Pod as an object with fields."""
    return cast("Pod", Pod.from_dict(pod))


class Reporter:
    """Keeps the latest known Pod object, and remembers which events need not be told again."""

    def __init__(self, node: Node, pod: JsonObject, announced: set[str]) -> None:
        self._node = node
        self._announced = announced  # ids of containers that are braked and observed
        self._changed_sandbox = ""
        self._backing_off: set[BackingOff] = set()
        self._deadline_told = False
        self._held_back: Unscheduled | None = None
        self.take(pod)

    def take(self, pod: JsonObject) -> None:
        """The Pod as the store has it now."""
        self._object = pod
        self.pod = typed(with_settled_parts(pod))

    def tell(self, event: events.PodEvent) -> None:
        """Record an event of this Pod."""
        self._node.recorder.record(self.pod, event, self._node.now())

    def scheduled(self) -> None:
        """Say that the Pod has its node."""
        metadata = metadata_of(self.pod)
        self.tell(events.scheduled(metadata.namespace or "", metadata.name or "", self._node.name))

    @property
    def has_node(self) -> bool:
        """Whether the Pod was given its node."""
        return bool(self._object["spec"].get("nodeName"))

    @property
    def has_begun(self) -> bool:
        """Whether the kubelet has written a status of it."""
        return bool(self._object.get("status", {}).get("startTime"))

    @property
    def is_rejected(self) -> bool:
        """Whether it was failed before anything of it ran."""
        return str(self._object.get("status", {}).get("reason", "")).startswith(events.OUT_OF)

    def reject(self, why: Rejected) -> None:
        """Fail the Pod for good, and tell it. Source: kubelet, rejectPod."""
        self.tell(events.out_of(why.reason, why.message))
        status = rejected_status(self.pod, why, self._node.now())
        self._change(
            lambda stored: (
                {**stored, "status": status}
                if stored["metadata"]["uid"] == metadata_of(self.pod).uid
                else None
            )
        )

    def unscheduled(self, why: Unscheduled) -> None:
        """Write why the Pod does not have its node yet, and tell it once."""
        if not why.is_gated and why != self._held_back:
            self.tell(events.failed_scheduling(why.message))
        self._held_back = why
        now = self._node.now()

        def edit(stored: JsonObject) -> JsonObject | None:
            if stored["metadata"]["uid"] != metadata_of(self.pod).uid:
                return None
            status = unscheduled_status(typed(stored), why, now)
            new = {**stored, "status": status}
            return None if new == stored else new

        self._change(edit)

    def observation(
        self, sighting: PodSighting, waiting: Mapping[str, Waiting], verdicts: Verdicts
    ) -> PodObservation:
        """What was seen, as the rules take it."""
        sandbox, containers = sighting.sandbox, with_lost(self.pod, sighting.containers)
        if sandbox is None:
            return PodObservation(containers=containers, waiting=waiting)
        return PodObservation(
            sandbox=sandbox.state,
            sandbox_id=sandbox.container_id,
            pod_ip=sandbox.address,
            started_at=parse_timestamp(self._object.get("status", {}).get("startTime")),
            containers=containers,
            waiting=waiting,
            ready=verdicts.ready,
            startup=verdicts.startup,
            failed_probes=verdicts.failed_probes,
            starting=verdicts.starting,
            evicted=verdicts.evicted,
        )

    def write(
        self, sighting: PodSighting, waiting: Mapping[str, Waiting], verdicts: Verdicts
    ) -> None:
        """Write the status, if it reads differently; a Pod that is gone is no error."""
        seen = self.observation(sighting, waiting, verdicts)
        now = self._node.now()

        def edit(stored: JsonObject) -> JsonObject | None:
            if stored["metadata"]["uid"] != metadata_of(self.pod).uid:
                return None
            spec = {"nodeName": self._node.name, **stored["spec"]}
            status = pod_status(typed(stored), seen, now)
            new = {**stored, "spec": spec, "status": status}
            if new == stored:
                return None
            return owned_update(POD_STATUS, stored, new, KUBELET, timestamp(now))

        self._change(edit)

    def _change(self, edit: Callable[[JsonObject], JsonObject | None]) -> None:
        metadata = metadata_of(self.pod)
        with contextlib.suppress(NotFound):
            written = self._node.store.change(
                "pods", metadata.namespace or "", metadata.name or "", edit
            )
            if written["metadata"]["uid"] == metadata.uid:
                self.take(written)

    def decided(self, actions: PodActions, sighting: PodSighting) -> None:
        """Tell what a decision says about the Pod, once."""
        sandbox = sighting.sandbox
        lost = sandbox.container_id if sandbox else "?"
        if actions.sandbox_changed and lost != self._changed_sandbox:
            self._changed_sandbox = lost
            self.tell(events.sandbox_changed())
            self._node.observer.pod_ended(metadata_of(self.pod).uid or "")
        if actions.deadline_exceeded and not self._deadline_told:
            self._deadline_told = True
            self.tell(events.deadline_exceeded())
        for each in actions.backing_off:
            crashed = bool(sighting.containers.get(each.name))
            if crashed and each not in self._backing_off:
                self.tell(events.back_off(each.name, pod_key(self.pod)))
        self._backing_off = set(actions.backing_off)

    def adopt(self, sighting: PodSighting) -> None:
        """Brake and announce what runs and was not started by this process."""
        sandbox = sighting.sandbox
        if sandbox and sandbox.pid and sandbox.container_id not in self._announced:
            self._announced.add(sandbox.container_id)
            remember_place(self._node, self._object, sandbox.address)
            announce_sandbox(self._node, self.pod, sandbox.container_id, sandbox.pid)
        names = {each.name for each in all_containers(self.pod)}
        for name, attempts in sighting.containers.items():
            for each in attempts:
                pid = sighting.pids.get(each.container_id)
                if pid is None or each.container_id in self._announced or name not in names:
                    continue
                self._announced.add(each.container_id)
                self._node.brake.attach(each.container_id)
                announce(self._node, self.pod, name, each.container_id, pid)

    @property
    def to_end_by(self) -> datetime | None:
        """Until when the Pod may take to end; None while nobody has deleted it."""
        return parse_timestamp(self._object["metadata"].get("deletionTimestamp"))

    def deadline(self) -> datetime | None:
        """When the Pod's activeDeadlineSeconds are over."""
        seconds = spec_of(self.pod).activeDeadlineSeconds
        started = parse_timestamp(self._object.get("status", {}).get("startTime"))
        if seconds is None or started is None or self._deadline_told:
            return None
        return started + timedelta(seconds=seconds)

    def gone(self) -> None:
        """Remove the Pod from the store: nothing of it is left."""
        metadata = metadata_of(self.pod)
        namespace, name = metadata.namespace or "", metadata.name or ""
        with contextlib.suppress(NotFound):
            stored = self._node.store.get("pods", namespace, name)
            if stored["metadata"]["uid"] == metadata.uid:
                remove_stopped_pod(self._node.store, stored)
        self._node.recorder.forget(metadata.uid or "")
