"""What controllers did, as core v1 Event objects: a repeated one is counted, not added."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from podlab.node.store import NotFound, Store, StoreError
from podlab.pods.objects import JsonObject, timestamp

logger = logging.getLogger(__name__)

KNOWN = 1000  # events whose repetition is noticed

EventType = Literal["Normal", "Warning"]


class EventLog:
    """One controller's events; for its own thread only."""

    def __init__(self, store: Store, component: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._component = component
        self._now = now
        self._names: OrderedDict[tuple[str, str, str], str] = OrderedDict()
        self._last = 0

    def normal(self, about: JsonObject, reason: str, message: str) -> None:
        """Tell what was done."""
        self._tell(about, "Normal", reason, message)

    def warning(self, about: JsonObject, reason: str, message: str) -> None:
        """Tell what could not be done."""
        self._tell(about, "Warning", reason, message)

    def _tell(self, about: JsonObject, kind: EventType, reason: str, message: str) -> None:
        try:
            self._write(about, kind, reason, message)
        except StoreError as problem:
            logger.warning("an event was not written: %s", problem)

    def _write(self, about: JsonObject, kind: EventType, reason: str, message: str) -> None:
        metadata = about["metadata"]
        key = (str(metadata["uid"]), reason, message)
        if key in self._names and self._count(metadata["namespace"], self._names[key]):
            return
        self._last = max(self._last + 1, time.time_ns())
        name = f"{metadata['name']}.{self._last:x}"  # in the order in which they happened
        self._store.create("events", self._event(about, kind, reason, message, name))
        self._names[key] = name
        if len(self._names) > KNOWN:
            self._names.popitem(last=False)

    def _count(self, namespace: str, name: str) -> bool:
        """Count a repetition; False when the event is no longer there."""
        now = timestamp(self._now())

        def again(seen: JsonObject) -> JsonObject:
            return {**seen, "count": seen.get("count", 1) + 1, "lastTimestamp": now}

        try:
            self._store.change("events", namespace, name, again)
        except NotFound:
            return False
        return True

    def _event(
        self, about: JsonObject, kind: EventType, reason: str, message: str, name: str
    ) -> JsonObject:
        metadata, now = about["metadata"], timestamp(self._now())
        return {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"name": name, "namespace": metadata["namespace"]},
            "involvedObject": {
                "apiVersion": about["apiVersion"],
                "kind": about["kind"],
                "namespace": metadata["namespace"],
                "name": metadata["name"],
                "uid": metadata["uid"],
                "resourceVersion": metadata["resourceVersion"],
            },
            "reason": reason,
            "message": message,
            "type": kind,
            "source": {"component": self._component},
            "count": 1,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "eventTime": None,
            "reportingComponent": self._component,
            "reportingInstance": "",
        }
