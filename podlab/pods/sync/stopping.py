"""How containers of a Pod come to their end: hook, turn, signal, kill, all in one grace period.

Source: kuberuntime_container.go, killContainer, and kuberuntime_termination_order.go.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import (
    containers_of,
    init_containers_of,
    is_sidecar,
    parse_timestamp,
    spec_of,
)
from podlab.pods.status.lost import Attempts
from podlab.pods.status.observed import ContainerObservation

CUT = timedelta(seconds=1)  # the time of an end has no fraction
LEAST = timedelta(seconds=2)  # between the signal and the kill, however late the signal comes


class Hook(Enum):
    """How far a container's preStop is; one without a hook has nothing to wait for."""

    NONE = auto()
    WAITING = auto()
    RUNNING = auto()


class Step(Enum):
    """What is to be done with one container now."""

    BEGIN_HOOK = auto()
    WAIT = auto()
    SIGNAL = auto()
    KILL = auto()


@dataclass(frozen=True)
class Stopping:
    """One container that still runs and is to end, until `deadline` if it can."""

    deadline: datetime
    hook: Hook = Hook.NONE
    signalled_at: datetime | None = None

    @property
    def due(self) -> datetime:
        """When its next step is taken at the latest."""
        if self.signalled_at is None:
            return self.deadline
        return max(self.deadline, self.signalled_at + LEAST)


def stopping_step(this: Stopping, now: datetime, *, its_turn: bool) -> Step:
    """The next step of one container; without time left neither hook nor turn is waited for."""
    late = now >= this.due
    if this.signalled_at is not None:
        return Step.KILL if late else Step.WAIT
    if late:
        return Step.SIGNAL
    match this.hook:
        case Hook.WAITING:
            return Step.BEGIN_HOOK
        case Hook.RUNNING:
            return Step.WAIT
        case Hook.NONE:
            return Step.SIGNAL if its_turn else Step.WAIT


def began_to_end(pod: Pod, containers: Attempts, now: datetime) -> datetime:
    """Since when a Pod that nobody deleted has to end: its deadline, or the end of its last main
    container. Both are known after a crash too, so that nobody gets a second grace period.
    """
    moments = [now]
    seconds = spec_of(pod).activeDeadlineSeconds
    started = parse_timestamp(pod.status.startTime if pod.status else None)
    if seconds is not None and started is not None:
        moments.append(started + timedelta(seconds=seconds))
    ends = [_ended_at(containers.get(each.name, ())) for each in containers_of(pod)]
    if ends and None not in ends:
        moments.append(max(each for each in ends if each) + CUT)
    return min(moments)


def _ended_at(attempts: Sequence[ContainerObservation]) -> datetime | None:
    latest = max(attempts, key=lambda each: each.attempt, default=None)
    return latest.ended_at if latest else None


def has_its_turn(pod: Pod, name: str, alive: Collection[str]) -> bool:
    """Whether nothing that still runs has to end before this container.

    A sidecar ends after all main containers and after every sidecar that is listed later.
    """
    sidecars = [each.name for each in init_containers_of(pod) if is_sidecar(each)]
    if name not in sidecars:
        return True
    later = sidecars[sidecars.index(name) + 1 :]
    before = {*later, *(each.name for each in containers_of(pod))}
    return before.isdisjoint(alive)
