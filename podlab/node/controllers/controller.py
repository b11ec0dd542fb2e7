"""The loop that every controller has: take a key, compare, act; what fails is tried again later."""

import logging
import threading
from collections.abc import Callable

from podlab.node.controllers.queue import Key, WorkQueue
from podlab.node.objects.creating import Refused
from podlab.node.store import StoreError, WatchEvent

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 60.0
STOP_SECONDS = 5.0

Sync = Callable[[str, str], float | None]


class NotDone(Exception):
    """What is wanted could not be had, and has been told; it is tried again with back-off."""


class Controller:
    """A thread that calls `sync(namespace, name)`, which answers when to look again by itself."""

    def __init__(self, name: str, sync: Sync) -> None:
        self._sync = sync
        self._queue = WorkQueue()
        self._failures: dict[Key, int] = {}
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present step."""
        self._queue.stop()
        self._thread.join(STOP_SECONDS)

    def wake(self, namespace: str, name: str) -> None:
        """Something about this object has changed. Returns at once."""
        self._queue.add((namespace, name))

    def _run(self) -> None:
        while (key := self._queue.take()) is not None:
            if self._step(key):
                self._failures.pop(key, None)
                continue
            failures = self._failures.get(key, 0)
            self._failures[key] = failures + 1
            seconds = min(FIRST_RETRY_SECONDS * 2 ** min(failures, 10), LONGEST_RETRY_SECONDS)
            self._queue.add_after(key, seconds)

    def _step(self, key: Key) -> bool:
        try:
            again = self._sync(*key)
        except (StoreError, Refused, NotDone) as problem:
            logger.info("%s/%s is tried again: %s", *key, problem)
        except Exception:
            logger.exception("Could not sync %s/%s; will retry", *key)
        else:
            if again is not None:
                self._queue.add_after(key, again)
            return True
        return False


def only_status_changed(event: WatchEvent) -> bool:
    """Whether a change says nothing new to the controller that writes the status itself."""
    before, after = event.previous, event.object
    if event.type != "MODIFIED" or before is None:
        return False
    parts = ("labels", "annotations", "deletionTimestamp", "ownerReferences")
    return before.get("spec") == after.get("spec") and all(
        before["metadata"].get(part) == after["metadata"].get(part) for part in parts
    )
