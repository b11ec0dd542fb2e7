"""One container's log as an asynchronous stream, read by a thread that waits for its reader."""

import asyncio
import contextlib
import struct
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, translated
from podlab.node.runtime import LogOptions, LogUnavailable, RuntimeUnavailable

HEADER = struct.Struct(">4xL")
PIECE = 64 << 10
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
        self._response: Any = None
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Let the thread go, also out of a read that would last for ever."""
        with self._room:
            self._ended = True
            self._room.notify_all()
        if self._response is not None:
            with contextlib.suppress(ValueError, RuntimeError, OSError):  # ended by itself
                self._response.raw.shutdown()

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
                self._read()
        except (EngineError, RuntimeUnavailable, ValueError, AttributeError) as problem:
            self._failure = None if self._ended else problem
        finally:
            with self._room:
                self._ended = True
            self._tell()

    def _read(self) -> None:
        tty = bool(self._engine.inspect(self._container_id)["Config"]["Tty"])
        response = self._engine.open_stream(
            f"/containers/{self._container_id}/logs", _parameters(self._options)
        )
        with contextlib.closing(response):
            self._response = response
            pieces = response.raw.stream(PIECE)
            for piece in pieces if tty else payloads(pieces):
                if not self._put(piece):
                    return

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


def payloads(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What stands in the frames of a stream in which the engine mixes output and errors."""
    rest = b""
    for piece in pieces:
        rest += piece
        at = 0
        while len(rest) - at >= HEADER.size:
            end = at + HEADER.size + HEADER.unpack_from(rest, at)[0]
            if end > len(rest):
                break
            yield rest[at + HEADER.size : end]
            at = end
        rest = rest[at:]


def _parameters(options: LogOptions) -> dict[str, str | int | float]:
    parameters: dict[str, str | int | float] = {
        "stdout": 1,
        "stderr": 1,
        "follow": int(options.follow),
        "timestamps": int(options.timestamps),
        "tail": "all" if options.tail_lines is None else options.tail_lines,
    }
    if options.since is not None:
        parameters["since"] = f"{options.since.timestamp():.9f}"
    return parameters
