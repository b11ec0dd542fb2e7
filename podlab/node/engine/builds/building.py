"""One build on the engine, by its classic builder: no network, little memory, and an end."""

import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any

from podlab.node.engine.engine import CALL_SECONDS, Engine
from podlab.node.engine.errors import raise_for, translated

MEMORY = 256 << 20
CPU_PERIOD = 100_000
LARGEST_FILE = 512 << 20
ULIMITS = [
    {"Name": "fsize", "Soft": LARGEST_FILE, "Hard": LARGEST_FILE},
    {"Name": "core", "Soft": 0, "Hard": 0},
]


class EngineBuild:
    """A build that another thread may end: the engine stops it when nobody listens any more."""

    def __init__(self, engine: Engine, tag: str, context: bytes) -> None:
        self._engine = engine
        self._tag = tag
        self._context = context
        self._lock = threading.Lock()
        self._response: Any = None
        self._ended = False

    def run(self) -> Iterator[dict[str, Any]]:
        """What the engine says, piece by piece. Raises EngineError, RuntimeUnavailable."""
        with translated():
            response = self._ask()
            with contextlib.closing(response):
                with self._lock:
                    self._response = response
                    if self._ended:
                        return
                rest = b""
                for piece in response.raw.stream(16 << 10):
                    *lines, rest = (rest + piece).split(b"\n")
                    yield from (json.loads(line) for line in lines if line.strip())
                if rest.strip():
                    yield json.loads(rest)

    def end(self) -> None:
        """Close the stream; whoever reads it comes to its end."""
        with self._lock:
            self._ended = True
            response = self._response
        if response is not None:
            with contextlib.suppress(ValueError, RuntimeError, OSError):  # ended by itself
                response.raw.shutdown()

    def _ask(self) -> Any:
        api = self._engine.api
        answer = api.post(
            f"{api.base_url}/v{api.api_version}/build",
            data=self._context,
            params=self._parameters(),
            headers={"Content-Type": "application/x-tar"},
            stream=True,
            timeout=(CALL_SECONDS, None),
        )
        if answer.status_code >= 400:
            with answer:
                raise_for(answer)
        return answer

    def _parameters(self) -> dict[str, str | int]:
        return {
            "t": self._tag,
            "networkmode": "none",
            "memory": MEMORY,
            "memswap": MEMORY,
            "cpuperiod": CPU_PERIOD,
            "cpuquota": CPU_PERIOD,
            "ulimits": json.dumps(ULIMITS),
            "rm": 1,
            "forcerm": 1,
        }
