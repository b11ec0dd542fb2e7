"""How objects go: Pods with grace, and whatever a finalizer holds only after it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from podlab.node.housekeeping.first_objects import ensure_first_objects
from podlab.node.housekeeping.namespaces import follow_namespaces, terminate_namespace
from podlab.node.objects.deleting import delete, remove_stopped_pod, without_finalizer
from podlab.node.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.db")
    ensure_first_objects(store, "podlab", "v1.32.0")
    yield store
    store.close()


def make(store: Store, resource: str, *finalizers: str) -> dict[str, Any]:
    metadata = {"name": "web", "namespace": "default", "finalizers": list(finalizers)}
    return store.create(resource, {"metadata": metadata, "spec": {}})


@pytest.mark.parametrize(
    ("before", "propagation", "after"),
    [
        ([], "Foreground", ["foregroundDeletion"]),
        ([], "Orphan", ["orphan"]),
        (["mine"], None, ["mine"]),
        (["mine", "orphan"], "Background", ["mine"]),
        (["mine", "orphan"], "Foreground", ["mine", "foregroundDeletion"]),
    ],
)
def test_finalizers_hold_an_object(
    store: Store, before: list[str], propagation: Any, after: list[str]
) -> None:
    delete(store, "deployments", make(store, "deployments", *before), propagation=propagation)

    left = store.get("deployments", "default", "web")["metadata"]
    assert left["finalizers"] == after
    assert left["deletionGracePeriodSeconds"] == 0
    for each in after:
        edit = partial(without_finalizer, finalizer=each)
        store.change("deployments", "default", "web", edit)
    assert store.list("deployments").items == []


@pytest.mark.parametrize("propagation", [None, "Background"])
def test_without_finalizers_an_object_goes_at_once(store: Store, propagation: Any) -> None:
    delete(store, "deployments", make(store, "deployments"), propagation=propagation)

    assert store.list("deployments").items == []


def test_a_pod_with_a_finalizer_goes_when_it_has_stopped_and_the_finalizer_is_gone(
    store: Store,
) -> None:
    delete(store, "pods", make(store, "pods", "mine"), 5)
    stopping = store.get("pods", "default", "web")
    assert stopping["metadata"]["deletionGracePeriodSeconds"] == 5

    remove_stopped_pod(store, stopping)
    assert store.get("pods", "default", "web")["metadata"]["deletionGracePeriodSeconds"] == 0
    store.change("pods", "default", "web", lambda pod: without_finalizer(pod, "mine"))
    assert store.list("pods").items == []


def test_a_finalizer_removed_early_leaves_the_pod_its_grace(store: Store) -> None:
    delete(store, "pods", make(store, "pods", "mine"), 5)
    store.change("pods", "default", "web", lambda pod: without_finalizer(pod, "mine"))

    stopping = store.get("pods", "default", "web")
    remove_stopped_pod(store, stopping)
    assert store.list("pods").items == []


def test_a_namespace_takes_its_workloads_along_and_waits_for_finalizers(store: Store) -> None:
    store.create("namespaces", {"metadata": {"name": "class"}, "status": {"phase": "Active"}})
    unfollow = follow_namespaces(store)
    for resource, finalizers in (("deployments", []), ("replicasets", ["mine"])):
        metadata = {"name": "web", "namespace": "class", "finalizers": finalizers}
        store.create(resource, {"metadata": metadata})

    terminate_namespace(store, "class")
    assert store.list("deployments", "class").items == []
    assert store.get("namespaces", "", "class")["status"]["phase"] == "Terminating"
    store.change("replicasets", "class", "web", lambda obj: without_finalizer(obj, "mine"))
    assert [each["metadata"]["name"] for each in store.list("namespaces").items] == ["default"]
    unfollow()
