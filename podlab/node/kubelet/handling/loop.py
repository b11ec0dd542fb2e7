"""One thread with an event loop, in which all probes and hooks of a node run."""

import asyncio
import logging
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Result = TypeVar("Result")
STOP_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Loop:
    """A probe that waits costs no thread, and cancelling its future ends it wherever it is."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="handlers", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        """Run a coroutine in the loop; callable from any thread."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.add_done_callback(_log)
        return future

    def stop(self) -> None:
        """Cancel all that still runs, and end."""
        asyncio.run_coroutine_threadsafe(self._cancel(), self._loop)
        self._thread.join(STOP_SECONDS)

    async def _cancel(self) -> None:
        others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._loop.stop()

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()


def _log(done: "Future[Any]") -> None:
    """A bug must not vanish in a future that nobody asks."""
    if not done.cancelled() and (problem := done.exception()) is not None:
        logger.error("A handler of the kubelet failed", exc_info=problem)
