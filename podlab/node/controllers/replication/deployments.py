"""Rolls each Deployment on, step by step. Source: pkg/controller/deployment."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from podlab.node.controllers.controller import Controller, only_status_changed
from podlab.node.controllers.events import EventLog
from podlab.node.controllers.replication.claiming import claimed, interested
from podlab.node.controllers.replication.revisions import Revisions
from podlab.node.objects.owning import changed_by_controller
from podlab.node.store import NotFound, Store, WatchEvent
from podlab.pods.objects import JsonObject
from podlab.workloads.deployments.conditions import pausing_condition, with_condition
from podlab.workloads.deployments.numbers import is_rolling
from podlab.workloads.deployments.rollout import recreate_step, rolling_step
from podlab.workloads.deployments.scaling import Sizes, is_scaling, scaled_sizes
from podlab.workloads.deployments.status import (
    deadline_of,
    deployment_status,
    is_complete,
    rollout_status,
)
from podlab.workloads.ownership import controller_of, is_controlled_by

RESOURCE = "deployments"
AFTER_DEADLINE = timedelta(seconds=1)


class Deployments:
    """One step looks at one Deployment, at its ReplicaSets and, to recreate, at their Pods."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._revisions = Revisions(store, EventLog(store, "deployment-controller", now), now)
        self.controller = Controller(RESOURCE, self.sync)

    def changed(self, event: WatchEvent) -> None:
        """A Deployment changed. Called under the store's lock."""
        if not only_status_changed(event):
            self.controller.wake(event.namespace, event.object["metadata"]["name"])

    def replica_set_changed(self, event: WatchEvent) -> None:
        """A ReplicaSet changed, be it only in its status."""
        for name in interested(self._store, RESOURCE, event):
            self.controller.wake(event.namespace, name)

    def pod_changed(self, event: WatchEvent) -> None:
        """A Pod is gone: a Deployment that recreates may have waited for that."""
        reference = controller_of(event.object)
        if event.type != "DELETED" or reference is None:
            return
        with contextlib.suppress(NotFound):
            replica_set = self._store.get("replicasets", event.namespace, reference["name"])
            above = controller_of(replica_set)
            if above is not None:
                self.controller.wake(event.namespace, above["name"])

    def sync(self, namespace: str, name: str) -> float | None:
        """Take one step, and say what is true after it."""
        try:
            deployment = self._store.get(RESOURCE, namespace, name)
        except NotFound:
            return None
        found = self._store.list("replicasets", namespace).items
        replica_sets = claimed(self._store, deployment, "Deployment", "replicasets", found)
        if "deletionTimestamp" in deployment["metadata"]:
            new, old = self._revisions.split(deployment, replica_sets)
            self._report(deployment, deployment_status(deployment, new, old, self._now()))
            return None
        deployment = self._tell_pause(deployment)
        if deployment["spec"].get("paused") or is_scaling(deployment, replica_sets):
            self._scale(deployment, replica_sets)
            return None
        if is_rolling(deployment):
            return self._roll(deployment, replica_sets)
        return self._recreate(deployment, replica_sets)

    def _scale(self, deployment: JsonObject, replica_sets: Sequence[JsonObject]) -> None:
        deployment, new, old = self._revisions.existing(deployment, replica_sets)
        sizes = scaled_sizes(deployment, new, old)
        new, old = self._revisions.resize(deployment, new, old, sizes)
        if deployment["spec"].get("paused"):
            self._revisions.forget(deployment, old)
        self._report(deployment, deployment_status(deployment, new, old, self._now()))

    def _roll(self, deployment: JsonObject, replica_sets: Sequence[JsonObject]) -> float | None:
        deployment, new, old = self._revisions.ensured(deployment, replica_sets)
        return self._finish(deployment, new, old, rolling_step(deployment, new, old))

    def _recreate(self, deployment: JsonObject, replica_sets: Sequence[JsonObject]) -> float | None:
        deployment, new, old = self._revisions.existing(deployment, replica_sets)
        namespace = deployment["metadata"]["namespace"]
        pods = [
            pod
            for pod in self._store.list("pods", namespace).items
            if any(is_controlled_by(pod, each) for each in old)
        ]
        sizes = recreate_step(deployment, new, old, pods)
        if sizes is None:
            deployment, new, old = self._revisions.ensured(deployment, replica_sets)
        return self._finish(deployment, new, old, sizes or {})

    def _finish(
        self, deployment: JsonObject, new: JsonObject | None, old: list[JsonObject], sizes: Sizes
    ) -> float | None:
        new, old = self._revisions.resize(deployment, new, old, sizes)
        now = self._now()
        status = rollout_status(deployment, new, old, now)
        if is_complete(deployment, status):
            self._revisions.forget(deployment, old)
        self._report(deployment, status)
        stuck_at = deadline_of(deployment, status)
        if stuck_at is None:
            return None
        return max((stuck_at + AFTER_DEADLINE - now).total_seconds(), 1.0)

    def _tell_pause(self, deployment: JsonObject) -> JsonObject:
        said = pausing_condition(deployment, self._now())
        if said is None:
            return deployment
        status = deployment.get("status", {})
        conditions = with_condition(status.get("conditions") or [], said)
        return {**deployment, "status": {**status, "conditions": conditions}}

    def _report(self, deployment: JsonObject, status: JsonObject) -> None:
        """Write the status, and the revision that was noted on the Deployment."""
        metadata = deployment["metadata"]

        def edit(stored: JsonObject) -> JsonObject | None:
            if stored["metadata"]["uid"] != metadata["uid"]:
                return None
            noted = self._revisions.with_noted_revision(stored, deployment)
            return changed_by_controller(stored, {**noted, "status": status}, "status")

        with contextlib.suppress(NotFound):
            self._store.change(RESOURCE, metadata["namespace"], metadata["name"], edit)
