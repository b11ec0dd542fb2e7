"""Prepares Pods: a pause container that runs, filled volumes, and containers not yet started.

What a create then has left to do is to start the containers. Nothing of the learner's runs
before the Pod is asked for, and nothing about it is stored: a set that is lost with this process
is garbage, which the next sweep removes.
"""

import contextlib
import logging
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from podlab.node.engine import names
from podlab.node.engine.bodies.containers import marked_ahead
from podlab.node.engine.errors import EngineError
from podlab.node.kubelet.networking.places import take_place
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.plans.containers import PodPlan
from podlab.node.kubelet.plans.identity import ConfigProblem
from podlab.node.kubelet.plans.volumes import MountFailed, volume_plans
from podlab.node.kubelet.pod.ending import remove_everything
from podlab.node.kubelet.pod.making import (
    Place,
    container_body,
    create,
    create_pause,
    messages_folder,
    run_pause,
)
from podlab.node.kubelet.preparing.prepared_sets import PreparedSet, PreparedSets, key_of
from podlab.node.kubelet.volumes.contents import mounts_parts
from podlab.node.kubelet.volumes.mounting import stored_sources
from podlab.node.runtime import Preparation, RuntimeUnavailable
from podlab.node.store import WatchEvent
from podlab.pods.expansion import MissingSource
from podlab.pods.objects import JsonObject, all_containers, metadata_of, pod_of
from podlab.pods.sync import ContainerStart
from podlab.pods.volumes import with_settled_parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

logger = logging.getLogger(__name__)

AT_A_TIME = 2  # more would make Pods that somebody waits for slower
SECONDS_TO_SETTLE = 30.0
FULL = "as many Pods are prepared as this node keeps"
DROPPED = "it is no longer wanted"
CANNOT = (EngineError, RuntimeUnavailable, MissingSource, ConfigProblem, MountFailed)


class Unprepared(Exception):
    """The Pod cannot be prepared; the text says why."""


