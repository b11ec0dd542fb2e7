"""What running containers use: two readings of the engine's counters, a second apart.

Nothing is measured unless somebody asks, so an idle node costs nothing.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from requests.exceptions import JSONDecodeError

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, translated
from podlab.node.runtime import ContainerUsage, RuntimeUnavailable, Usage

SECONDS_BETWEEN_READINGS = 1.0
SECONDS_KEPT = 15.0  # as metrics-server keeps its own
CALLS_AT_ONCE = 8


@dataclass(frozen=True)
class PodReadings:
    """The last readings of one Pod's containers by id, and what they made."""

    at: float
    readings: Mapping[str, "Reading"]
    usage: Usage


@dataclass(frozen=True)
class Reading:
    """A container's counters at one moment."""

    at: datetime
    cpu_nanoseconds: int
    memory_bytes: int


class UsageMeter:
    """Measures all of this node's containers together, and keeps the answer for a while."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._kept: Usage | None = None
        self._kept_at = 0.0
        self._pods: dict[str, PodReadings] = {}

    def read(self, oldest: float = SECONDS_KEPT) -> Usage:
        """What was measured at most `oldest` seconds ago, or a new measurement.

        Raises RuntimeUnavailable. Measuring blocks for a second.
        """
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept_at >= oldest:
                self._kept = self._measure()
                self._kept_at = time.monotonic()
            return self._kept

    def read_pod(self, pod_uid: str) -> Usage:
        """What one Pod used since it was last asked for, if that was a moment ago.

        Each call reads each counter once, so that a Pod can be followed at little cost.
        Raises RuntimeUnavailable. The first call of a series blocks for a second.
        """
        before = self._pods.get(pod_uid)
        now = time.monotonic()
        if before and now - before.at < SECONDS_BETWEEN_READINGS:
            return before.usage
        labels = self._running(pod_uid)
        first = before.readings if before and now - before.at < SECONDS_KEPT else {}
        if not labels.keys() & first.keys():
            first = self._readings(labels)
            time.sleep(SECONDS_BETWEEN_READINGS)
        last = self._readings(labels)
        usage = _usage_between(labels, first, last)
        recent = {uid: kept for uid, kept in self._pods.items() if now - kept.at < SECONDS_KEPT}
        self._pods = {**recent, pod_uid: PodReadings(time.monotonic(), last, usage)}
        return usage

    def _running(self, pod_uid: str = "") -> dict[str, Mapping[str, str]]:
        """The labels of the running containers by id, of all Pods unless one is named."""
        return {
            each["Id"]: each["Labels"]
            for each in self._engine.containers(pod_uid)
            if each["State"] == "running" and each["Labels"].get(names.CONTAINER)
        }

    def _readings(self, ids: Iterable[str]) -> dict[str, Reading]:
        """All at once: an engine may answer each call only with its next reading."""
        listed = list(ids)
        with ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="usage") as pool:
            found = dict(zip(listed, pool.map(self._reading, listed), strict=True))
        return {each: reading for each, reading in found.items() if reading}

    def _measure(self) -> Usage:
        labels = self._running()
        before = self._readings(labels)
        time.sleep(SECONDS_BETWEEN_READINGS)
        return _usage_between(labels, before, self._readings(labels))

    def _reading(self, container_id: str) -> Reading | None:
        """None for a container that has ended."""
        try:
            with translated():
                stats = self._engine.api.stats(container_id, stream=False, one_shot=True)
        except EngineError:
            return None
        except RuntimeUnavailable as error:
            if isinstance(error.__cause__, JSONDecodeError):
                return None  # of a container that is just ending the engine says nothing at all
            raise
        return reading_of(stats)


def _usage_between(
    labels: Mapping[str, Mapping[str, str]],
    first: Mapping[str, Reading],
    last: Mapping[str, Reading],
) -> Usage:
    """Of the containers that were read twice."""
    both = [each for each in last if each in first]
    spans = [(last[each].at - first[each].at).total_seconds() for each in both]
    found = tuple(_usage(labels[each], first[each], last[each]) for each in both)
    return Usage(datetime.now(UTC), max(spans, default=SECONDS_BETWEEN_READINGS), found)


def reading_of(stats: Mapping[str, Any]) -> Reading | None:
    """The counters in the engine's words; None where the container runs no more."""
    memory = stats["memory_stats"]
    if "usage" not in memory:
        return None
    details = memory.get("stats", {})
    unused = details.get("inactive_file", details.get("total_inactive_file", 0))
    return Reading(
        datetime.fromisoformat(stats["read"]),
        stats["cpu_stats"]["cpu_usage"]["total_usage"],
        max(memory["usage"] - unused, 0),
    )


def _usage(labels: Mapping[str, str], first: Reading, last: Reading) -> ContainerUsage:
    seconds = max((last.at - first.at).total_seconds(), 0.001)
    used = max(last.cpu_nanoseconds - first.cpu_nanoseconds, 0)
    return ContainerUsage(
        labels[names.POD], labels[names.CONTAINER], round(used / seconds), last.memory_bytes
    )
