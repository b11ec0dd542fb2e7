"""Keeps each ReplicaSet at its number of Pods. Source: pkg/controller/replicaset/replica_set.go."""

import contextlib
from collections.abc import Callable
from datetime import datetime

from podlab.node.controllers.controller import Controller, NotDone, only_status_changed
from podlab.node.controllers.events import EventLog
from podlab.node.controllers.replication.claiming import claimed, interested
from podlab.node.objects.creating import Admit, NamespaceEnds, Refused, create_pod
from podlab.node.objects.deleting import delete
from podlab.node.objects.owning import changed_by_controller
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject
from podlab.workloads.pods import is_active
from podlab.workloads.replicas import (
    ReplicaFailure,
    new_pod,
    next_available,
    pods_to_delete,
    replica_set_status,
)

RESOURCE = "replicasets"
MOST_AT_ONCE = 500  # Pods that one step creates or deletes


class ReplicaSets:
    """One step looks at one ReplicaSet and at all the Pods of its namespace."""

    def __init__(self, store: Store, admit: Admit, now: Callable[[], datetime]) -> None:
        self._store = store
        self._admit = admit
        self._now = now
        self._events = EventLog(store, "replicaset-controller", now)
        self.controller = Controller(RESOURCE, self.sync)

    def changed(self, event: WatchEvent) -> None:
        """A ReplicaSet changed. Called under the store's lock."""
        if not only_status_changed(event):
            self.controller.wake(event.namespace, event.object["metadata"]["name"])

    def pod_changed(self, event: WatchEvent) -> None:
        """A Pod changed: its ReplicaSet counts again, also the one that it had before."""
        for name in interested(self._store, RESOURCE, event):
            self.controller.wake(event.namespace, name)

    def sync(self, namespace: str, name: str) -> float | None:
        """Claim, create or delete, report; raises NotDone when a Pod could not be created."""
        try:
            replica_set = self._store.get(RESOURCE, namespace, name)
        except NotFound:
            return None
        active = [pod for pod in self._store.list("pods", namespace).items if is_active(pod)]
        pods = claimed(self._store, replica_set, "ReplicaSet", "pods", active)
        failure = None
        if "deletionTimestamp" not in replica_set["metadata"]:
            failure = self._make_right(replica_set, pods)
        now = self._now()
        self._report(replica_set, replica_set_status(replica_set, pods, failure, now))
        if failure is not None:
            raise NotDone(failure.message)
        soon = next_available(replica_set, pods, now)
        return (soon - now).total_seconds() if soon else None

    def _make_right(self, replica_set: JsonObject, pods: list[JsonObject]) -> ReplicaFailure | None:
        missing = int(replica_set["spec"].get("replicas", 1)) - len(pods)
        if missing < 0:
            for pod in pods_to_delete(pods, min(-missing, MOST_AT_ONCE), self._now()):
                self._delete(replica_set, pod)
        for _ in range(min(missing, MOST_AT_ONCE)):
            try:
                pod = create_pod(self._store, self._admit, new_pod(replica_set))
            except NamespaceEnds:
                return None
            except Refused as refused:
                self._events.warning(replica_set, "FailedCreate", f"Error creating: {refused}")
                return ReplicaFailure("FailedCreate", str(refused))
            message = f"Created pod: {pod['metadata']['name']}"
            self._events.normal(replica_set, "SuccessfulCreate", message)
        return None

    def _delete(self, replica_set: JsonObject, pod: JsonObject) -> None:
        with contextlib.suppress(NotFound):
            delete(self._store, "pods", pod)
            message = f"Deleted pod: {pod['metadata']['name']}"
            self._events.normal(replica_set, "SuccessfulDelete", message)

    def _report(self, replica_set: JsonObject, status: JsonObject) -> None:
        metadata = replica_set["metadata"]

        def edit(stored: JsonObject) -> JsonObject | None:
            same = stored["metadata"]["uid"] == metadata["uid"]
            new = {**stored, "status": status}
            return changed_by_controller(stored, new, "status") if same else None

        with contextlib.suppress(NotFound):
            self._store.change(RESOURCE, metadata["namespace"], metadata["name"], edit)
