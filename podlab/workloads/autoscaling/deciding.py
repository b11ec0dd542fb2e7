"""One look of an autoscaler: how many Pods there shall be, and everything that is said about it.

Source: pkg/controller/podautoscaler/horizontal.go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from podlab.pods.objects import JsonObject, timestamp
from podlab.workloads.autoscaling.limits import History, limited, stabilized
from podlab.workloads.autoscaling.metrics import Computed, Usage, compute

ABLE = "AbleToScale"
ACTIVE = "ScalingActive"
LIMITED = "ScalingLimited"

FAILED_METRIC = "FailedGetResourceMetric"


@dataclass
class Look:
    """What one look has found: the wanted size, why, the conditions, and what went wrong."""

    desired: int
    conditions: list[JsonObject]
    history: History
    now: datetime
    why: str = ""
    statuses: tuple[JsonObject, ...] = ()
    problems: list[tuple[str, str]] = field(default_factory=list)  # events: reason and message

    def say(self, kind: str, status: str, reason: str, message: str) -> None:
        """Set a condition; it keeps its time while its status stays the same."""
        known = next((each for each in self.conditions if each["type"] == kind), None)
        same = known is not None and known["status"] == status
        changed = known["lastTransitionTime"] if known and same else timestamp(self.now)
        new = {"type": kind, "status": status, "lastTransitionTime": changed,
               "reason": reason, "message": message}  # fmt: skip
        if known is None:
            self.conditions.append(new)
        else:
            self.conditions[self.conditions.index(known)] = new


def look(
    autoscaler: JsonObject,
    current: int,
    pods: Sequence[JsonObject],
    usage: Usage,
    history: History,
    now: datetime,
) -> Look:
    """Decide; `current` is the size that the target wants now, `pods` what it selects."""
    found = begin_look(autoscaler, current, history, now)
    found.say(
        ABLE, "True", "SucceededGetScale",
        "the HPA controller was able to get the target's current scale",
    )  # fmt: skip
    spec = autoscaler["spec"]
    fewest, most = spec.get("minReplicas", 1), spec["maxReplicas"]
    if current == 0 and fewest != 0:
        message = "scaling is disabled since the replica count of the target is zero"
        found.say(ACTIVE, "False", "ScalingDisabled", message)
    elif current > most:
        found.desired, found.why = most, "Current number of replicas above Spec.MaxReplicas"
    elif current < fewest:
        found.desired, found.why = fewest, "Current number of replicas below Spec.MinReplicas"
    else:
        _by_metrics(found, spec, current, compute(spec["metrics"], current, pods, usage, now))
    return found


def begin_look(autoscaler: JsonObject, current: int, history: History, now: datetime) -> Look:
    """A look that has found nothing yet."""
    conditions = autoscaler.get("status", {}).get("conditions") or []
    return Look(current, [dict(each) for each in conditions], history, now)


def target_missing(autoscaler: JsonObject, problem: str, now: datetime) -> Look:
    """A look at a target that does not exist."""
    current = autoscaler.get("status", {}).get("currentReplicas") or 0
    found = begin_look(autoscaler, current, History(), now)
    message = f"the HPA controller was unable to get the target's current scale: {problem}"
    found.say(ABLE, "False", "FailedGetScale", message)
    found.problems.append(("FailedGetScale", problem))
    return found


def autoscaler_status(autoscaler: JsonObject, current: int, found: Look) -> JsonObject:
    """The status after a look; a rescaling is dated."""
    before = autoscaler.get("status", {})
    status: JsonObject = {
        "currentReplicas": current,
        "desiredReplicas": found.desired,
        "conditions": found.conditions,
    }
    if found.statuses:
        status["currentMetrics"] = list(found.statuses)
    last = timestamp(found.now) if found.desired != current else before.get("lastScaleTime")
    return {**status, **({"lastScaleTime": last} if last else {})}


def _by_metrics(found: Look, spec: JsonObject, current: int, computed: Computed) -> None:
    found.statuses = computed.statuses
    found.problems += [(FAILED_METRIC, each.problem) for each in computed.failures]
    if computed.best is None:
        found.problems.append(("FailedComputeMetricsReplicas", computed.error))
        problem = computed.failures[0].problem
        message = f"the HPA was unable to compute the replica count: {problem}"
        found.say(ACTIVE, "False", FAILED_METRIC, message)
        return
    name = computed.best.name
    message = f"the HPA was able to successfully calculate a replica count from {name}"
    found.say(ACTIVE, "True", "ValidMetricFound", message)
    _within_limits(found, spec, current, computed.best.replicas)
    if computed.best.replicas > current:
        found.why = f"{name} above target"
    elif computed.best.replicas < current:
        found.why = "All metrics below target"


def _within_limits(found: Look, spec: JsonObject, current: int, wanted: int) -> None:
    stable, found.history = stabilized(spec, current, wanted, found.history, found.now)
    found.say(ABLE, "True", stable.reason, stable.message)
    allowed = limited(spec, current, stable.replicas, found.history, found.now)
    is_limited = "True" if allowed.replicas != stable.replicas else "False"
    found.say(LIMITED, is_limited, allowed.reason, allowed.message)
    found.desired = allowed.replicas