class Preparer:
    """A PodPreparer on the engine. Keeps at most `most` idle sets."""

    def __init__(self, node: Node, most: int) -> None:
        self._node = node
        self._sets = PreparedSets(most)
        self._pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="preparing")
        self._unsubscribe: list[Callable[[], None]] = []

    def start(self) -> None:
        """Begin to follow what makes a prepared Pod stale."""
        subscribe = self._node.store.subscribe
        self._unsubscribe = [
            subscribe("namespaces", self._namespace_changed),
            subscribe("configmaps", self._configuration_changed),
            subscribe("secrets", self._configuration_changed),
            subscribe("services", self._names_changed),
            subscribe("persistentvolumeclaims", self._claim_changed),
        ]

    def stop(self) -> None:
        """Remove what nobody asked for, and end."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._discard(self._sets.drop_all())
        self._pool.shutdown()

    def prepare(self, pod: JsonObject, *, generated: bool, group: str = "") -> Future[Preparation]:
        """Begin to make a Pod's volumes and containers, unless an equal Pod is prepared."""
        metadata = {**pod["metadata"], "uid": str(uuid.uuid4())}
        spec = {"nodeName": self._node.name, **pod["spec"]}
        key = key_of(pod, generated=generated)
        wanted = PreparedSet(
            {**pod, "metadata": metadata, "spec": spec}, key, self._node.now(), group
        )
        kept = self._sets.add(wanted)
        if kept is None:
            wanted.answer.set_result(Preparation(metadata["name"], problem=FULL))
            return wanted.answer
        if kept is wanted:
            self._discard(self._sets.drop_others(wanted))
            self._pool.submit(self._make, wanted).add_done_callback(_log)
        return kept.answer

    def claim(self, pod: JsonObject, *, generated: bool) -> Preparation | None:
        """The identity that an equal Pod was prepared with, from now on the caller's alone."""
        found = self._sets.claim(key_of(pod, generated=generated), self._node.now())
        return found.identity if found else None

    def give_back(self, claimed: Preparation) -> None:
        """The Pod was not created after all."""
        self._sets.give_back(claimed.uid)

    def adopt(self, pod_uid: str) -> None:
        """Return once nobody but the caller, the Pod's worker, touches what the Pod has."""
        found = self._sets.adopt(pod_uid)
        if found is not None:
            found.settled.wait(SECONDS_TO_SETTLE)

    def uids(self) -> set[str]:
        """Whose engine objects are not garbage."""
        return self._sets.uids()

    def collect(self, now: "datetime") -> None:
        """Remove what has been idle for too long; returns at once."""
        self._discard(self._sets.drop_idle(now))

    def _make(self, wanted: PreparedSet) -> None:
        answer = Preparation(wanted.identity.name, problem=DROPPED)
        try:
            if self._sets.begin(wanted):
                answer = self._try(wanted)
        finally:
            kept = self._sets.finish(wanted, made=not answer.problem)
            wanted.answer.set_result(answer)
        if not kept and not answer.problem and not wanted.claimed:
            self._tidy(wanted.uid)

    def _try(self, wanted: PreparedSet) -> Preparation:
        try:
            make_ahead(self._node, wanted.pod)
        except (Unprepared, *CANNOT) as problem:
            self._tidy(wanted.uid)
            return Preparation(wanted.identity.name, problem=str(problem))
        return wanted.identity

    def _discard(self, dropped: list[PreparedSet]) -> None:
        for each in dropped:
            self._pool.submit(self._tidy, each.uid).add_done_callback(_log)

    def _tidy(self, pod_uid: str) -> None:
        """Remove what was made; what stays because the engine fails is garbage for the sweep."""
        with contextlib.suppress(EngineError, RuntimeUnavailable):
            remove_everything(self._node, pod_uid)

    def _namespace_changed(self, event: WatchEvent) -> None:
        metadata = event.object["metadata"]
        if event.type == "DELETED" or "deletionTimestamp" in metadata:
            self._discard(self._sets.drop_namespace(metadata["name"]))

    def _claim_changed(self, event: WatchEvent) -> None:
        """A prepared Pod holds the volume, so it goes before the claim; a binding disturbs none."""
        if event.type == "DELETED" or "deletionTimestamp" in event.object["metadata"]:
            self._discard(self._sets.drop_namespace(event.namespace))

    def _configuration_changed(self, event: WatchEvent) -> None:
        self._discard(self._sets.drop_namespace(event.namespace))

    def _names_changed(self, event: WatchEvent) -> None:
        self._discard(self._sets.drop_networked(event.namespace))


def make_ahead(node: Node, stored: JsonObject) -> None:
    """Make all that the Pod needs; raises Unprepared, or one of CANNOT."""
    pod = pod_of(with_settled_parts(stored))
    metadata = metadata_of(pod)
    uid, namespace = metadata.uid or "", metadata.namespace or ""
    labels = names.pod_labels(node.engine.node_id, uid, namespace, metadata.name or "")
    sources = stored_sources(node.store, namespace)
    volumes = volume_plans(pod, labels, sources, restricted=node.restricted)
    place = take_place(node, pod)
    nests = node.engine.nests_cgroups
    plan = PodPlan(
        pod, labels, place.address, volumes, sources, node.restricted, nests, place.interface
    )
    pause_id = create_pause(node, plan, attempt=0)
    run_pause(node, plan, pause_id)
    whereto = Place(pause_id, messages_folder(node, uid))
    for container in all_containers(pod):
        if mounts_parts(container):
            continue  # an init container may make what is mounted
        entry = node.catalogue.resolve(container.image or "")
        if entry is None:  # one that is built may be another by the time that the Pod is created
            raise Unprepared(node.catalogue.refusal(container.image or ""))
        start = ContainerStart(container.name)
        image = node.accounts.of(entry, labels)
        config = container_body(node, plan, start, whereto, entry, image)
        create(node, plan, start, marked_ahead(config))


def _log(done: "Future[None]") -> None:
    """A bug must not vanish in a future that nobody asks."""
    if not done.cancelled() and (problem := done.exception()) is not None:
        logger.error("A Pod could not be prepared or tidied up", exc_info=problem)
