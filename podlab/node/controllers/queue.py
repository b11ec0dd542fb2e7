"""Keys of objects that a controller has to look at: each waits once, some only until later."""

import threading
import time
from collections import OrderedDict

Key = tuple[str, str]  # namespace and name


class WorkQueue:
    """Filled by any thread, emptied by one; adding returns at once."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._ready: OrderedDict[Key, None] = OrderedDict()
        self._later: dict[Key, float] = {}
        self._stopped = False

    def add(self, key: Key) -> None:
        """Look at it as soon as possible."""
        with self._condition:
            self._ready[key] = None
            self._condition.notify()

    def add_after(self, key: Key, seconds: float) -> None:
        """Look at it by then at the latest."""
        with self._condition:
            at = time.monotonic() + seconds
            self._later[key] = min(at, self._later.get(key, at))
            self._condition.notify()

    def take(self) -> Key | None:
        """The next key, waiting for one; None when the queue was stopped."""
        with self._condition:
            while not self._stopped:
                self._move_due()
                if self._ready:
                    key, _ = self._ready.popitem(last=False)
                    return key
                self._condition.wait(self._seconds_until_due())
            return None

    def stop(self) -> None:
        """Let the one who takes end."""
        with self._condition:
            self._stopped = True
            self._condition.notify()

    def _move_due(self) -> None:
        now = time.monotonic()
        for key in [key for key, at in self._later.items() if at <= now]:
            del self._later[key]
            self._ready[key] = None

    def _seconds_until_due(self) -> float | None:
        if not self._later:
            return None
        return max(min(self._later.values()) - time.monotonic(), 0.0)
