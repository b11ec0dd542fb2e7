"""Why a Pod does not get the node yet. Source: scheduler noderesources/fit.go, schedulinggates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import spec_of
from podlab.pods.quantities import parse_quantity
from podlab.pods.scheduling.requests import requests_of

UNCOUNTED = frozenset({"ephemeral-storage"})  # where a Node does not say how much it has
NO_VICTIMS = "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."


@dataclass(frozen=True)
class Unscheduled:
    """What the condition PodScheduled says; an event tells of missing room only."""

    reason: str
    message: str

    @property
    def is_gated(self) -> bool:
        """Whether somebody holds the Pod back on purpose."""
        return self.reason == GATED.reason


GATED = Unscheduled("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates")


def unscheduled(
    pod: Pod, others: Iterable[Pod], allocatable: Mapping[str, str], pods: int = 0
) -> Unscheduled | None:
    """None when the Pod fits beside the `others`, who have the node already: `pods` in number."""
    if spec_of(pod).schedulingGates:
        return GATED
    missing = _insufficient(pod, others, allocatable)
    if pods >= parse_quantity(allocatable.get("pods", str(pods + 1))):
        missing.append("1 Too many pods")
    if not missing:
        return None
    message = f"0/1 nodes are available: {', '.join(missing)}. {NO_VICTIMS}"
    return Unscheduled("Unschedulable", message)


def _insufficient(pod: Pod, others: Iterable[Pod], allocatable: Mapping[str, str]) -> list[str]:
    wanted = requests_of(pod)
    taken = [requests_of(each) for each in others]
    return [
        f"1 Insufficient {name}"
        for name, amount in sorted(wanted.items())
        if (name in allocatable or name not in UNCOUNTED)
        and amount + sum(each.get(name, 0) for each in taken)
        > parse_quantity(allocatable.get(name, "0"))
    ]
