"""Removes what its owners leave behind, one namespace at a time."""

import contextlib
from functools import partial

from podlab.node.api.kinds import KINDS
from podlab.node.controllers.controller import Controller
from podlab.node.objects.deleting import Propagation, delete, without_finalizer
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject
from podlab.workloads.garbage import Action, Deletion, Found, Release, Unhold, collect
from podlab.workloads.ownership import without_owners

EVERYWHERE = ""
OWNED = tuple(kind.plural for kind in KINDS if kind.namespaced and kind.kind != "Event")
OWNING = tuple(kind.plural for kind in KINDS if not kind.namespaced)
KNOWN = frozenset((kind.api_version, kind.kind) for kind in KINDS)


class GarbageCollector:
    """One step looks at all the objects of a namespace."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.controller = Controller("garbage", self.sync)

    def changed(self, event: WatchEvent) -> None:
        """An object of any kind changed. Called under the store's lock."""
        metadata, before = event.object["metadata"], (event.previous or {}).get("metadata", {})
        named = metadata.get("ownerReferences") != before.get("ownerReferences")
        ends = metadata.get("deletionTimestamp") and metadata.get("finalizers")
        if event.type == "DELETED" or named or ends:
            self.controller.wake(event.namespace or EVERYWHERE, "")

    def sync(self, namespace: str, _: str) -> None:
        """Collect in this namespace, or EVERYWHERE."""
        if namespace != EVERYWHERE:
            self._collect(namespace)
            return
        for each in self._store.list("namespaces").items:
            self._collect(each["metadata"]["name"])

    def _collect(self, namespace: str) -> None:
        found = self._found(OWNED, namespace)  # all at one moment: owners come before dependents
        for action in collect(found, self._found(OWNING, None), KNOWN):
            with contextlib.suppress(NotFound):
                self._act(action)

    def _act(self, action: Action) -> None:
        resource, obj = action.of.resource, action.of.object
        match action:
            case Deletion(foreground=foreground):
                self._delete(resource, obj, "Foreground" if foreground else None)
            case Release(owners=owners):
                self._edit(resource, obj, partial(without_owners, uids=set(owners)))
            case Unhold(finalizer=finalizer):
                self._edit(resource, obj, partial(without_finalizer, finalizer=finalizer))

    def _delete(self, resource: str, obj: JsonObject, propagation: Propagation | None) -> None:
        """Unless by now another object has the name."""
        metadata = obj["metadata"]
        stored = self._store.get(resource, metadata["namespace"], metadata["name"])
        if stored["metadata"]["uid"] == metadata["uid"]:
            delete(self._store, resource, stored, propagation=propagation)

    def _edit(self, resource: str, obj: JsonObject, edit: "partial[JsonObject | None]") -> None:
        metadata = obj["metadata"]
        self._store.change(resource, metadata["namespace"], metadata["name"], edit)

    def _found(self, resources: tuple[str, ...], namespace: str | None) -> list[Found]:
        return [
            Found(resource, each)
            for resource, listing in self._store.list_together(resources, namespace).items()
            for each in listing.items
        ]
