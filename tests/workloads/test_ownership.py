"""Label selectors, who claims an object, and what becomes of the dependents of the gone."""

from typing import Any

import pytest

from podlab.workloads.garbage import Action, Deletion, Found, Release, Unhold, collect
from podlab.workloads.ownership import (
    claim_of,
    controller_of,
    owner_reference,
    selects,
    with_owner,
    without_owners,
)
from tests.workloads.objects import a_pod, a_replica_set

KINDS = frozenset({("apps/v1", "ReplicaSet"), ("v1", "ConfigMap"), ("v1", "Pod")})
DELETING = {"deletionTimestamp": "2026-01-01T12:00:00Z"}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "back"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["a", "web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "no", "operator": "NotIn", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
        ({}, True),
        (None, False),
    ],
)
def test_selects(selector: Any, expected: bool) -> None:
    assert selects(selector, {"app": "web", "tier": "front"}) is expected


def owned_by(name: str, **more: Any) -> dict[str, Any]:
    reference = owner_reference(a_replica_set(name, 1), "apps/v1", "ReplicaSet")
    return {"ownerReferences": [{**reference, **more}]}


@pytest.mark.parametrize(
    ("what", "pod", "owner", "expected"),
    [
        ("its own", owned_by("mine"), {}, "keep"),
        ("an orphan", {}, {}, "adopt"),
        ("its own, of other labels now", {**owned_by("mine"), "labels": {}}, {}, "release"),
        ("another's", owned_by("other"), {}, "leave"),
        ("an orphan of other labels", {"labels": {}}, {}, "leave"),
        ("an orphan that goes", DELETING, {}, "leave"),
        ("an orphan, while the owner goes", {}, DELETING, "leave"),
        ("owned, but not managed, by another", owned_by("other", controller=False), {}, "adopt"),
    ],
)
def test_claim_of(what: str, pod: Any, owner: Any, expected: str) -> None:
    replica_set = a_replica_set("mine", 1)
    replica_set["metadata"] |= owner

    assert claim_of(replica_set, a_pod(**pod)) == expected, what


def test_adoption_is_lost_to_whoever_was_quicker() -> None:
    mine, other = owned_by("mine")["ownerReferences"][0], owned_by("other")["ownerReferences"][0]
    adopted = with_owner(a_pod(), mine)

    assert adopted is not None
    assert controller_of(adopted) == mine
    assert with_owner(adopted, other) is None
    assert without_owners(adopted, {mine["uid"]}) == a_pod()
    assert without_owners(a_pod(), {mine["uid"]}) is None


def config(name: str, **metadata: Any) -> Found:
    named = {"name": name, "namespace": "default", "uid": f"uid-{name}", **metadata}
    return Found("configmaps", {"metadata": named})


def names(*owners: str, blocking: bool = True, kind: str = "ConfigMap") -> dict[str, Any]:
    references = [
        {"apiVersion": "v1", "kind": kind, "name": owner, "uid": f"uid-{owner}",
         "blockOwnerDeletion": blocking}
        for owner in owners
    ]  # fmt: skip
    return {"ownerReferences": references}


def held(finalizer: str) -> dict[str, Any]:
    return {**DELETING, "finalizers": [finalizer]}


FOREGROUND, ORPHAN = held("foregroundDeletion"), held("orphan")
CHILD = config("child", **names("owner"))


@pytest.mark.parametrize(
    ("what", "found", "expected"),
    [
        ("the owner is there", [config("owner"), CHILD], []),
        ("the owner is gone", [CHILD], [Deletion(CHILD)]),
        (
            "nobody knows such an owner",
            [config("child", **names("owner", kind="Widget"))],
            [],
        ),
        (
            "one of two owners is gone",
            [config("other"), two := config("child", **names("owner", "other"))],
            [Release(two, frozenset({"uid-owner"}))],
        ),
        ("it goes already", [config("child", **names("owner"), **DELETING)], []),
        (
            "the owner waits for it",
            [config("owner", **FOREGROUND), CHILD],
            [Deletion(CHILD)],
        ),
        (
            "the owner waits for it, and it for another",
            [config("owner", **FOREGROUND), CHILD, last := config("last", **names("child"))],
            [Deletion(CHILD, foreground=True)],
        ),
        (
            "the owner has waited long enough",
            [owner := config("owner", **FOREGROUND)],
            [Unhold(owner, "foregroundDeletion")],
        ),
        (
            "the owner does not wait for this one",
            [owner, free := config("child", **names("owner", blocking=False))],
            [Unhold(owner, "foregroundDeletion"), Deletion(free)],
        ),
        (
            "the owner leaves it an orphan",
            [leaving := config("owner", **ORPHAN), CHILD],
            [Release(CHILD, frozenset({"uid-owner"})), Unhold(leaving, "orphan")],
        ),
    ],
)
def test_collect(what: str, found: list[Found], expected: list[Action]) -> None:
    assert collect(found, [], KINDS) == expected, what


def test_an_owner_without_namespace_counts() -> None:
    node = Found("nodes", {"metadata": {"name": "owner", "uid": "uid-owner"}})

    assert collect([CHILD], [node], KINDS) == []
