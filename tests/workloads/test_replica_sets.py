"""Which Pods of a ReplicaSet go first, and what its status counts."""

from typing import Any

import pytest

from podlab.workloads.replicas import (
    ReplicaFailure,
    new_pod,
    next_available,
    pods_to_delete,
    replica_set_status,
)
from tests.workloads.objects import NOON, a_pod, a_replica_set, ago


@pytest.mark.parametrize(
    ("why", "first", "then"),
    [
        ("it has no node", {"node": ""}, {}),
        ("it is pending", {"phase": "Pending"}, {}),
        ("it is not ready", {"ready_for": None}, {}),
        (
            "its deletion costs less",
            {},
            {"annotations": {"controller.kubernetes.io/pod-deletion-cost": "5"}},
        ),
        ("it was ready for a shorter time", {"ready_for": 1}, {"ready_for": 60}),
        ("it was restarted more often", {"restarts": 3}, {}),
        ("it is younger", {"age": 70}, {"age": 7000}),
        ("nothing counts more than the node", {"node": ""}, {"ready_for": None, "restarts": 9}),
        ("phase counts more than readiness", {"phase": "Pending"}, {"ready_for": None}),
    ],
)
def test_the_pod_that_costs_least_goes_first(why: str, first: Any, then: Any) -> None:
    pods = [a_pod("b", **then), a_pod("a", **first)]

    assert [pod["metadata"]["name"] for pod in pods_to_delete(pods, 1, NOON)] == ["a"], why


def test_a_pod_of_the_template_names_its_owner() -> None:
    replica_set = a_replica_set("web-abc", 1)
    pod = new_pod(replica_set)

    assert pod["metadata"] == {
        "generateName": "web-abc-",
        "namespace": "default",
        "labels": {"app": "web"},
        "ownerReferences": [
            {
                "apiVersion": "apps/v1",
                "kind": "ReplicaSet",
                "name": "web-abc",
                "uid": "uid-web-abc",
                "controller": True,
                "blockOwnerDeletion": True,
            }
        ],
    }
    assert pod["spec"] == replica_set["spec"]["template"]["spec"]


def test_status_counts_what_is_ready_and_for_how_long() -> None:
    replica_set = a_replica_set("web", 4, minReadySeconds=30)
    replica_set["metadata"]["generation"] = 7
    pods = [
        a_pod("a", ready_for=60),
        a_pod("b", ready_for=10),
        a_pod("c", ready_for=None),
        a_pod("d", labels={"app": "other"}),
    ]

    assert replica_set_status(replica_set, pods, None, NOON) == {
        "replicas": 4,
        "fullyLabeledReplicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 2,
        "observedGeneration": 7,
    }
    soon = next_available(replica_set, pods, NOON)
    assert soon is not None
    assert (soon - NOON).total_seconds() == 20


def test_a_failure_becomes_a_condition_and_leaves_when_it_is_over() -> None:
    replica_set = a_replica_set("web", 1)
    failure = ReplicaFailure("FailedCreate", "no room")
    status = replica_set_status(replica_set, [], failure, NOON)

    assert status["conditions"] == [
        {
            "type": "ReplicaFailure",
            "status": "True",
            "lastTransitionTime": ago(0),
            "reason": "FailedCreate",
            "message": "no room",
        }
    ]
    replica_set["status"] = status
    again = ReplicaFailure("FailedCreate", "still no room")
    assert replica_set_status(replica_set, [], again, NOON) == status
    assert "conditions" not in replica_set_status(replica_set, [], None, NOON)
