"""A Pod's volumes before its first container: what is missing is waited for.

Source of the waits and texts: pod-behaviour 6.1; kubernetes pkg/kubelet/kubelet.go,
util/goroutinemap/exponentialbackoff.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from lightkube.models.core_v1 import Pod

from podlab.node.engine.listing import Sandbox
from podlab.node.kubelet.networking.places import Place
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.plans.containers import PodPlan
from podlab.node.kubelet.plans.volumes import MountFailed, check_bound, volume_plans
from podlab.node.kubelet.volumes.refreshing import refresh
from podlab.node.store import NotFound, Store
from podlab.pods import events
from podlab.pods.objects import JsonObject, metadata_of, spec_of
from podlab.pods.status import SandboxState
from podlab.pods.volumes import Sources, is_rendered

FIRST_RETRY = timedelta(seconds=0.5)
LONGEST_RETRY = timedelta(minutes=2)


class Mounting:
    """Plans of one Pod. `retry_at` is None unless a volume cannot be set up."""

    def __init__(self, node: Node, labels: dict[str, str]) -> None:
        self.retry_at: datetime | None = None
        self._node = node
        self._labels = labels
        self._wait = FIRST_RETRY
        self._plan: PodPlan | None = None
        self._content: dict[str, str] = {}  # volume: the digest of its files when last looked at
        self._stale_told = ""

    def retry_now(self) -> None:
        """A ConfigMap or Secret has changed."""
        if self.retry_at is not None:
            self.retry_at = self._node.now()

    def plan(self, pod: Pod, place: Place, *, fresh: bool) -> PodPlan | None:
        """What all its containers share; None while a volume is missing or its retry waits.

        A volume is filled when the sandbox is made: later containers find it as it is.
        """
        now = self._node.now()
        if self.retry_at is not None and now < self.retry_at:
            return None
        restricted = self._node.restricted
        sources = self._sources(pod)
        known = None if fresh else self._plan
        try:
            check_bound(pod, sources)
            volumes = (
                known.volumes
                if known
                else volume_plans(pod, self._labels, sources, restricted=restricted)
            )
        except MountFailed as problem:
            event = events.failed_mount(problem.volume, problem.problem)
            self._node.recorder.record(pod, event, now)
            self.retry_at = now + self._wait
            self._wait = min(self._wait * 2, LONGEST_RETRY)
            return None
        self.retry_at, self._wait = None, FIRST_RETRY
        nests = self._node.engine.nests_cgroups
        self._plan = PodPlan(
            pod, self._labels, place.address, volumes, sources, restricted, nests, place.interface
        )
        return self._plan

    def refresh(self, pod: Pod, sandbox: Sandbox | None) -> None:
        """Bring the files of a running Pod up to date; what has gone missing stays as it was."""
        rendered = any(is_rendered(each) for each in spec_of(pod).volumes or [])
        if not rendered or sandbox is None or sandbox.state is not SandboxState.RUNNING:
            return
        now = self._node.now()
        try:
            plans = volume_plans(
                pod, self._labels, self._sources(pod), restricted=self._node.restricted
            )
        except MountFailed as problem:
            if problem.problem != self._stale_told:
                self._stale_told = problem.problem
                event = events.failed_mount(problem.volume, problem.problem)
                self._node.recorder.record(pod, event, now)
            return
        self._stale_told = ""
        wanted = {f"{sandbox.container_id}/{each.name}": each.digest
                  for each in plans if each.files is not None}  # fmt: skip
        if wanted != self._content:
            refresh(self._node.engine, sandbox.container_id, plans, now)
            self._content = wanted
            if self._plan is not None:
                self._plan = replace(self._plan, volumes=plans)

    def _sources(self, pod: Pod) -> Sources:
        return stored_sources(self._node.store, metadata_of(pod).namespace or "")


def stored_sources(store: Store, namespace: str) -> Sources:
    """The ConfigMaps, Secrets and claims that a namespace's Pods can use."""
    return Sources(
        StoredObjects(store, "configmaps", namespace),
        StoredObjects(store, "secrets", namespace),
        StoredObjects(store, "persistentvolumeclaims", namespace),
    )


class StoredObjects(Mapping[str, JsonObject]):
    """The objects of one resource in one namespace by name, read when they are asked for."""

    def __init__(self, store: Store, resource: str, namespace: str) -> None:
        self._store = store
        self._resource = resource
        self._namespace = namespace

    def __getitem__(self, name: str) -> JsonObject:
        try:
            return self._store.get(self._resource, self._namespace, name)
        except NotFound as missing:
            raise KeyError(name) from missing

    def __iter__(self) -> Iterator[str]:
        found = self._store.list(self._resource, self._namespace).items
        return iter([each["metadata"]["name"] for each in found])

    def __len__(self) -> int:
        return len(list(iter(self)))
