"""A Pod that a controller asks for obeys the same rules as one from the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from podlab.node.housekeeping.first_objects import ensure_first_objects
from podlab.node.objects.creating import NamespaceEnds, Refused, create_pod
from podlab.node.objects.quota import MOST_PODS
from podlab.node.store import Store
from podlab.pods.errors import FieldError


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.db")
    ensure_first_objects(store, "podlab", "v1.32.0")
    yield store
    store.close()


def admit(pod: dict[str, Any]) -> tuple[list[FieldError], list[str]]:
    refused = pod["spec"].get("hostNetwork")
    return [FieldError("spec.hostNetwork", "Forbidden: no")] if refused else [], []


def pod(namespace: str = "default", **spec: Any) -> dict[str, Any]:
    containers = [{"name": "main", "image": "nginx"}]
    metadata = {"generateName": "web-abc-", "namespace": namespace}
    return {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": metadata,
        "spec": {"containers": containers, **spec},
    }


def test_a_pod_gets_a_name_and_defaults(store: Store) -> None:
    made = create_pod(store, admit, pod())

    assert made["metadata"]["name"].startswith("web-abc-")
    assert len(made["metadata"]["name"]) == len("web-abc-") + 5
    assert made["spec"]["restartPolicy"] == "Always"
    assert made["status"] == {"phase": "Pending"}
    assert store.list("pods").items == [made]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"containers": []}, "is invalid: spec.containers: Required value"),
        ({"hostNetwork": True}, "is invalid: spec.hostNetwork: Forbidden: no"),
    ],
)
def test_a_bad_pod_is_refused(store: Store, spec: dict[str, Any], problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        create_pod(store, admit, pod(**spec))
    assert store.list("pods").items == []


def test_a_pod_may_only_name_a_runtime_class_that_is_there(store: Store) -> None:
    with pytest.raises(Refused, match='is forbidden: pod rejected: RuntimeClass "crun" not found'):
        create_pod(store, admit, pod(runtimeClassName="crun"))
    store.create("runtimeclasses", {"metadata": {"name": "crun"}, "handler": "crun"})

    assert create_pod(store, admit, pod(runtimeClassName="crun"))["spec"]["runtimeClassName"]


def test_so_many_pods_are_kept_and_no_more(store: Store) -> None:
    for number in range(MOST_PODS):
        metadata = {"name": f"p{number}", "namespace": "default"}
        store.create("pods", {"metadata": metadata, "status": {"phase": "Running"}})

    full = "exceeded quota: podlab, requested: pods=1, used: pods=500, limited: pods=500"
    with pytest.raises(Refused, match=full):
        create_pod(store, admit, pod())
    store.change("pods", "default", "p0", lambda ended: {**ended, "status": {"phase": "Failed"}})
    assert create_pod(store, admit, pod())["status"] == {"phase": "Pending"}


def test_nothing_comes_into_a_namespace_that_ends(store: Store) -> None:
    store.create("namespaces", {"metadata": {"name": "old"}, "status": {"phase": "Terminating"}})

    for namespace in ("old", "none"):
        with pytest.raises(NamespaceEnds):
            create_pod(store, admit, pod(namespace))
