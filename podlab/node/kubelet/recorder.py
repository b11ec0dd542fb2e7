"""What happened to Pods, as core v1 Event objects: repeated ones are counted, not added."""

import logging
import queue
import threading
import time
from datetime import datetime

from lightkube.models.core_v1 import Pod

from podlab.node.store import NotFound, Store, StoreError
from podlab.pods.events import PodEvent
from podlab.pods.objects import JsonObject, container_field_path, metadata_of, timestamp

logger = logging.getLogger(__name__)

Happening = tuple[Pod, PodEvent, datetime]
Key = tuple[str, str, str, str]


class Recorder:
    """Writes events in the order in which they happened, off the thread that acts."""

    def __init__(self, store: Store, node_name: str) -> None:
        self._store = store
        self._node_name = node_name
        self._queue: queue.SimpleQueue[Happening | None] = queue.SimpleQueue()
        self._names: dict[Key, str] = {}
        self._last = 0
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is waiting, then end."""
        self._queue.put(None)
        self._thread.join(timeout=5)

    def record(self, pod: Pod, event: PodEvent, now: datetime) -> None:
        """Note that this happened to the Pod; returns at once."""
        self._queue.put((pod, event, now))

    def forget(self, pod_uid: str) -> None:
        """The Pod is gone; its events stay in the store."""
        self._names = {key: name for key, name in self._names.items() if key[0] != pod_uid}

    def _run(self) -> None:
        while (happening := self._queue.get()) is not None:
            try:
                self._write(*happening)
            except StoreError as problem:
                logger.warning("an event was not written: %s", problem)

    def _write(self, pod: Pod, event: PodEvent, now: datetime) -> None:
        metadata = metadata_of(pod)
        key = (metadata.uid or "", event.reason, event.container, event.message)
        namespace = metadata.namespace or "default"
        known = self._names.get(key)
        if known:
            try:
                self._store.change("events", namespace, known, lambda seen: _again(seen, now))
            except NotFound:
                del self._names[key]
            else:
                return
        self._last = max(self._last + 1, time.time_ns())
        name = f"{metadata.name}.{self._last:x}"  # in the order in which they happened
        self._store.create("events", _event(pod, event, now, name, self._node_name))
        self._names[key] = name


def _again(seen: JsonObject, now: datetime) -> JsonObject:
    return {**seen, "count": seen.get("count", 1) + 1, "lastTimestamp": timestamp(now)}


def _event(pod: Pod, event: PodEvent, now: datetime, name: str, node_name: str) -> JsonObject:
    metadata = metadata_of(pod)
    involved: JsonObject = {
        "apiVersion": "v1",
        "kind": "Pod",
        "namespace": metadata.namespace,
        "name": metadata.name,
        "uid": metadata.uid,
        "resourceVersion": metadata.resourceVersion,
    }
    if event.container:
        involved["fieldPath"] = container_field_path(pod, event.container)
    source = {"component": event.component}
    if event.component == "kubelet":
        source["host"] = node_name
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": name, "namespace": metadata.namespace},
        "involvedObject": involved,
        "reason": str(event.reason),
        "message": event.message,
        "type": event.type,
        "source": source,
        "count": 1,
        "firstTimestamp": timestamp(now),
        "lastTimestamp": timestamp(now),
        "eventTime": None,
        "reportingComponent": event.component,
        "reportingInstance": node_name if event.component == "kubelet" else "",
    }
