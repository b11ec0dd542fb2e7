"""Stopping a Pod's containers, as podlab.pods.sync.stopping decides; it never waits for any."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lightkube.models.core_v1 import Pod

from podlab.node.engine.listing import Lookout, PodSighting, Sandbox
from podlab.node.kubelet.handling.hooks import Hooks
from podlab.node.kubelet.handling.patients import Patient
from podlab.node.kubelet.handling.probing import patient_of
from podlab.node.kubelet.node import Node
from podlab.pods import events
from podlab.pods.objects import all_containers, has_pre_stop
from podlab.pods.status import ContainerObservation
from podlab.pods.sync.stopping import Hook, Step, Stopping, has_its_turn, stopping_step

DEFAULT_SIGNAL = "SIGTERM"


@dataclass
class Stopper:
    """Remembers who was asked to stop, and until when; after a crash everybody is asked again."""

    node: Node
    lookout: Lookout
    hooks: Hooks
    deadlines: dict[str, datetime] = field(default_factory=dict)  # by container id
    signalled: dict[str, datetime] = field(default_factory=dict)

    def stop_pod(
        self,
        pod: Pod,
        sandbox: Sandbox | None,
        running: Collection[ContainerObservation],
        until: datetime,
    ) -> None:
        """Take the next step with each container: all hooks at once, sidecars' signals in turn."""
        alive = {each.name for each in running}
        for each in running:
            self._announce(pod, each, until)
            self._advance(pod, sandbox, each, its_turn=has_its_turn(pod, each.name, alive))

    def stop(
        self,
        pod: Pod,
        sandbox: Sandbox | None,
        running: Iterable[ContainerObservation],
        until: datetime,
        message: str,
    ) -> None:
        """Take the next step with containers of a Pod that goes on."""
        for each in running:
            self._announce(pod, each, until, message)
            self._advance(pod, sandbox, each, its_turn=True)

    def next_deadline(self, sighting: PodSighting) -> datetime | None:
        """When something is due for the first of those that still run."""
        known = [each for each in self.deadlines if each in sighting.pids]
        return min((self._stopping(each, Hook.NONE).due for each in known), default=None)

    def _announce(
        self, pod: Pod, container: ContainerObservation, until: datetime, message: str = ""
    ) -> None:
        id_ = container.container_id
        if id_ not in self.deadlines:
            event = events.killing(container.name, message)
            self.node.recorder.record(pod, event, self.node.now())
        self.deadlines[id_] = min(until, self.deadlines.get(id_, until))

    def _advance(
        self, pod: Pod, sandbox: Sandbox | None, container: ContainerObservation, *, its_turn: bool
    ) -> None:
        now, id_ = self.node.now(), container.container_id
        patient = patient_of(pod, container, sandbox)
        this = self._stopping(id_, self._hook(patient))
        match stopping_step(this, now, its_turn=its_turn):
            case Step.BEGIN_HOOK if patient:
                self.hooks.pre_stop(pod, patient, (this.deadline - now).total_seconds())
            case Step.SIGNAL:
                self.signalled[id_] = now
                self.node.brake.release(id_)
                self.node.engine.kill(id_, self._signal(id_))
            case Step.KILL:
                self.node.engine.kill(id_)

    def _stopping(self, container_id: str, hook: Hook) -> Stopping:
        return Stopping(self.deadlines[container_id], hook, self.signalled.get(container_id))

    def _hook(self, patient: Patient | None) -> Hook:
        if patient is None or not has_pre_stop(patient.container):
            return Hook.NONE
        return self.hooks.pre_stop_of(patient.container_id)

    def _signal(self, container_id: str) -> str:
        config = self.lookout.details(container_id)["Config"]
        return str(config.get("StopSignal") or DEFAULT_SIGNAL)


def running(sighting: PodSighting) -> list[ContainerObservation]:
    """Every attempt that is alive."""
    return [each for some in sighting.containers.values() for each in some if each.is_running]


def grace_of(pod: Pod, container: str = "", probe: str = "") -> timedelta:
    """What a container gets to stop: what the probe that condemned it says, else the Pod."""
    own = next((each for each in all_containers(pod) if each.name == container), None)
    failed = getattr(own, f"{probe}Probe", None) if probe else None
    if failed and failed.terminationGracePeriodSeconds is not None:
        return timedelta(seconds=failed.terminationGracePeriodSeconds)
    seconds = pod.spec.terminationGracePeriodSeconds if pod.spec else None
    return timedelta(seconds=30 if seconds is None else seconds)
