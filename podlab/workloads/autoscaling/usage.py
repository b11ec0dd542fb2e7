"""What Pods use against what they may: how many Pods that asks for, by one resource.

Source: pkg/controller/podautoscaler/replica_calculator.go. All amounts are in thousandths.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from podlab.pods.objects import JsonObject, parse_timestamp
from podlab.pods.quantities import cpu_millis, parse_quantity
from podlab.workloads.pods import phase_of, ready_condition

TOLERANCE = 0.1  # a ratio so near to 1 is left alone
CPU_INITIALIZATION = timedelta(minutes=5)  # when the CPU of a Pod that just became ready is doubted
INITIAL_READINESS = timedelta(seconds=30)  # a Pod that never was ready after that long is counted


RatioOf = Callable[[Mapping[str, int]], float]  # of amounts by Pod: 1 is what is aimed at


class NoMetrics(Exception):
    """Nothing can be said about what the Pods use; the text says why."""


@dataclass(frozen=True)
class PodUsage:
    """What one Pod used of one resource over the `window` seconds that ended `at`."""

    amount: int
    at: datetime
    window: float = 1.0


@dataclass(frozen=True)
class Seen:
    """The Pods of one target, and what those that were measured used of one resource."""

    resource: str
    pods: Sequence[JsonObject]
    usage: Mapping[str, PodUsage]
    now: datetime


@dataclass(frozen=True)
class Replicas:
    """How many Pods are asked for, and what they use on average now."""

    count: int
    average: int
    utilization: int | None = None  # percent of the requests


@dataclass
class _Groups:
    """Pods by what is known of them; those that end or failed are in none."""

    ready: list[str] = field(default_factory=list)
    unready: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def replicas_for_utilization(current: int, target: int, seen: Seen) -> Replicas:
    """By the share of the requests that is used, in percent. Raises NoMetrics."""
    groups, known = _known(seen)
    requests = _requests(seen.pods, seen.resource)

    def ratio_of(amounts: Mapping[str, int]) -> float:
        return _utilization(amounts, requests) / target

    full = {name: requests[name] * max(100, target) // 100 for name in groups.missing}
    count = _count(current, groups, known, ratio_of, full)
    average = sum(known.values()) // len(known)
    return Replicas(count, average, _utilization(known, requests))


def replicas_for_average(current: int, target: int, seen: Seen) -> Replicas:
    """By the average amount that a Pod uses. Raises NoMetrics."""
    groups, known = _known(seen)

    def ratio_of(amounts: Mapping[str, int]) -> float:
        return sum(amounts.values()) / len(amounts) / target

    full = dict.fromkeys(groups.missing, target)
    count = _count(current, groups, known, ratio_of, full)
    return Replicas(count, sum(known.values()) // len(known))


def _known(seen: Seen) -> tuple[_Groups, dict[str, int]]:
    if not seen.usage:
        message = f"unable to get metrics for resource {seen.resource}: "
        raise NoMetrics(f"{message}no metrics returned from resource metrics API")
    if not seen.pods:
        raise NoMetrics("no pods returned by selector while calculating replica count")
    groups = _grouped(seen)
    known = {name: seen.usage[name].amount for name in groups.ready}
    if not known:
        message = "did not receive metrics for targeted pods (pods might be unready)"
        raise NoMetrics(message)
    return groups, known


def _grouped(seen: Seen) -> _Groups:
    groups = _Groups()
    for pod in seen.pods:
        name = pod["metadata"]["name"]
        if "deletionTimestamp" in pod["metadata"] or phase_of(pod) == "Failed":
            continue
        if phase_of(pod) == "Pending":
            groups.unready.append(name)
        elif name not in seen.usage:
            groups.missing.append(name)
        elif seen.resource == "cpu" and _is_doubtful(pod, seen.usage[name], seen.now):
            groups.unready.append(name)
        else:
            groups.ready.append(name)
    return groups


def _is_doubtful(pod: JsonObject, usage: PodUsage, now: datetime) -> bool:
    """Whether a Pod's CPU says nothing yet, since it only just began to work."""
    condition, started = ready_condition(pod), parse_timestamp(pod["status"].get("startTime"))
    changed = parse_timestamp((condition or {}).get("lastTransitionTime"))
    if condition is None or started is None or changed is None:
        return True
    ready = condition["status"] == "True"
    if now < started + CPU_INITIALIZATION:
        return not ready or usage.at < changed + timedelta(seconds=usage.window)
    return not ready and changed < started + INITIAL_READINESS


def _count(
    current: int,
    groups: _Groups,
    known: Mapping[str, int],
    ratio_of: RatioOf,
    full: Mapping[str, int],
) -> int:
    """The number of Pods; those of which nothing is known may only slow a change down."""
    ratio = ratio_of(known)
    growing_with_unready = bool(groups.unready) and ratio > 1
    if not growing_with_unready and not groups.missing:
        return current if _is_near(ratio) else math.ceil(ratio * len(groups.ready))
    amounts = dict(known)
    if ratio < 1:
        amounts |= full
    elif ratio > 1:
        amounts |= dict.fromkeys(groups.missing, 0)
    if growing_with_unready:
        amounts |= dict.fromkeys(groups.unready, 0)
    again = ratio_of(amounts)
    if _is_near(again) or (ratio - 1) * (again - 1) < 0:
        return current
    count = math.ceil(again * len(amounts))
    return current if (again - 1) * (count - current) < 0 else count


def _is_near(ratio: float) -> bool:
    return abs(1 - ratio) <= TOLERANCE


def _utilization(amounts: Mapping[str, int], requests: Mapping[str, int]) -> int:
    requested = sum(requests.get(name, 0) for name in amounts)
    if not requested:
        raise NoMetrics("no metrics returned matched known pods")
    return sum(amounts.values()) * 100 // requested


def _requests(pods: Iterable[JsonObject], resource: str) -> dict[str, int]:
    return {pod["metadata"]["name"]: sum(_requested(pod, resource)) for pod in pods}


def _requested(pod: JsonObject, resource: str) -> Iterator[int]:
    for each in pod["spec"]["containers"]:
        requests = (each.get("resources") or {}).get("requests") or {}
        if resource not in requests:
            where = f"container {each['name']} of Pod {pod['metadata']['name']}"
            raise NoMetrics(f"missing request for {resource} in {where}")
        yield thousandths(resource, requests[resource])


def thousandths(resource: str, quantity: str) -> int:
    """An amount in thousandths, rounded up."""
    return cpu_millis(quantity) if resource == "cpu" else math.ceil(parse_quantity(quantity) * 1000)
