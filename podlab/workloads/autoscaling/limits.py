"""How fast an autoscaler may change: what it recommended lately, and how much per period.

Source: pkg/controller/podautoscaler/horizontal.go.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from podlab.pods.objects import JsonObject
from podlab.workloads.defaults import SCALE_DOWN, SCALE_UP

SCALE_DOWN_WINDOW = 300  # seconds; an installation's default, so it stands in no object

Change = tuple[datetime, int]


@dataclass(frozen=True)
class History:
    """What an autoscaler recommended and did. It may be lost: then it only waits anew."""

    recommendations: tuple[Change, ...] = ()
    added: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A number of Pods, and why it is not the one that was asked for (or that it is)."""

    replicas: int
    reason: str
    message: str


def begin(history: History | None, current: int, now: datetime) -> History:
    """A history that begins with the present size, lest the first look scales down."""
    return history or History(((now, current),))


def stabilized(
    spec: JsonObject, current: int, desired: int, history: History, now: datetime
) -> tuple[Verdict, History]:
    """The recommendation that no recent one speaks against, and the history with this one."""
    up, down = _rules(spec, "scaleUp"), _rules(spec, "scaleDown")
    lowest = min([desired, *_recent(history.recommendations, up, now)])
    highest = max([desired, *_recent(history.recommendations, down, now)])
    stable = min(max(current, lowest), highest)
    after = replace(history, recommendations=_with(history.recommendations, desired, now))
    if stable == desired:
        verdict = Verdict(stable, "ReadyForNewScale", "recommended size matches current size")
    elif desired >= current:
        verdict = Verdict(
            stable,
            "ScaleUpStabilized",
            "recent recommendations were lower than current one,"
            " applying the lowest recent recommendation",
        )
    else:
        verdict = Verdict(
            stable,
            "ScaleDownStabilized",
            "recent recommendations were higher than current one,"
            " applying the highest recent recommendation",
        )
    return verdict, after


def limited(
    spec: JsonObject, current: int, desired: int, history: History, now: datetime
) -> Verdict:
    """What of a wanted number is allowed now, between minReplicas and maxReplicas."""
    fewest, most = _min_replicas(spec), spec["maxReplicas"]
    if desired > current:
        fast = max(_fastest(_rules(spec, "scaleUp"), current, history, now, grows=True), current)
        if desired > min(most, fast):
            return Verdict(fast, *TOO_FAST_UP) if fast < most else Verdict(most, *TOO_MANY)
    elif desired < current:
        fast = min(_fastest(_rules(spec, "scaleDown"), current, history, now, grows=False), current)
        if desired < max(fewest, fast):
            return Verdict(fast, *TOO_FAST_DOWN) if fast > fewest else Verdict(fewest, *TOO_FEW)
    return Verdict(desired, *WITHIN)


def scaled(history: History, current: int, desired: int, now: datetime) -> History:
    """The history after a change of size."""
    if desired > current:
        return replace(history, added=_with(history.added, desired - current, now))
    return replace(history, removed=_with(history.removed, current - desired, now))


WITHIN = ("DesiredWithinRange", "the desired count is within the acceptable range")
TOO_FEW = ("TooFewReplicas", "the desired replica count is less than the minimum replica count")
TOO_MANY = ("TooManyReplicas", "the desired replica count is more than the maximum replica count")
TOO_FAST_UP = (
    "ScaleUpLimit",
    "the desired replica count is increasing faster than the maximum scale rate",
)
TOO_FAST_DOWN = (
    "ScaleDownLimit",
    "the desired replica count is decreasing faster than the maximum scale rate",
)
KEPT = timedelta(hours=1)  # the longest window and the longest period that one can ask for


def _min_replicas(spec: JsonObject) -> int:
    fewest = spec.get("minReplicas")
    return 1 if fewest is None else int(fewest)


def _rules(spec: JsonObject, direction: str) -> Mapping[str, Any]:
    usual = (
        SCALE_UP if direction == "scaleUp"
        else {"stabilizationWindowSeconds": SCALE_DOWN_WINDOW, **SCALE_DOWN}
    )  # fmt: skip
    written = (spec.get("behavior") or {}).get(direction) or {}
    return {**usual, **{name: value for name, value in written.items() if value is not None}}


def _fastest(
    rules: Mapping[str, Any], current: int, history: History, now: datetime, *, grows: bool
) -> int:
    """The size that the policies allow; of several the one that changes most, unless Min."""
    if rules["selectPolicy"] == "Disabled":
        return current
    sizes = [_allowed(policy, current, history, now, grows=grows) for policy in rules["policies"]]
    most_change = rules["selectPolicy"] != "Min"
    return max(sizes) if most_change is grows else min(sizes)


def _allowed(
    policy: JsonObject, current: int, history: History, now: datetime, *, grows: bool
) -> int:
    since = now - timedelta(seconds=policy["periodSeconds"])
    before = current - _sum_since(history.added, since) + _sum_since(history.removed, since)
    change = policy["value"] if grows else -policy["value"]
    if policy["type"] == "Pods":
        return int(before + change)
    share = before * (100 + change) / 100
    return math.ceil(share) if grows else int(share)


def _sum_since(changes: Sequence[Change], since: datetime) -> int:
    return sum(count for at, count in changes if at > since)


def _recent(changes: Sequence[Change], rules: Mapping[str, Any], now: datetime) -> list[int]:
    since = now - timedelta(seconds=rules["stabilizationWindowSeconds"])
    return [count for at, count in changes if at > since]


def _with(changes: Sequence[Change], count: int, now: datetime) -> tuple[Change, ...]:
    return (*(each for each in changes if each[0] > now - KEPT), (now, count))
