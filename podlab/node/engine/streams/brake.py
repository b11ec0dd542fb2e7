"""The log brake: reads every container's output along, slowly, so that a flood stalls its writer.

The engine waits for its slowest attached reader, and no limit of a container's cgroup stops the
engine itself from burning a core on what the container prints.
"""

import contextlib
import selectors
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import translated

BURST_BYTES = 1 << 20
BYTES_PER_SECOND = 16 << 10
PIECE = 64 << 10
LONGEST_WAIT = 60.0  # seconds; whoever changes the set of readers wakes the loop


@dataclass
class _Reader:
    """One attached connection and what it may still read now; `response` keeps it open."""

    response: Any
    connection: socket.socket
    tokens: float
    filled_at: float

    def refill(self, now: float) -> None:
        self.tokens = min(BURST_BYTES, self.tokens + (now - self.filled_at) * BYTES_PER_SECOND)
        self.filled_at = now

    @property
    def seconds_until_piece(self) -> float:
        """How long until a worthwhile piece may be read."""
        return max(0.0, (BYTES_PER_SECOND / 4 - self.tokens) / BYTES_PER_SECOND)


class LogBrake:
    """One thread for all containers of the node. Attach before the start, release before a kill."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._readers: dict[str, _Reader] = {}
        self._selector = selectors.DefaultSelector()
        self._waker, self._wakeup = socket.socketpair()
        self._selector.register(self._wakeup, selectors.EVENT_READ, "")
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="log-brake", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of every container; their output is unbraked until somebody attaches again."""
        self._stopping = True
        self._wake()
        self._thread.join(timeout=5)
        for container_id in tuple(self._readers):
            self.release(container_id)
        self._selector.close()
        self._waker.close()
        self._wakeup.close()

    def attach(self, container_id: str) -> None:
        """Read this container's output along from now on; safe to repeat."""
        with self._lock:
            if container_id in self._readers:
                return
        with translated():
            response = self._engine.api.attach_socket(
                container_id, params={"stdout": 1, "stderr": 1, "stream": 1}
            )
        connection = raw_socket(response)
        connection.setblocking(False)
        with self._lock:
            self._readers[container_id] = _Reader(
                response, connection, BURST_BYTES, time.monotonic()
            )
        self._wake()

    def release(self, container_id: str) -> None:
        """Stop reading along: a container whose reader is slow takes seconds to be killed."""
        with self._lock:
            reader = self._readers.pop(container_id, None)
            if reader is None:
                return
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(reader.connection)
            close(reader.response, reader.connection)

    def holds(self, container_id: str) -> bool:
        """Whether this container's output is being read along."""
        with self._lock:
            return container_id in self._readers

    def _run(self) -> None:
        while not self._stopping:
            with self._lock:
                pause = self._arm()
            ready = self._selector.select(pause)
            now = time.monotonic()
            for key, _ in ready:
                if key.data == "":
                    self._wakeup.recv(PIECE)
                else:
                    self._read(key.data, now)

    def _arm(self) -> float:
        """Watch those who may read, forget the others; the seconds until one of them may again."""
        now, pause = time.monotonic(), LONGEST_WAIT
        armed = {key.data for key in self._selector.get_map().values()}
        for container_id, reader in self._readers.items():
            reader.refill(now)
            wait = reader.seconds_until_piece
            if wait > 0:
                pause = min(pause, wait)
                if container_id in armed:
                    self._selector.unregister(reader.connection)
            elif container_id not in armed:
                self._selector.register(reader.connection, selectors.EVENT_READ, container_id)
        return pause

    def _read(self, container_id: str, now: float) -> None:
        with self._lock:
            reader = self._readers.get(container_id)
            if reader is None:
                return
            reader.refill(now)
            try:
                count = len(reader.connection.recv(max(1, min(PIECE, int(reader.tokens)))))
            except BlockingIOError:
                return
            except OSError:
                count = 0
            reader.tokens -= count
        if count == 0:
            self.release(container_id)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._waker.send(b"x")


def raw_socket(response: Any) -> socket.socket:
    """The connection below the SDK's file-like wrapper."""
    found: socket.socket = getattr(response, "_sock", response)
    return found


def close(response: Any, connection: socket.socket) -> None:
    """End a hijacked connection, whatever state it is in."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        response.close()
    with contextlib.suppress(OSError):
        connection.close()
