"""Stopping a Pod's containers: a signal, a grace period, a kill; never waiting for any of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lightkube.models.core_v1 import Pod

from podlab.node.engine.listing import Lookout, PodSighting
from podlab.node.kubelet.node import Node
from podlab.pods import events
from podlab.pods.objects import all_containers, init_containers_of, is_sidecar
from podlab.pods.status import ContainerObservation

DEFAULT_SIGNAL = "SIGTERM"


@dataclass
class Stopper:
    """Remembers who was asked to stop, and until when; after a crash everybody is asked again."""

    node: Node
    lookout: Lookout
    deadlines: dict[str, datetime] = field(default_factory=dict)  # by container id

    def stop(
        self, pod: Pod, running: Iterable[ContainerObservation], until: datetime, message: str = ""
    ) -> None:
        """Ask each container to stop, kill those whose time is over; returns at once."""
        now = self.node.now()
        for each in running:
            known = self.deadlines.get(each.container_id)
            if known is None:
                event = events.killing(each.name, message)
                self.node.recorder.record(pod, event, now)
                self.node.brake.release(each.container_id)
            if until <= now or (known is not None and known <= now):
                self.node.engine.kill(each.container_id)
            elif known is None:
                self.node.engine.kill(each.container_id, self._signal(each.container_id))
            self.deadlines[each.container_id] = min(until, known or until)

    def next_deadline(self, sighting: PodSighting) -> datetime | None:
        """When the first of those that still run is killed."""
        pending = [until for each, until in self.deadlines.items() if each in sighting.pids]
        return min(pending, default=None)

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
    failed = getattr(own, f"{probe}Probe") if own and probe else None
    if failed and failed.terminationGracePeriodSeconds is not None:
        return timedelta(seconds=failed.terminationGracePeriodSeconds)
    seconds = pod.spec.terminationGracePeriodSeconds if pod.spec else None
    return timedelta(seconds=30 if seconds is None else seconds)
