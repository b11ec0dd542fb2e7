"""An autoscaler's metrics: what each asks for, in which words, and which of them counts.

Only a Pod's own cpu and memory are measured here; admission refuses every other metric.
Source: pkg/controller/podautoscaler/horizontal.go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from podlab.pods.objects import JsonObject
from podlab.pods.quantities import canonical
from podlab.workloads.autoscaling.usage import (
    NoMetrics,
    PodUsage,
    Replicas,
    Seen,
    replicas_for_average,
    replicas_for_utilization,
    thousandths,
)

Usage = Mapping[str, Mapping[str, PodUsage]]  # by resource, by name of the Pod


@dataclass(frozen=True)
class Proposal:
    """What one metric asks for: its name in messages, and its place in the status."""

    replicas: int
    name: str
    status: JsonObject


@dataclass(frozen=True)
class Failure:
    """Why a metric says nothing."""

    resource: str
    problem: str

    @property
    def sentence(self) -> str:
        """The same in the words of the event that tells of all metrics."""
        return f"failed to get {self.resource} resource metric value: {self.problem}"


@dataclass(frozen=True)
class Computed:
    """What all metrics together ask for; `best` None: nothing can be done."""

    best: Proposal | None
    statuses: tuple[JsonObject, ...]
    failures: tuple[Failure, ...]

    @property
    def error(self) -> str:
        """What is wrong with all of them, "" where nothing is."""
        if not self.failures:
            return ""
        invalid, everything = len(self.failures), len(self.failures) + len(self.statuses)
        counts = f"({invalid} invalid out of {everything})"
        return f"invalid metrics {counts}, first error is: {self.failures[0].sentence}"


def compute(
    metrics: Sequence[JsonObject],
    current: int,
    pods: Sequence[JsonObject],
    usage: Usage,
    now: datetime,
) -> Computed:
    """The largest proposal counts; while a metric fails nothing is scaled down."""
    answers = [_answer(metric["resource"], current, pods, usage, now) for metric in metrics]
    failures = tuple(each for each in answers if isinstance(each, Failure))
    proposals = [each for each in answers if isinstance(each, Proposal)]
    best = max(proposals, key=lambda each: each.replicas, default=None)
    if best is not None and failures and best.replicas < current:
        best = None
    return Computed(best, tuple(each.status for each in proposals), failures)


def _answer(
    source: JsonObject, current: int, pods: Sequence[JsonObject], usage: Usage, now: datetime
) -> Proposal | Failure:
    resource, target = source["name"], source["target"]
    percent, amount = target.get("averageUtilization"), target.get("averageValue")
    used = usage.get(resource, {})
    try:
        if amount is not None:
            wanted = thousandths(resource, amount)
            found = replicas_for_average(current, wanted, Seen(resource, pods, used, now))
            return Proposal(found.count, f"{resource} resource", _status(resource, found))
        found = replicas_for_utilization(current, percent, Seen(resource, pods, used, now))
    except NoMetrics as problem:
        what = "utilization" if amount is None else "usage"
        return Failure(resource, f"failed to get {resource} {what}: {problem}")
    name = f"{resource} resource utilization (percentage of request)"
    return Proposal(found.count, name, _status(resource, found))


def _status(resource: str, found: Replicas) -> JsonObject:
    current: JsonObject = {"averageValue": canonical(f"{found.average}m")}
    if found.utilization is not None:
        current = {"averageUtilization": found.utilization, **current}
    return {"type": "Resource", "resource": {"name": resource, "current": current}}
