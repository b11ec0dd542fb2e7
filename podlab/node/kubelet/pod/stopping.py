"""Stopping a Pod's containers: a signal, a grace period, a kill; never waiting for any of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lightkube.models.core_v1 import Pod

from podlab.node.engine.listing import Lookout, PodSighting, Sandbox
from podlab.node.kubelet.handling.hooks import Hooks
from podlab.node.kubelet.handling.probing import patient_of
from podlab.node.kubelet.node import Node
from podlab.pods import events
from podlab.pods.objects import all_containers, has_pre_stop, init_containers_of, is_sidecar
from podlab.pods.status import ContainerObservation

DEFAULT_SIGNAL = "SIGTERM"
AFTER_HOOK = timedelta(seconds=2)


@dataclass
class Stopper:
    """Remembers who was asked to stop, and until when; after a crash everybody is asked again."""

    node: Node
    lookout: Lookout
    hooks: Hooks
    deadlines: dict[str, datetime] = field(default_factory=dict)  # by container id
    signalled: dict[str, datetime] = field(default_factory=dict)  # by id: not killed before

    def stop(
        self,
        pod: Pod,
        sandbox: Sandbox | None,
        running: Iterable[ContainerObservation],
        until: datetime,
        message: str = "",
    ) -> None:
        """Ask each container to stop, kill those whose time is over; returns at once.

        A preStop hook goes first; one that uses up all the time leaves two seconds to stop in.
        """
        now = self.node.now()
        for each in running:
            id_ = each.container_id
            is_new = id_ not in self.deadlines
            if is_new:
                self.node.recorder.record(pod, events.killing(each.name, message), now)
                self.node.brake.release(id_)
            self.deadlines[id_] = min(until, self.deadlines.get(id_, until))
            if id_ in self.signalled or (is_new and until <= now):
                if self._kill_at(id_) <= now:
                    self.node.engine.kill(id_)
            elif self._hook_is_done(pod, each, sandbox):
                self.node.engine.kill(id_, self._signal(id_))

    def next_deadline(self, sighting: PodSighting) -> datetime | None:
        """When the first of those that still run is killed."""
        pending = [self._kill_at(each) for each in self.deadlines if each in sighting.pids]
        return min(pending, default=None)

    def _kill_at(self, container_id: str) -> datetime:
        deadline = self.deadlines[container_id]
        return max(deadline, self.signalled.get(container_id, deadline))

    def _hook_is_done(
        self, pod: Pod, container: ContainerObservation, sandbox: Sandbox | None
    ) -> bool:
        """Whether it is time for the signal: the hook has returned, or used up all the time."""
        now, id_ = self.node.now(), container.container_id
        seconds = (self.deadlines[id_] - now).total_seconds()
        patient = patient_of(pod, container, sandbox)
        if patient and not self.hooks.pre_stop(pod, patient, seconds) and seconds > 0:
            return False
        hooked = patient is not None and has_pre_stop(patient.container)
        self.signalled[id_] = now + AFTER_HOOK if hooked else now
        return True

    def _signal(self, container_id: str) -> str:
        config = self.lookout.details(container_id)["Config"]
        return str(config.get("StopSignal") or DEFAULT_SIGNAL)


def running(sighting: PodSighting) -> list[ContainerObservation]:
    """Every attempt that is alive."""
    return [each for some in sighting.containers.values() for each in some if each.is_running]


def next_to_stop(pod: Pod, alive: list[ContainerObservation]) -> list[ContainerObservation]:
    """Main containers first; then sidecars one by one, the last listed first.

    Source: kuberuntime_termination_order.go.
    """
    sidecars = [each.name for each in init_containers_of(pod) if is_sidecar(each)]
    others = [each for each in alive if each.name not in sidecars]
    if others:
        return others
    ordered = sorted(alive, key=lambda each: sidecars.index(each.name))
    return ordered[-1:]


def grace_of(pod: Pod, container: str = "", probe: str = "") -> timedelta:
    """What a container gets to stop: what the probe that condemned it says, else the Pod."""
    own = next((each for each in all_containers(pod) if each.name == container), None)
    failed = getattr(own, f"{probe}Probe", None) if probe else None
    if failed and failed.terminationGracePeriodSeconds is not None:
        return timedelta(seconds=failed.terminationGracePeriodSeconds)
    seconds = pod.spec.terminationGracePeriodSeconds if pod.spec else None
    return timedelta(seconds=30 if seconds is None else seconds)
