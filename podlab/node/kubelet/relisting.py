"""Lists this node's containers every second, so that lost news of the engine costs a second.

The kubelet's pod lifecycle event generator does the same (pkg/kubelet/pleg/generic.go).
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.runtime import RuntimeUnavailable

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 1.0
GARBAGE_SECONDS = 30.0

Seen = dict[str, frozenset[tuple[str, str]]]


class Relist:
    """Wakes the worker of each Pod whose containers are not as they were, and sweeps up.

    `problem` is empty while the engine answers, else why it does not; `came_back` is called when
    it answers again after a failure.
    """

    def __init__(
        self,
        engine: Engine,
        wake: Callable[[str], None],
        collect: Callable[[], None],
        came_back: Callable[[], None],
    ) -> None:
        self.problem = "the container engine has not answered yet"
        self._engine = engine
        self._wake = wake
        self._collect = collect
        self._came_back = came_back
        self._stopping = threading.Event()
        self._was_lost = False
        self._last: Seen = {}
        self._swept_at = 0.0
        self._thread = threading.Thread(target=self._run, name="relist", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except (RuntimeUnavailable, EngineError) as problem:
                if not self.problem:
                    logger.warning("%s", problem)
                self.problem = str(problem)
                self._was_lost = True
                self._last = {}  # afterwards everybody looks again
            except Exception:
                logger.exception("Could not list the engine's containers; will retry")
            self._stopping.wait(PERIOD_SECONDS)

    def _turn(self) -> None:
        seen = self._list()
        if self._was_lost:  # not at the first look: workers may have begun before it
            self._came_back()
        self._was_lost = False
        self.problem = ""
        for pod_uid in seen.keys() | self._last.keys():
            if seen.get(pod_uid) != self._last.get(pod_uid):
                self._wake(pod_uid)
        self._last = seen
        if time.monotonic() - self._swept_at >= GARBAGE_SECONDS or not self._swept_at:
            self._swept_at = time.monotonic()
            self._collect()

    def _list(self) -> Seen:
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for each in self._engine.containers():
            found[each["Labels"].get(names.POD, "")].add((each["Id"], each["State"]))
        return {pod_uid: frozenset(containers) for pod_uid, containers in found.items()}
