"""What a Deployment reports: its numbers, whether it is available, and whether it gets on.

Source: pkg/controller/deployment/progress.go, sync.go.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from podlab.pods.objects import JsonObject, parse_timestamp
from podlab.workloads.deployments.conditions import (
    DONE,
    MINIMUM_AVAILABLE,
    MINIMUM_UNAVAILABLE,
    TIMED_OUT,
    UPDATED,
    condition,
    find_condition,
    has_deadline,
    with_condition,
    without_condition,
)
from podlab.workloads.deployments.numbers import (
    counted_pods,
    max_unavailable,
    replicas_of,
    wanted_pods,
)


def deployment_status(
    deployment: JsonObject, new: JsonObject | None, old: Sequence[JsonObject], now: datetime
) -> JsonObject:
    """The numbers and the condition Available; other conditions stay as they are."""
    everything = [*old, new] if new else list(old)
    before = deployment.get("status", {})
    available = counted_pods(everything, "availableReplicas")
    counts = {
        "replicas": counted_pods(everything, "replicas"),
        "updatedReplicas": counted_pods([new] if new else [], "replicas"),
        "readyReplicas": counted_pods(everything, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(wanted_pods(everything) - available, 0),
    }
    if available >= replicas_of(deployment) - max_unavailable(deployment):
        sentence = "Deployment has minimum availability."
        verdict = condition("Available", "True", MINIMUM_AVAILABLE, sentence, now)
    else:
        sentence = "Deployment does not have minimum availability."
        verdict = condition("Available", "False", MINIMUM_UNAVAILABLE, sentence, now)
    kept = {"collisionCount": before["collisionCount"]} if "collisionCount" in before else {}
    return {
        "observedGeneration": deployment["metadata"].get("generation", 1),
        **{name: count for name, count in counts.items() if count},
        "conditions": with_condition(before.get("conditions") or [], verdict),
        **kept,
    }


def rollout_status(
    deployment: JsonObject, new: JsonObject | None, old: Sequence[JsonObject], now: datetime
) -> JsonObject:
    """The status with the conditions Progressing and ReplicaFailure too."""
    status = deployment_status(deployment, new, old, now)
    conditions = _progress(deployment, new, status, now)
    failure = _failure([*([new] if new else []), *old])
    if failure is None:
        conditions = without_condition(conditions, "ReplicaFailure")
    else:
        conditions = with_condition(conditions, failure)
    return {**status, "conditions": conditions}


def is_complete(deployment: JsonObject, status: JsonObject) -> bool:
    """Whether all Pods are new and available, and no other is left."""
    replicas = replicas_of(deployment)
    counts = [
        status.get(name) or 0 for name in ("updatedReplicas", "replicas", "availableReplicas")
    ]
    seen = status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 1)
    return seen and counts == [replicas] * 3


def deadline_of(deployment: JsonObject, status: JsonObject) -> datetime | None:
    """When a rollout without progress counts as stuck; None where nothing is awaited."""
    known = find_condition(status.get("conditions") or [], "Progressing")
    if known is None or not has_deadline(deployment) or is_complete(deployment, status):
        return None
    if known["reason"] in {DONE, TIMED_OUT}:
        return None
    last = parse_timestamp(known.get("lastUpdateTime"))
    seconds = deployment["spec"]["progressDeadlineSeconds"]
    return last + timedelta(seconds=seconds) if last else None


def _progress(
    deployment: JsonObject, new: JsonObject | None, status: JsonObject, now: datetime
) -> list[JsonObject]:
    conditions: list[JsonObject] = status["conditions"]
    if not has_deadline(deployment):
        return without_condition(conditions, "Progressing")
    known = find_condition(conditions, "Progressing")
    same = (status.get("replicas") or 0) == (status.get("updatedReplicas") or 0)
    if same and known and known["reason"] == DONE:
        return conditions
    what = f'ReplicaSet "{new["metadata"]["name"]}"' if new else (
        f'Deployment "{deployment["metadata"]["name"]}"')  # fmt: skip
    if is_complete(deployment, status):
        sentence = f"{what} has successfully progressed."
        return with_condition(conditions, condition("Progressing", "True", DONE, sentence, now))
    if _gets_on(deployment, status):
        verdict = condition("Progressing", "True", UPDATED, f"{what} is progressing.", now)
        if known and known["status"] == "True":
            verdict["lastTransitionTime"] = known["lastTransitionTime"]
        return [*without_condition(conditions, "Progressing"), verdict]
    if _timed_out(deployment, status, now):
        sentence = f"{what} has timed out progressing."
        verdict = condition("Progressing", "False", TIMED_OUT, sentence, now)
        return with_condition(conditions, verdict)
    return conditions


def _gets_on(deployment: JsonObject, status: JsonObject) -> bool:
    """Whether there is another new Pod, one old Pod less, or another that is ready."""
    before = deployment.get("status", {})

    def old_pods(numbers: JsonObject) -> int:
        return (numbers.get("replicas") or 0) - (numbers.get("updatedReplicas") or 0)

    grown = ("updatedReplicas", "readyReplicas", "availableReplicas")
    return old_pods(status) < old_pods(before) or any(
        (status.get(name) or 0) > (before.get(name) or 0) for name in grown
    )


def _timed_out(deployment: JsonObject, status: JsonObject, now: datetime) -> bool:
    known = find_condition(status["conditions"], "Progressing")
    if known is not None and known["reason"] == TIMED_OUT:
        return True
    deadline = deadline_of(deployment, status)
    return deadline is not None and deadline < now


def _failure(replica_sets: Sequence[JsonObject]) -> JsonObject | None:
    """The first failure of the ReplicaSets, the new one before the others."""
    for each in replica_sets:
        found = find_condition(each.get("status", {}).get("conditions") or [], "ReplicaFailure")
        if found is not None and found["status"] == "True":
            return {**found, "lastUpdateTime": found["lastTransitionTime"]}
    return None
