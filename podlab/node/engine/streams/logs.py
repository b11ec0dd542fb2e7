"""One container's log as an asynchronous stream, read by a thread that waits for its reader."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import Any

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, translated
from podlab.node.runtime import LogOptions, LogUnavailable, RuntimeUnavailable

WAITING_BYTES = 256 << 10  # how far the thread may read ahead of its reader


async def stream_log(
    engine: Engine, container_id: str, options: LogOptions
) -> AsyncIterator[bytes]:
    """The log's bytes, standard output and error in one; ends when the container does."""
    pump = _Pump(engine, container_id, options)
    left = options.limit_bytes
    pump.start()
    try:
        async for piece in pump:
            if left is None:
                yield piece
                continue
            if left > 0:
                yield piece[:left]
            left -= len(piece)
            if left <= 0:
                return
    finally:
        pump.close()


class _Pump:
    """A thread with the blocking stream on one side, an event loop on the other."""

    def __init__(self, engine: Engine, container_id: str, options: LogOptions) -> None:
        self._engine = engine
        self._container_id = container_id
        self._options = options
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._room = threading.Condition()
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._ended = False
        self._failure: Exception | None = None
        self._stream: Any = None
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Let the thread go, also out of a read that would last for ever."""
        with self._room:
            self._ended = True
            self._room.notify_all()
        if hasattr(self._stream, "close"):
            with contextlib.suppress(Exception):
                self._stream.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            with self._room:
                ended, piece = self._ended, b"".join(self._pieces)
                self._pieces.clear()
                self._waiting = 0
                self._news.clear()
                self._room.notify_all()
            if piece:
                yield piece
            elif ended:
                break
            else:
                await self._news.wait()
        if self._failure is not None:
            raise LogUnavailable(str(self._failure)) from self._failure

    def _run(self) -> None:
        try:
            with translated():
                for piece in self._open():
                    if not self._put(piece):
                        return
        except (EngineError, RuntimeUnavailable, ValueError, AttributeError) as problem:
            self._failure = None if self._ended else problem
        finally:
            with self._room:
                self._ended = True
            self._tell()

    def _open(self) -> Iterator[bytes]:
        options = self._options
        self._stream = self._engine.api.logs(
            self._container_id,
            stdout=True,
            stderr=True,
            stream=True,
            follow=options.follow,
            timestamps=options.timestamps,
            tail="all" if options.tail_lines is None else options.tail_lines,
            since=options.since.timestamp() if options.since else None,
        )
        return iter(self._stream)

    def _put(self, piece: bytes) -> bool:
        with self._room:
            self._room.wait_for(lambda: self._ended or self._waiting < WAITING_BYTES)
            if self._ended:
                return False
            self._pieces.append(piece)
            self._waiting += len(piece)
        self._tell()
        return True

    def _tell(self) -> None:
        with contextlib.suppress(RuntimeError):  # the reader's event loop has ended
            self._loop.call_soon_threadsafe(self._news.set)
