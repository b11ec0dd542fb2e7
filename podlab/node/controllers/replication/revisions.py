"""A Deployment's ReplicaSets: the one with its template, the older ones, and their sizes."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

from podlab.node.controllers.events import EventLog
from podlab.node.objects.creating import check_namespace
from podlab.node.objects.deleting import delete
from podlab.node.objects.owning import changed_by_controller, made_by_controller
from podlab.node.store import AlreadyExists, NotFound, Store
from podlab.pods.objects import JsonObject
from podlab.workloads.deployments.conditions import (
    CREATED,
    FOUND,
    condition,
    find_condition,
    has_deadline,
    with_condition,
)
from podlab.workloads.deployments.numbers import replicas_of
from podlab.workloads.deployments.revisions import (
    REVISION,
    forgotten,
    make_replica_set,
    new_replica_set,
    next_revision,
    old_replica_sets,
    with_revision,
    with_sizes,
)
from podlab.workloads.deployments.rollout import first_size
from podlab.workloads.deployments.scaling import Sizes

RESOURCE = "replicasets"

Split = tuple[JsonObject | None, list[JsonObject]]


class Revisions:
    """Works on a copy of the Deployment; whoever calls writes its status and annotations."""

    def __init__(self, store: Store, events: EventLog, now: Callable[[], datetime]) -> None:
        self._store = store
        self._events = events
        self._now = now

    def split(self, deployment: JsonObject, replica_sets: Sequence[JsonObject]) -> Split:
        """The ReplicaSet with the present template, and the others."""
        new = new_replica_set(deployment, replica_sets)
        return new, old_replica_sets(replica_sets, new)

    def existing(
        self, deployment: JsonObject, replica_sets: Sequence[JsonObject]
    ) -> tuple[JsonObject, JsonObject | None, list[JsonObject]]:
        """The same, with the newest revision written on the new one if there is one."""
        new, old = self.split(deployment, replica_sets)
        if new is None:
            return deployment, None, old
        seconds = deployment["spec"].get("minReadySeconds") or 0

        def edit(stored: JsonObject) -> JsonObject:
            numbered = with_revision(deployment, stored, next_revision(old))
            spec = {key: each for key, each in stored["spec"].items() if key != "minReadySeconds"}
            return {
                **numbered,
                "spec": {**spec, **({"minReadySeconds": seconds} if seconds else {})},
            }

        new = self._change(new, edit)
        name = new["metadata"]["name"]
        known = find_condition(deployment.get("status", {}).get("conditions") or [], "Progressing")
        if known is None:
            deployment = self._progressing(deployment, FOUND, f'Found new replica set "{name}"')
        return _noted(deployment, new), new, old

    def ensured(
        self, deployment: JsonObject, replica_sets: Sequence[JsonObject]
    ) -> tuple[JsonObject, JsonObject, list[JsonObject]]:
        """The same, with a new one made where none has the template."""
        deployment, new, old = self.existing(deployment, replica_sets)
        if new is not None:
            return deployment, new, old
        new = self._create(deployment, old)
        name, size = new["metadata"]["name"], replicas_of(new)
        if size:
            message = f"Scaled up replica set {name} from 0 to {size}"
            self._events.normal(deployment, "ScalingReplicaSet", message)
        deployment = self._progressing(deployment, CREATED, f'Created new replica set "{name}"')
        return _noted(deployment, new), new, old

    def resize(
        self,
        deployment: JsonObject,
        new: JsonObject | None,
        old: Sequence[JsonObject],
        sizes: Sizes,
    ) -> Split:
        """Give those named in `sizes` their size, and all of these the Deployment's own."""
        after = {
            each["metadata"]["uid"]: self._resized(deployment, each, sizes)
            for each in [*old, *([new] if new else [])]
        }
        kept = [after[each["metadata"]["uid"]] for each in old]
        return after[new["metadata"]["uid"]] if new else None, kept

    def forget(self, deployment: JsonObject, old: Sequence[JsonObject]) -> None:
        """Delete what revisionHistoryLimit does not keep."""
        for each in forgotten(deployment, old):
            with contextlib.suppress(NotFound):
                delete(self._store, RESOURCE, each)

    def with_noted_revision(self, stored: JsonObject, noted: JsonObject) -> JsonObject:
        """The stored Deployment with the revision of the worked-on copy."""
        revision = (noted["metadata"].get("annotations") or {}).get(REVISION)
        return _with_revision(stored, revision) if revision else stored

    def _create(self, deployment: JsonObject, old: Sequence[JsonObject]) -> JsonObject:
        made = make_replica_set(deployment, old)
        made["spec"]["replicas"] = first_size(deployment, old)
        metadata = made["metadata"]
        check_namespace(
            self._store, metadata["namespace"], f'replicasets.apps "{metadata["name"]}"'
        )
        try:
            return self._store.create(RESOURCE, made_by_controller(made))
        except AlreadyExists:
            self._note_collision(deployment)
            raise

    def _note_collision(self, deployment: JsonObject) -> None:
        """Somebody else has the name: the next attempt takes another one."""
        metadata = deployment["metadata"]

        def edit(stored: JsonObject) -> JsonObject:
            status = stored.get("status", {})
            count = (status.get("collisionCount") or 0) + 1
            return {**stored, "status": {**status, "collisionCount": count}}

        self._store.change("deployments", metadata["namespace"], metadata["name"], edit)

    def _resized(self, deployment: JsonObject, replica_set: JsonObject, sizes: Sizes) -> JsonObject:
        name, before = replica_set["metadata"]["name"], replicas_of(replica_set)
        if name not in sizes:
            return replica_set
        size = sizes[name]

        def edit(stored: JsonObject) -> JsonObject:
            sized = with_sizes(deployment, stored)
            return {**sized, "spec": {**sized["spec"], "replicas": size}}

        after = self._change(replica_set, edit)
        if size != before:
            direction = "up" if size > before else "down"
            message = f"Scaled {direction} replica set {name} from {before} to {size}"
            self._events.normal(deployment, "ScalingReplicaSet", message)
        return after

    def _change(
        self, replica_set: JsonObject, edit: Callable[[JsonObject], JsonObject]
    ) -> JsonObject:
        metadata = replica_set["metadata"]

        def owned(stored: JsonObject) -> JsonObject:
            return changed_by_controller(stored, edit(stored))

        return self._store.change(RESOURCE, metadata["namespace"], metadata["name"], owned)

    def _progressing(self, deployment: JsonObject, reason: str, message: str) -> JsonObject:
        if not has_deadline(deployment):
            return deployment
        status = deployment.get("status", {})
        said = condition("Progressing", "True", reason, message, self._now())
        conditions = with_condition(status.get("conditions") or [], said)
        return {**deployment, "status": {**status, "conditions": conditions}}


def _noted(deployment: JsonObject, new: JsonObject) -> JsonObject:
    revision = (new["metadata"].get("annotations") or {}).get(REVISION)
    return _with_revision(deployment, revision) if revision else deployment


def _with_revision(deployment: JsonObject, revision: str) -> JsonObject:
    metadata = deployment["metadata"]
    annotations = {**(metadata.get("annotations") or {}), REVISION: revision}
    return {**deployment, "metadata": {**metadata, "annotations": annotations}}
