"""The end of a namespace: its Pods stop, everything in it goes, then it goes itself."""

import contextlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject, timestamp

CONTROLLERS = ("horizontalpodautoscalers", "deployments", "replicasets")
CONTENT = ("configmaps", "secrets", "events")
StopPod = Callable[[Store, JsonObject, int | None], JsonObject]


def terminate_namespace(store: Store, name: str, stop_pod: StopPod) -> JsonObject:
    """Begin to delete a namespace with all that is in it; the answer is how it is left."""

    def mark(namespace: JsonObject) -> JsonObject:
        namespace["metadata"].setdefault("deletionTimestamp", timestamp(datetime.now(UTC)))
        namespace["status"] = {**namespace.get("status", {}), "phase": "Terminating"}
        return namespace

    marked = store.change("namespaces", "", name, mark)
    _delete_all(store, name, CONTROLLERS)  # first, so that no Pod is made anew
    for pod in store.list("pods", name).items:
        with contextlib.suppress(NotFound):
            stop_pod(store, pod, None)
    finish_namespace(store, name)
    return marked


def finish_namespace(store: Store, name: str) -> None:
    """Delete what is left of a namespace that ends, unless one of its Pods still stops."""
    with contextlib.suppress(NotFound):
        namespace = store.get("namespaces", "", name)
        if "deletionTimestamp" not in namespace["metadata"] or store.list("pods", name).items:
            return
        _delete_all(store, name, CONTENT)
        store.delete("namespaces", "", name)


def _delete_all(store: Store, namespace: str, resources: Iterable[str]) -> None:
    for resource in resources:
        for obj in store.list(resource, namespace).items:
            with contextlib.suppress(NotFound):
                store.delete(resource, namespace, obj["metadata"]["name"])


def follow_namespaces(store: Store) -> Callable[[], None]:
    """Finish each namespace when its last Pod is gone; the result ends it."""

    def pod_changed(event: WatchEvent) -> None:
        if event.type == "DELETED":
            finish_namespace(store, event.namespace)

    for namespace in store.list("namespaces").items:
        finish_namespace(store, namespace["metadata"]["name"])
    return store.subscribe("pods", pod_changed)
