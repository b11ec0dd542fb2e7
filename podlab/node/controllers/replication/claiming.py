"""Which objects a controller manages: its own, minus those it releases, plus orphans it adopts."""

import contextlib

from podlab.node.controllers.controller import only_status_changed
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject
from podlab.workloads.ownership import (
    claim_of,
    controller_of,
    owner_reference,
    selects,
    with_owner,
    without_owners,
)


def claimed(
    store: Store, owner: JsonObject, kind: str, resource: str, found: list[JsonObject]
) -> list[JsonObject]:
    """Those of the objects found that the owner manages from now on; writes what has changed."""
    reference = owner_reference(owner, "apps/v1", kind)
    kept: list[JsonObject] = []
    for obj in found:
        match claim_of(owner, obj):
            case "keep":
                kept.append(obj)
            case "adopt":
                kept += _adopted(store, resource, obj, reference)
            case "release":
                _released(store, resource, obj, reference["uid"])
            case "leave":
                pass
    return kept


def interested(store: Store, resource: str, event: WatchEvent) -> set[str]:
    """Names of those who manage or managed an object, or who might want to adopt it."""
    names = set()
    for obj in (event.object, event.previous):
        reference = controller_of(obj) if obj else None
        if reference is not None:
            names.add(str(reference["name"]))
    if controller_of(event.object) is None and not only_status_changed(event):
        labels = event.object["metadata"].get("labels")
        names |= {
            str(each["metadata"]["name"])
            for each in store.list(resource, event.namespace).items
            if selects(each["spec"].get("selector"), labels)
        }
    return names


def _adopted(
    store: Store, resource: str, obj: JsonObject, reference: JsonObject
) -> list[JsonObject]:
    metadata = obj["metadata"]
    with contextlib.suppress(NotFound):
        after = store.change(
            resource, metadata["namespace"], metadata["name"],
            lambda stored: with_owner(stored, reference),
        )  # fmt: skip
        holder = controller_of(after)
        return [after] if holder and holder["uid"] == reference["uid"] else []
    return []


def _released(store: Store, resource: str, obj: JsonObject, uid: str) -> None:
    metadata = obj["metadata"]
    with contextlib.suppress(NotFound):
        store.change(
            resource, metadata["namespace"], metadata["name"],
            lambda stored: without_owners(stored, {uid}),
        )  # fmt: skip
