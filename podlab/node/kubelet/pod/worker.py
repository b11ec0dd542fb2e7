"""One Pod's worker: a thread that compares what is wanted with what runs, and acts.

Nothing it knows is needed after a crash: what is wanted is in the store, what runs is on the
engine's labels. What it does remember only saves work or repeats no event.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from podlab.node.engine.errors import EngineError
from podlab.node.kubelet.node import Node
from podlab.node.kubelet.pod.syncing import PodSync
from podlab.node.runtime import RuntimeUnavailable
from podlab.pods.objects import JsonObject

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 30.0  # without news one looks again all the same
RETRY_SECONDS = 1.0
SHORTEST_SECONDS = 0.05  # a deadline that has passed must not become a busy loop


class PodWorker:
    """Runs until the Pod is gone from engine and store; `gone` is then called with its uid.

    `take_over` is called first, and returns once nobody else works on the Pod.
    """

    def __init__(
        self,
        node: Node,
        pod: JsonObject,
        gone: Callable[[str], None],
        take_over: Callable[[str], None],
    ) -> None:
        self.uid = str(pod["metadata"]["uid"])
        self.namespace = str(pod["metadata"].get("namespace", ""))
        self._node = node
        self._gone = gone
        self._take_over = take_over
        self._sync = PodSync(node, pod, self.wake)
        self._condition = threading.Condition()
        self._latest: JsonObject | None = pod
        self._dirty = True
        self._retry_config = False
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"pod-{self.uid[:8]}", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    @property
    def is_unscheduled(self) -> bool:
        """Whether the Pod waits for the node."""
        return self._sync.is_unscheduled

    def stop(self) -> None:
        """End the thread after its present step; the Pod goes on."""
        with self._condition:
            self._stopping = True
            self._condition.notify()

    def join(self, seconds: float) -> None:
        """Wait for the end of the thread."""
        self._thread.join(seconds)

    def tell(self, pod: JsonObject | None) -> None:
        """The Pod has changed in the store; None: it was removed there. Returns at once."""
        with self._condition:
            before, self._latest = self._latest, pod
            if pod is None or before is None or _wanted(pod) != _wanted(before):
                self._dirty = True
                self._condition.notify()

    def wake(self) -> None:
        """Something happened on the engine. Returns at once."""
        with self._condition:
            self._dirty = True
            self._condition.notify()

    def engine_came_back(self) -> None:
        """It was away: connections to containers that run on are gone. Returns at once."""
        self._sync.adopt_again()
        self.wake()

    def configuration_changed(self) -> None:
        """A ConfigMap or Secret of the namespace changed. Returns at once."""
        with self._condition:
            self._retry_config = True
            self._dirty = True
            self._condition.notify()

    def _run(self) -> None:
        try:
            self._take_over(self.uid)
            self._work()
        finally:
            self._sync.close()

    def _work(self) -> None:
        wait = 0.0
        while True:
            with self._condition:
                if not self._dirty and not self._stopping:
                    self._condition.wait(wait)
                if self._stopping:
                    return
                self._dirty = False
                pod, retry, self._retry_config = self._latest, self._retry_config, False
            again = self._step(pod, retry_config=retry)
            if self._sync.is_over:
                self._gone(self.uid)
                return
            wait = self._seconds_until(again)

    def _step(self, pod: JsonObject | None, *, retry_config: bool) -> datetime | None:
        try:
            return self._sync.step(pod, retry_config=retry_config)
        except RuntimeUnavailable as problem:
            logger.info("Pod %s waits for the engine: %s", self.uid, problem)
        except EngineError as problem:
            logger.warning("The engine refused a step of Pod %s: %s", self.uid, problem)
        except Exception:
            logger.exception("Could not sync Pod %s; will retry", self.uid)
        return self._node.now() + timedelta(seconds=RETRY_SECONDS)

    def _seconds_until(self, moment: datetime | None) -> float:
        if moment is None:
            return LONGEST_SECONDS
        seconds = (moment - self._node.now()).total_seconds()
        return min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS)


def _wanted(pod: JsonObject) -> JsonObject:
    """What of a Pod its worker acts on: not the status, which it writes itself."""
    metadata = pod["metadata"]
    return {
        "spec": pod.get("spec"),
        "deletion": metadata.get("deletionTimestamp"),
        "labels": metadata.get("labels"),
        "annotations": metadata.get("annotations"),
    }
