"""A ReplicaSet: how many Pods are missing, which go first, and what its status says.

Source: pkg/controller/controller_utils.go (ActivePodsWithRanks), replicaset/replica_set_utils.go.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Literal

from podlab.pods.objects import JsonObject, parse_timestamp, timestamp
from podlab.workloads.ownership import owner_reference, selects
from podlab.workloads.pods import (
    available_at,
    is_available,
    is_ready,
    phase_of,
    ready_since,
    restarts_of,
)

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
PHASE_RANK = {"Pending": 0, "Unknown": 1, "Running": 2}
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Failure = Literal["FailedCreate", "FailedDelete"]


@dataclass(frozen=True)
class ReplicaFailure:
    """Why the number of Pods could not be made right."""

    reason: Failure
    message: str


def new_pod(replica_set: JsonObject) -> JsonObject:
    """A Pod of the template, which `generateName` will name."""
    metadata, template = replica_set["metadata"], replica_set["spec"]["template"]
    wanted = template.get("metadata") or {}
    kept = {
        name: wanted[name] for name in ("labels", "annotations", "finalizers") if wanted.get(name)
    }
    return {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {
            "generateName": f"{metadata['name']}-",
            "namespace": metadata["namespace"],
            **kept,
            "ownerReferences": [owner_reference(replica_set, "apps/v1", "ReplicaSet")],
        },
        "spec": template["spec"],
    }


def pods_to_delete(pods: Sequence[JsonObject], count: int, now: datetime) -> list[JsonObject]:
    """The `count` Pods whose end costs least, cheapest first.

    In this order: without a node, not running, not ready, of low deletion cost, ready for a
    short time, restarted often, young. All share one node, so crowded nodes play no part.
    """

    def compare(one: JsonObject, other: JsonObject) -> int:
        return _compare(one, other, now)

    return sorted(pods, key=cmp_to_key(compare))[:count]


def replica_set_status(
    replica_set: JsonObject,
    pods: Sequence[JsonObject],
    failure: ReplicaFailure | None,
    now: datetime,
) -> JsonObject:
    """The status; `pods` are the active ones that it manages."""
    spec, metadata = replica_set["spec"], replica_set["metadata"]
    labels = (spec["template"].get("metadata") or {}).get("labels") or {}
    seconds = spec.get("minReadySeconds") or 0
    counts = {
        "fullyLabeledReplicas": sum(
            selects({"matchLabels": labels}, pod["metadata"].get("labels")) for pod in pods
        ),
        "readyReplicas": sum(is_ready(pod) for pod in pods),
        "availableReplicas": sum(is_available(pod, seconds, now) for pod in pods),
    }
    status: JsonObject = {
        "replicas": len(pods),
        **{name: count for name, count in counts.items() if count},
        "observedGeneration": metadata.get("generation", 1),
    }
    conditions = _conditions(replica_set, failure, now)
    return {**status, "conditions": conditions} if conditions else status


def next_available(
    replica_set: JsonObject, pods: Sequence[JsonObject], now: datetime
) -> datetime | None:
    """When the next ready Pod will have been ready for long enough."""
    seconds = replica_set["spec"].get("minReadySeconds") or 0
    moments = [at for pod in pods if (at := available_at(pod, seconds)) and at > now]
    return min(moments, default=None)


def _conditions(
    replica_set: JsonObject, failure: ReplicaFailure | None, now: datetime
) -> list[JsonObject]:
    before = replica_set.get("status", {}).get("conditions") or []
    others = [each for each in before if each["type"] != "ReplicaFailure"]
    known = next((each for each in before if each["type"] == "ReplicaFailure"), None)
    if failure is None:
        return others
    if known is not None:
        return list(before)
    condition = {
        "type": "ReplicaFailure",
        "status": "True",
        "lastTransitionTime": timestamp(now),
        "reason": failure.reason,
        "message": failure.message,
    }
    return [*others, condition]


def _compare(one: JsonObject, other: JsonObject, now: datetime) -> int:
    first, second = _rank(one), _rank(other)
    if first != second:
        return -1 if first < second else 1
    if is_ready(one):
        by_readiness = _compare_ages(one, other, ready_since(one), ready_since(other), now)
        if by_readiness:
            return by_readiness
    restarts = restarts_of(other) - restarts_of(one)
    if restarts:
        return restarts
    return _compare_ages(one, other, _born(one), _born(other), now)


def _born(pod: JsonObject) -> datetime | None:
    return parse_timestamp(pod["metadata"].get("creationTimestamp"))


def _rank(pod: JsonObject) -> tuple[bool, int, bool, int]:
    assigned = bool(pod.get("spec", {}).get("nodeName"))
    return assigned, PHASE_RANK.get(phase_of(pod), 0), is_ready(pod), _deletion_cost(pod)


def _deletion_cost(pod: JsonObject) -> int:
    try:
        return int((pod["metadata"].get("annotations") or {}).get(DELETION_COST, 0))
    except ValueError:
        return 0


def _compare_ages(
    one: JsonObject, other: JsonObject, first: datetime | None, second: datetime | None,
    now: datetime,
) -> int:  # fmt: skip
    """The younger goes first; of about the same age (powers of two), whichever uid is lower."""
    if first == second:
        return 0
    difference = _log_age(first, now) - _log_age(second, now)
    if difference:
        return difference
    return -1 if one["metadata"]["uid"] < other["metadata"]["uid"] else 1


def _log_age(moment: datetime | None, now: datetime) -> int:
    nanoseconds = (now - (moment or LONG_AGO)).total_seconds() * 1e9
    return int(math.log2(nanoseconds)) if nanoseconds > 0 else -1
