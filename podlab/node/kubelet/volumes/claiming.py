"""Claims get their volume when the first Pod that names them gets the node, and give it back."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

from lightkube.models.core_v1 import Pod

from podlab.node.controllers.events import EventLog
from podlab.node.engine import names
from podlab.node.engine.bodies.holders import holder_config
from podlab.node.engine.bodies.volumes import VolumePlan
from podlab.node.engine.engine import Engine
from podlab.node.store import AlreadyExists, NotFound, Store
from podlab.pods.claims import bound_claim, claim_names, volume_for, volume_name
from podlab.pods.claims.binding import PROVISIONER
from podlab.pods.objects import JsonObject, metadata_of


class Claiming:
    """Binds claims; used by one thread at a time, the one that places a Pod."""

    def __init__(self, store: Store, node_name: str) -> None:
        self._store = store
        self._node_name = node_name
        self._events = EventLog(store, PROVISIONER, lambda: datetime.now(UTC))

    def bind(self, pod: Pod) -> bool:
        """Bind every claim of the Pod that is not bound; False when one has just gone."""
        namespace = metadata_of(pod).namespace or ""
        try:
            for name in claim_names(pod):
                self._bind(namespace, name)
        except NotFound:
            return False
        return True

    def _bind(self, namespace: str, name: str) -> None:
        claim = self._store.get("persistentvolumeclaims", namespace, name)
        if "volumeName" in claim["spec"]:
            return
        with suppress(AlreadyExists):
            self._store.create("persistentvolumes", volume_for(claim, self._node_name))
        uid = claim["metadata"]["uid"]

        def edit(stored: JsonObject) -> JsonObject | None:
            same = stored["metadata"]["uid"] == uid
            return bound_claim(stored, self._node_name) if same else None

        bound = self._store.change("persistentvolumeclaims", namespace, name, edit)
        message = f"Successfully provisioned volume {volume_name(claim)}"
        self._events.normal(bound, "ProvisioningSucceeded", message)


def hold(engine: Engine, plans: Iterable[VolumePlan]) -> None:
    """Let claims in memory outlive the Pods: a tmpfs is empty when the last container leaves it."""
    for plan in plans:
        if plan.claim and plan.is_memory:
            engine.start(engine.create(holder_config(plan), names.holder_name(plan.claim)))


def release(engine: Engine, claim_uid: str) -> None:
    """Remove what the engine has of a claim; raises EngineError while a container mounts it."""
    engine.remove(names.holder_name(claim_uid))
    engine.remove_volume(names.claim_volume_name(claim_uid))
