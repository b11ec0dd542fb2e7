"""Which ReplicaSet has the template, what revision it is, and which old ones are kept."""

from typing import Any

import pytest

from podlab.workloads.deployments.revisions import (
    forgotten,
    make_replica_set,
    new_replica_set,
    next_revision,
    template_hash,
    with_revision,
)
from tests.workloads.objects import a_deployment, a_replica_set, a_template

PREFIX = "deployment.kubernetes.io"


def revision(number: int, replicas: int = 0, **spec: Any) -> dict[str, Any]:
    replica_set = a_replica_set(f"web-{number}", replicas, **spec)
    replica_set["metadata"]["annotations"] = {f"{PREFIX}/revision": str(number)}
    return replica_set


def test_the_oldest_replica_set_with_the_template_is_the_new_one() -> None:
    younger, older = a_replica_set("b", 1, age=10), a_replica_set("a", 1, age=20)
    older["spec"]["template"]["metadata"]["labels"]["pod-template-hash"] = "abc"
    other = a_replica_set("c", 1, age=90, image="redis")

    assert new_replica_set(a_deployment(1), [younger, other, older]) == older
    assert new_replica_set(a_deployment(1), [other]) is None


def test_a_new_replica_set_carries_hash_revision_and_sizes() -> None:
    deployment = a_deployment(4, minReadySeconds=5)
    deployment["metadata"]["annotations"] = {
        "kubernetes.io/change-cause": "first try",
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        f"{PREFIX}/revision": "7",
    }
    made = make_replica_set(deployment, [revision(6), revision(8)])
    name = template_hash(deployment["spec"]["template"])

    assert made["metadata"]["name"] == f"web-{name}"
    assert made["metadata"]["labels"] == {"app": "web", "pod-template-hash": name}
    assert made["metadata"]["annotations"] == {
        "kubernetes.io/change-cause": "first try",
        f"{PREFIX}/revision": "9",
        f"{PREFIX}/desired-replicas": "4",
        f"{PREFIX}/max-replicas": "5",
    }
    spec = made["spec"]
    assert spec["selector"] == {"matchLabels": {"app": "web", "pod-template-hash": name}}
    assert spec["template"] == a_template(**{"pod-template-hash": name})
    assert (spec["replicas"], spec["minReadySeconds"]) == (0, 5)


def test_a_long_name_leaves_room_for_the_hash() -> None:
    deployment = a_deployment(1)
    deployment["metadata"]["name"] = "w" * 63

    assert len(make_replica_set(deployment, [])["metadata"]["name"]) == 63


def test_template_hash_tells_templates_apart_and_nothing_else() -> None:
    same = {**a_template(), "extra": None}
    same["metadata"]["labels"]["pod-template-hash"] = "abc"

    assert template_hash(same) == template_hash(a_template())
    assert template_hash(a_template("redis")) != template_hash(a_template())
    assert template_hash(a_template(), 1) != template_hash(a_template())


def test_a_revision_that_comes_back_gets_a_new_number_and_keeps_the_old() -> None:
    old = [revision(1), revision(3)]
    once = with_revision(a_deployment(1), revision(2), next_revision(old))
    twice = with_revision(a_deployment(1), once, 9)

    notes = once["metadata"]["annotations"]
    assert (notes[f"{PREFIX}/revision"], notes[f"{PREFIX}/revision-history"]) == ("4", "2")
    assert twice["metadata"]["annotations"][f"{PREFIX}/revision-history"] == "2,4"
    assert with_revision(a_deployment(1), once, 3) == once


@pytest.mark.parametrize(
    ("limit", "expected"), [(10, []), (2, ["web-1"]), (0, ["web-1", "web-3"]), (None, [])]
)
def test_revision_history_keeps_the_newest_and_all_that_have_pods(
    limit: int | None, expected: list[str]
) -> None:
    deployment = a_deployment(1, revisionHistoryLimit=limit)
    old = [revision(3), revision(1), revision(2, replicas=1)]

    assert [each["metadata"]["name"] for each in forgotten(deployment, old)] == expected
