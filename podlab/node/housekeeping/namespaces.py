"""The end of a namespace: its Pods stop, everything in it goes, then it goes itself."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from podlab.node.objects.deleting import delete
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject, timestamp

WORKLOADS = ("horizontalpodautoscalers", "deployments", "replicasets")  # who makes comes first
HOLDING = (*WORKLOADS, "pods", "persistentvolumeclaims")  # what a namespace waits for
CONTENT = ("services", "serviceaccounts", "configmaps", "secrets", "events")


def terminate_namespace(store: Store, name: str) -> JsonObject:
    """Begin to delete a namespace with all that is in it; the answer is how it is left."""

    def mark(namespace: JsonObject) -> JsonObject:
        namespace["metadata"].setdefault("deletionTimestamp", timestamp(datetime.now(UTC)))
        namespace["status"] = {**namespace.get("status", {}), "phase": "Terminating"}
        return namespace

    marked = store.change("namespaces", "", name, mark)
    for resource in HOLDING:
        for obj in store.list(resource, name).items:
            with contextlib.suppress(NotFound):
                delete(store, resource, obj)
    finish_namespace(store, name)
    return marked


def finish_namespace(store: Store, name: str) -> None:
    """Delete what is left of a namespace that ends, unless something in it still ends."""
    with contextlib.suppress(NotFound):
        namespace = store.get("namespaces", "", name)
        if "deletionTimestamp" not in namespace["metadata"]:
            return
        if any(store.list(resource, name).items for resource in HOLDING):
            return
        for resource in CONTENT:
            for obj in store.list(resource, name).items:
                with contextlib.suppress(NotFound):
                    store.delete(resource, name, obj["metadata"]["name"])
        store.delete("namespaces", "", name)


def follow_namespaces(store: Store) -> Callable[[], None]:
    """Finish each namespace when the last in it is gone; the result ends it."""

    def changed(event: WatchEvent) -> None:
        if event.type == "DELETED":
            finish_namespace(store, event.namespace)

    for namespace in store.list("namespaces").items:
        finish_namespace(store, namespace["metadata"]["name"])
    ends = [store.subscribe(resource, changed) for resource in HOLDING]

    def unfollow() -> None:
        for end in ends:
            end()

    return unfollow
