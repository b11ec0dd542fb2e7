"""What a Deployment reports while it rolls, stands still, is stuck or is paused."""

from datetime import timedelta
from typing import Any

import pytest

from podlab.workloads.deployments.conditions import pausing_condition
from podlab.workloads.deployments.status import deadline_of, deployment_status, rollout_status
from tests.workloads.objects import NOON, a_deployment, a_replica_set, ago


def progressing(reason: str, since: float = 60, status: str = "True") -> dict[str, Any]:
    return {
        "type": "Progressing",
        "status": status,
        "reason": reason,
        "message": "so far",
        "lastUpdateTime": ago(since),
        "lastTransitionTime": ago(since),
    }


def said(status: dict[str, Any], kind: str) -> tuple[str, str, str] | None:
    for each in status["conditions"]:
        if each["type"] == kind:
            return each["status"], each["reason"], each["message"]
    return None


def test_numbers_of_a_rollout_half_way() -> None:
    new, old = a_replica_set("new", 2, 1), a_replica_set("old", 3)
    status = deployment_status(a_deployment(4), new, [old], NOON)

    del status["conditions"]
    assert status == {
        "observedGeneration": 1,
        "replicas": 5,
        "updatedReplicas": 2,
        "readyReplicas": 4,
        "availableReplicas": 4,
        "unavailableReplicas": 1,
    }


@pytest.mark.parametrize(
    ("available", "expected"),
    [
        (3, ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")),
        (
            2,
            (
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
            ),
        ),
    ],
)
def test_available_means_that_the_minimum_is_there(available: int, expected: Any) -> None:
    status = deployment_status(a_deployment(4), a_replica_set("new", 4, available), [], NOON)

    assert said(status, "Available") == expected


@pytest.mark.parametrize(
    ("what", "before", "available", "expected"),
    [
        (
            "another Pod is available",
            {"conditions": [progressing("NewReplicaSetCreated")]},
            2,
            ("True", "ReplicaSetUpdated", 'ReplicaSet "new" is progressing.'),
        ),
        (
            "all are available",
            {"conditions": [progressing("ReplicaSetUpdated")]},
            4,
            ("True", "NewReplicaSetAvailable", 'ReplicaSet "new" has successfully progressed.'),
        ),
        (
            "nothing happens, but there is time",
            {
                "updatedReplicas": 4,
                "readyReplicas": 2,
                "availableReplicas": 2,
                "conditions": [progressing("ReplicaSetUpdated")],
            },
            2,
            ("True", "ReplicaSetUpdated", "so far"),
        ),
        (
            "nothing happens for too long",
            {
                "updatedReplicas": 4,
                "readyReplicas": 2,
                "availableReplicas": 2,
                "conditions": [progressing("ReplicaSetUpdated", since=601)],
            },
            2,
            ("False", "ProgressDeadlineExceeded", 'ReplicaSet "new" has timed out progressing.'),
        ),
        (
            "a Pod fails after the rollout was done",
            {"conditions": [progressing("NewReplicaSetAvailable", since=9000)]},
            1,
            ("True", "NewReplicaSetAvailable", "so far"),
        ),
    ],
)
def test_progressing(what: str, before: Any, available: int, expected: Any) -> None:
    deployment = a_deployment(4, status={"replicas": 4, **before})
    status = rollout_status(deployment, a_replica_set("new", 4, available), [], NOON)

    assert said(status, "Progressing") == expected, what


def test_without_a_deadline_nothing_is_said_about_progress() -> None:
    deployment = a_deployment(1, progressDeadlineSeconds=2**31 - 1)
    deployment["status"] = {"conditions": [progressing("ReplicaSetUpdated")]}
    status = rollout_status(deployment, a_replica_set("new", 1, 0), [], NOON)

    assert said(status, "Progressing") is None
    assert deadline_of(deployment, status) is None


def test_the_deadline_counts_from_the_last_progress() -> None:
    deployment = a_deployment(2)
    status = {"conditions": [progressing("ReplicaSetUpdated", since=100)]}

    assert deadline_of(deployment, status) == NOON + timedelta(seconds=500)


def test_a_failure_of_a_replica_set_is_told() -> None:
    failing = a_replica_set("new", 2, 0)
    failure = {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
               "message": "no room", "lastTransitionTime": ago(5)}  # fmt: skip
    failing["status"]["conditions"] = [failure]
    status = rollout_status(a_deployment(2), failing, [], NOON)

    assert said(status, "ReplicaFailure") == ("True", "FailedCreate", "no room")
    deployment = a_deployment(2, status=status)
    again = rollout_status(deployment, a_replica_set("new", 2), [], NOON)
    assert said(again, "ReplicaFailure") is None


@pytest.mark.parametrize(
    ("paused", "reason", "expected"),
    [
        (True, "ReplicaSetUpdated", ("DeploymentPaused", "Deployment is paused")),
        (True, "DeploymentPaused", None),
        (False, "DeploymentPaused", ("DeploymentResumed", "Deployment is resumed")),
        (False, "ReplicaSetUpdated", None),
        (True, "ProgressDeadlineExceeded", None),
    ],
)
def test_pausing_is_said_once(paused: bool, reason: str, expected: Any) -> None:
    deployment = a_deployment(1, paused=paused, status={"conditions": [progressing(reason)]})
    condition = pausing_condition(deployment, NOON)

    assert (condition and (condition["reason"], condition["message"])) == expected
