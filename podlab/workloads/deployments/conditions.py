"""Conditions of a Deployment: set, kept or removed as Kubernetes does.

Source: pkg/controller/deployment/util/deployment_util.go.
"""

from collections.abc import Sequence
from datetime import datetime

from podlab.pods.objects import JsonObject, timestamp

KEEP_WAITING = 2**31 - 1  # progressDeadlineSeconds that means: no deadline

MINIMUM_AVAILABLE = "MinimumReplicasAvailable"
MINIMUM_UNAVAILABLE = "MinimumReplicasUnavailable"
CREATED = "NewReplicaSetCreated"
FOUND = "FoundNewReplicaSet"
NOT_CREATED = "ReplicaSetCreateError"
UPDATED = "ReplicaSetUpdated"
DONE = "NewReplicaSetAvailable"
TIMED_OUT = "ProgressDeadlineExceeded"
PAUSED = "DeploymentPaused"
RESUMED = "DeploymentResumed"


def condition(kind: str, status: str, reason: str, message: str, now: datetime) -> JsonObject:
    """A condition that has just come true."""
    moment = timestamp(now)
    return {
        "type": kind,
        "status": status,
        "lastUpdateTime": moment,
        "lastTransitionTime": moment,
        "reason": reason,
        "message": message,
    }


def find_condition(conditions: Sequence[JsonObject], kind: str) -> JsonObject | None:
    """The condition of this type."""
    return next((each for each in conditions if each["type"] == kind), None)


def without_condition(conditions: Sequence[JsonObject], kind: str) -> list[JsonObject]:
    """All the others."""
    return [each for each in conditions if each["type"] != kind]


def with_condition(conditions: Sequence[JsonObject], new: JsonObject) -> list[JsonObject]:
    """The conditions with this one; nothing changes where status and reason stay the same."""
    known = find_condition(conditions, new["type"])
    if known and (known["status"], known["reason"]) == (new["status"], new["reason"]):
        return list(conditions)
    if known and known["status"] == new["status"]:
        new = {**new, "lastTransitionTime": known["lastTransitionTime"]}
    return [*without_condition(conditions, new["type"]), new]


def has_deadline(deployment: JsonObject) -> bool:
    """Whether progress is watched at all."""
    seconds = deployment["spec"].get("progressDeadlineSeconds")
    return seconds is not None and seconds != KEEP_WAITING


def pausing_condition(deployment: JsonObject, now: datetime) -> JsonObject | None:
    """What is said when a Deployment is paused or resumed, once."""
    known = find_condition(deployment.get("status", {}).get("conditions") or [], "Progressing")
    if not has_deadline(deployment) or (known and known["reason"] == TIMED_OUT):
        return None
    paused, told = bool(deployment["spec"].get("paused")), known and known["reason"] == PAUSED
    if paused and not told:
        return condition("Progressing", "Unknown", PAUSED, "Deployment is paused", now)
    if told and not paused:
        return condition("Progressing", "Unknown", RESUMED, "Deployment is resumed", now)
    return None
