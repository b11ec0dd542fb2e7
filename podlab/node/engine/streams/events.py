"""The engine's news of this node's containers: which Pod to look at again."""

import contextlib
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, translated
from podlab.node.runtime import RuntimeUnavailable

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
ACTIONS = ["start", "die", "oom", "destroy"]


class EngineEvents:
    """Calls `tell(pod_uid)` after each start, end, out-of-memory or removal of a container.

    News may be lost while the engine is away; the kubelet lists again anyway.
    """

    def __init__(self, engine: Engine, tell: Callable[[str], None]) -> None:
        self._engine = engine
        self._tell = tell
        self._stopping = threading.Event()
        self._answer: Any = None
        self._thread = threading.Thread(target=self._run, name="engine-events", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopping.set()
        if self._answer is not None:
            with contextlib.suppress(ValueError, RuntimeError, OSError):  # ended by itself
                self._answer.raw.shutdown()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with translated():
                    self._listen()
            except (RuntimeUnavailable, EngineError) as problem:
                logger.info("no news from the engine: %s", problem)
            except ValueError as problem:  # half a line, or a stream closed under its reader
                logger.debug("the engine's news ended: %s", problem)
            self._stopping.wait(RETRY_SECONDS)

    def _listen(self) -> None:
        mine = f"{names.NODE}={self._engine.node_id}"
        filters = {"type": ["container"], "label": [mine], "event": ACTIONS}
        with self._engine.open_stream("/events", {"filters": json.dumps(filters)}) as answer:
            self._answer = answer
            for line in answer.iter_lines(chunk_size=None):
                if self._stopping.is_set():
                    return
                pod_uid = json.loads(line)["Actor"]["Attributes"].get(names.POD, "")
                if pod_uid:
                    self._tell(pod_uid)
