"""Claims: told why they wait, kept while a Pod uses them, and cleared away with their volume."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from functools import partial

from podlab.node.controllers.controller import Controller
from podlab.node.controllers.events import EventLog
from podlab.node.objects.deleting import without_finalizer
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.claims import PROTECTION, binding_problem, claim_names, volume_name
from podlab.pods.objects import JsonObject, pod_of

CLUSTER = ""  # the namespace of keys that name a volume

Release = Callable[[str], None]


class Claims:
    """`release` clears a claim's volume from the engine by the claim's uid, or raises NotDone.

    The volume goes before the claim does, so whoever sees that a claim is gone, or its namespace,
    finds nothing of it left.
    """

    def __init__(self, store: Store, release: Release, now: Callable[[], datetime]) -> None:
        self._store = store
        self._release = release
        self._events = EventLog(store, "persistentvolume-controller", now)
        self.controller = Controller("claims", self.sync)

    def changed(self, event: WatchEvent) -> None:
        """A claim changed. Called under the store's lock."""
        if event.type == "DELETED":
            self.controller.wake(CLUSTER, volume_name(event.object))
        else:
            self.controller.wake(event.namespace, event.object["metadata"]["name"])

    def pod_changed(self, event: WatchEvent) -> None:
        """A Pod changed: when it is gone, its claims may go. Called under the store's lock."""
        if event.type == "DELETED":
            for name in claim_names(pod_of(event.object)):
                self.controller.wake(event.namespace, name)

    def sync(self, namespace: str, name: str) -> None:
        """One step of a claim, or of a volume whose claim has gone without one."""
        if namespace == CLUSTER:
            self._reclaim(name)
            return
        with contextlib.suppress(NotFound):
            claim = self._store.get("persistentvolumeclaims", namespace, name)
            if "deletionTimestamp" in claim["metadata"]:
                self._finish(claim)
            elif "volumeName" not in claim["spec"]:
                self._tell(claim)

    def _tell(self, claim: JsonObject) -> None:
        kind, reason, message = binding_problem(claim)
        tell = self._events.warning if kind == "Warning" else self._events.normal
        tell(claim, reason, message)

    def _finish(self, claim: JsonObject) -> None:
        metadata = claim["metadata"]
        if metadata.get("finalizers") != [PROTECTION] or self._is_used(claim):
            return
        self._clear(metadata["uid"], volume_name(claim))
        self._store.change(
            "persistentvolumeclaims",
            metadata["namespace"],
            metadata["name"],
            partial(without_finalizer, finalizer=PROTECTION),
        )

    def _reclaim(self, volume: str) -> None:
        with contextlib.suppress(NotFound):
            wanted = self._store.get("persistentvolumes", "", volume)["spec"]["claimRef"]
            claims = self._store.list("persistentvolumeclaims", wanted["namespace"]).items
            if wanted["uid"] not in {each["metadata"]["uid"] for each in claims}:
                self._clear(wanted["uid"], volume)

    def _clear(self, claim_uid: str, volume: str) -> None:
        self._release(claim_uid)
        with contextlib.suppress(NotFound):
            self._store.delete("persistentvolumes", "", volume)

    def _is_used(self, claim: JsonObject) -> bool:
        metadata = claim["metadata"]
        return any(
            pod["spec"].get("nodeName") and metadata["name"] in claim_names(pod_of(pod))
            for pod in self._store.list("pods", metadata["namespace"]).items
        )
