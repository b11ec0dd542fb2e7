"""Why a Pod does not get the node yet, or not at all. Source: scheduler noderesources/fit.go,
schedulinggates; kubelet lifecycle/predicate.go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import spec_of
from podlab.pods.quantities import parse_quantity
from podlab.pods.scheduling.requests import requests_of

UNCOUNTED = frozenset({"ephemeral-storage"})  # where a Node does not say how much it has
FIRST = ("pods", "cpu", "memory", "ephemeral-storage")
LACK = "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
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


@dataclass(frozen=True)
class Rejected:
    """Why the kubelet fails a Pod that was given the node without the scheduler."""

    reason: str
    message: str


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


def rejected(
    pod: Pod, others: Iterable[Pod], allocatable: Mapping[str, str], pods: int = 0
) -> Rejected | None:
    """None when there is room beside the `others`; of several lacks the first is told. Amounts
    are whole: Pods, thousandths of a CPU, bytes.
    """
    taken = [requests_of(each) for each in others]
    asked = {"pods": Fraction(1), **requests_of(pod)}
    for name in sorted(asked, key=_rank):
        if name not in allocatable and (name == "pods" or name in UNCOUNTED):
            continue
        used = Fraction(pods) if name == "pods" else sum(each.get(name, 0) for each in taken)
        capacity = parse_quantity(allocatable.get(name, "0"))
        if asked[name] + used > capacity:
            amounts = [_whole(name, each) for each in (asked[name], Fraction(used), capacity)]
            return Rejected(f"OutOf{name}", LACK % (name, *amounts))
    return None


def _rank(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def _whole(name: str, amount: Fraction) -> int:
    return ceil(amount * 1000) if name == "cpu" else ceil(amount)


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
