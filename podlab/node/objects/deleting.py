"""How an object goes: a Pod with grace, and nothing before its last finalizer is gone.

Source: apiserver registry/rest/delete.go and registry/generic/registry/store.go.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal

from podlab.node.store import Store
from podlab.pods.objects import JsonObject, parse_timestamp, timestamp

Propagation = Literal["Background", "Foreground", "Orphan"]

ENDED = ("Succeeded", "Failed")
DEFAULT_GRACE = 30  # seconds; terminationGracePeriodSeconds of a Pod that names none
FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"
FINALIZER_OF = {"Foreground": FOREGROUND, "Orphan": ORPHAN}


def delete(
    store: Store,
    resource: str,
    obj: JsonObject,
    grace: int | None = None,
    propagation: Propagation | None = None,
) -> JsonObject:
    """Begin to delete an object; the answer is how it is left, or how it last was.

    `propagation` says what becomes of its dependents. None keeps to the finalizers that the
    object has, and means Background where it has none.
    """
    finalizers = _finalizers(obj, propagation)
    if resource == "pods":
        return _stop_pod(store, obj, grace, finalizers)
    return _remove(store, resource, obj, finalizers)


def remove_stopped_pod(store: Store, pod: JsonObject) -> JsonObject:
    """A Pod has no process any more: it goes, unless a finalizer still holds it."""
    return _remove(store, "pods", pod, _finalizers(pod, None))


def without_finalizer(obj: JsonObject, finalizer: str) -> JsonObject | None:
    """The object as its update is to be, for `Store.change`; None where nothing changes."""
    before = obj["metadata"].get("finalizers") or []
    if finalizer not in before:
        return None
    obj["metadata"]["finalizers"] = [each for each in before if each != finalizer]
    return obj


def _finalizers(obj: JsonObject, propagation: Propagation | None) -> list[str]:
    before = list(obj["metadata"].get("finalizers") or [])
    if propagation is None:
        return before
    kept = [each for each in before if each not in FINALIZER_OF.values()]
    asked = FINALIZER_OF.get(propagation)
    return [*kept, asked] if asked else kept


def _remove(
    store: Store, resource: str, obj: JsonObject, finalizers: list[str], grace: int = 0
) -> JsonObject:
    metadata = obj["metadata"]
    namespace, name = metadata.get("namespace") or "", metadata["name"]
    if not finalizers and grace == 0:
        return store.delete(resource, namespace, name)
    return store.change(
        resource, namespace, name, lambda stored: _ending(stored, grace, finalizers)
    )


def _stop_pod(
    store: Store, pod: JsonObject, grace: int | None, finalizers: list[str]
) -> JsonObject:
    if grace is None:
        wanted = pod.get("spec", {}).get("terminationGracePeriodSeconds")
        grace = DEFAULT_GRACE if wanted is None else int(wanted)
    if pod.get("status", {}).get("phase") in ENDED:
        grace = 0
    return _remove(store, "pods", pod, finalizers, max(grace, 0))


def _ending(obj: JsonObject, grace: int, finalizers: list[str]) -> JsonObject | None:
    metadata = obj["metadata"]
    before = metadata.get("deletionGracePeriodSeconds")
    changed = finalizers != (metadata.get("finalizers") or [])
    if changed:
        metadata["finalizers"] = finalizers
    if before is not None and before <= grace:
        return obj if changed else None  # the grace period can only be shortened
    asked = parse_timestamp(metadata.get("deletionTimestamp"))
    start = asked - timedelta(seconds=before) if asked and before else datetime.now(UTC)
    metadata["deletionTimestamp"] = timestamp(start + timedelta(seconds=grace))
    metadata["deletionGracePeriodSeconds"] = grace
    return obj
