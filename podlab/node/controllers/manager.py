"""All controllers of a node, and the news from the store that wakes them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podlab.node.controllers.autoscaling import SECONDS_BETWEEN_LOOKS, Autoscalers, ReadUsage
from podlab.node.controllers.claims import CLUSTER, Claims, Release
from podlab.node.controllers.garbage import EVERYWHERE, OWNED, OWNING, GarbageCollector
from podlab.node.controllers.replication.deployments import Deployments
from podlab.node.controllers.replication.replicasets import ReplicaSets
from podlab.node.objects.creating import Admit
from podlab.node.store import Store, WatchEvent

if TYPE_CHECKING:
    from podlab.node.controllers.controller import Controller


def now_in_utc() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Controllers:
    """Start them once the store is open; what they missed while nobody ran is made up for."""

    def __init__(
        self,
        store: Store,
        admit: Admit,
        read_usage: ReadUsage,
        release: Release,
        autoscale_seconds: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._store = store
        self._autoscalers = Autoscalers(store, read_usage, autoscale_seconds, now_in_utc)
        self._replica_sets = ReplicaSets(store, admit, now_in_utc)
        self._deployments = Deployments(store, now_in_utc)
        self._claims = Claims(store, release, now_in_utc)
        self._garbage = GarbageCollector(store)
        self._unsubscribe: list[Callable[[], None]] = []

    def start(self) -> None:
        """Take up everything that is in the store; returns at once."""
        self._follow("replicasets", self._replica_sets.changed)
        self._follow("replicasets", self._deployments.replica_set_changed)
        self._follow("deployments", self._deployments.changed)
        self._follow("horizontalpodautoscalers", self._autoscalers.changed)
        self._follow("pods", self._replica_sets.pod_changed)
        self._follow("pods", self._deployments.pod_changed)
        self._follow("persistentvolumeclaims", self._claims.changed)
        self._follow("pods", self._claims.pod_changed)
        for resource in (*OWNED, *OWNING):
            self._follow(resource, self._garbage.changed)
        for controller in self._controllers():
            controller.start()
        for resource, controller in (
            ("replicasets", self._replica_sets.controller),
            ("deployments", self._deployments.controller),
            ("horizontalpodautoscalers", self._autoscalers.controller),
            ("persistentvolumeclaims", self._claims.controller),
            ("persistentvolumes", self._claims.controller),
        ):
            for each in self._store.list(resource).items:
                metadata = each["metadata"]
                controller.wake(metadata.get("namespace") or CLUSTER, metadata["name"])
        self._garbage.controller.wake(EVERYWHERE, "")

    def stop(self) -> None:
        """End every thread; Pods go on running, and the next start goes on where this one was."""
        while self._unsubscribe:
            self._unsubscribe.pop()()
        for controller in self._controllers():
            controller.stop()

    def _follow(self, resource: str, changed: Callable[[WatchEvent], None]) -> None:
        self._unsubscribe.append(self._store.subscribe(resource, changed))

    def _controllers(self) -> "tuple[Controller, ...]":
        return (
            self._replica_sets.controller,
            self._deployments.controller,
            self._autoscalers.controller,
            self._claims.controller,
            self._garbage.controller,
        )
