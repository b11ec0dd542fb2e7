"""What running containers use: two readings of the engine's counters, a second apart.

Nothing is measured unless somebody asks, so an idle node costs nothing.
"""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, translated
from podlab.node.runtime import ContainerUsage, Usage

SECONDS_BETWEEN_READINGS = 1.0
SECONDS_KEPT = 15.0  # as metrics-server keeps its own
CALLS_AT_ONCE = 8


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

    def read(self, oldest: float = SECONDS_KEPT) -> Usage:
        """What was measured at most `oldest` seconds ago, or a new measurement.

        Raises RuntimeUnavailable. Measuring blocks for a second.
        """
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept_at >= oldest:
                self._kept = self._measure()
                self._kept_at = time.monotonic()
            return self._kept

    def _measure(self) -> Usage:
        labels = {
            each["Id"]: each["Labels"]
            for each in self._engine.containers()
            if each["State"] == "running" and each["Labels"].get(names.CONTAINER)
        }
        with ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="usage") as pool:
            before = dict(zip(labels, pool.map(self._reading, labels), strict=True))
            time.sleep(SECONDS_BETWEEN_READINGS)
            after = dict(zip(labels, pool.map(self._reading, labels), strict=True))
        found = [
            _usage(labels[each], first, last)
            for each in labels
            if (first := before[each]) and (last := after[each])
        ]
        return Usage(datetime.now(UTC), SECONDS_BETWEEN_READINGS, tuple(found))

    def _reading(self, container_id: str) -> Reading | None:
        """None for a container that has ended."""
        try:
            with translated():
                stats = self._engine.api.stats(container_id, stream=False, one_shot=True)
        except EngineError:
            return None
        return reading_of(stats)


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
