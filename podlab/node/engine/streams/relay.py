"""The relay of a Pod: one small process in its pause container that carries many connections.

Its other half is images/pause/relay.c, where the frames are described. It ends when node lets go
of it or dies, and by itself when nobody has wanted a connection for a while; whoever needs it
next starts another.
"""

import asyncio
import itertools
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.processes import EngineSession, start_exec
from podlab.node.runtime import STDOUT, ExecUnavailable

COMMAND = ("/relay",)
USER = "65535:65535"  # without any rights
FRAME = struct.Struct(">cHH")
NUMBERS = 1 << 16
OPEN, DATA, CLOSE = b"O", b"D", b"C"
LOST = b"L"  # of ours: the relay itself is gone
PIECE = 16 << 10
MOST_FRAMES = 4096  # of one connection, unread

Frame = tuple[bytes, bytes]


class Refused(Exception):
    """There is no connection (any more); the text ends the Go sentence `dial tcp …:`."""


class Connection:
    """Bytes to and from one port of the Pod."""

    def __init__(self, relay: "Relay", number: int) -> None:
        self._relay = relay
        self._number = number
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()

    async def send(self, data: bytes) -> None:
        """Hand bytes to the server."""
        for start in range(0, len(data), PIECE):
            self._relay.tell(DATA, self._number, data[start : start + PIECE])

    async def receive(self) -> bytes:
        """The next bytes, empty at the end; raises Refused where the connection breaks."""
        kind, data = await self.frames.get()
        if kind == DATA:
            return data
        self.frames.put_nowait((kind, data))  # the end stays the end
        if kind == LOST:
            raise ExecUnavailable("the relay in the pause container has ended")
        if data:
            raise Refused(f"read: {data.decode(errors='replace').lower()}")
        return b""

    async def opened(self) -> bool:
        """Wait for the connection; False when the relay ended before it could say."""
        kind, data = await self.frames.get()
        if kind == CLOSE:
            raise Refused(f"connect: {data.decode(errors='replace').lower()}")
        return kind == OPEN


class Relay:
    """One running process; belongs to the event loop that started it."""

    def __init__(self, session: EngineSession) -> None:
        self.has_ended = False
        self._session = session
        self._numbers = itertools.cycle(range(NUMBERS))
        self._connections: dict[int, Connection] = {}
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._writing = asyncio.ensure_future(self._write())
        self.reading = asyncio.ensure_future(self._read())

    def dial(self, address: str, port: int) -> tuple[int, Connection]:
        """Begin to connect."""
        number = next(each for each in self._numbers if each not in self._connections)
        connection = self._connections[number] = Connection(self, number)
        self.tell(OPEN, number, socket.inet_aton(address) + port.to_bytes(2))
        if self.has_ended:
            connection.frames.put_nowait((LOST, b""))
        return number, connection

    def hang_up(self, number: int) -> None:
        """Forget a connection; whatever still comes from it is dropped."""
        if self._connections.pop(number, None):
            self.tell(CLOSE, number)

    def tell(self, kind: bytes, number: int, data: bytes = b"") -> None:
        """Queue a frame, so that who is cancelled leaves no half of one behind."""
        self._outbox.put_nowait(FRAME.pack(kind, number, len(data)) + data)

    async def _write(self) -> None:
        while True:
            await self._session.write(await self._outbox.get())

    async def _read(self) -> None:
        buffer = b""
        try:
            while (piece := await self._session.read()) is not None:
                if piece[0] == STDOUT:
                    buffer = self._deliver(buffer + piece[1])
        finally:
            self.has_ended = True
            self._writing.cancel()
            self._session.leave()
            for each in self._connections.values():
                each.frames.put_nowait((LOST, b""))

    def _deliver(self, buffer: bytes) -> bytes:
        """Hand out whole frames; what is left over."""
        while len(buffer) >= FRAME.size:
            kind, number, size = FRAME.unpack_from(buffer)
            end = FRAME.size + size
            if len(buffer) < end:
                break
            connection = self._connections.get(number)
            if connection and connection.frames.qsize() < MOST_FRAMES:
                connection.frames.put_nowait((kind, buffer[FRAME.size : end]))
            buffer = buffer[end:]
        return buffer


class Relays:
    """The relays of all Pods, by pause container; used from one event loop only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._relays: dict[str, asyncio.Task[Relay]] = {}

    @asynccontextmanager
    async def connection(self, pause_id: str, address: str, port: int) -> AsyncIterator[Connection]:
        """A connection that lasts as long as the block; raises Refused and ExecUnavailable."""
        relay, number, connection = await self._connect(pause_id, address, port)
        try:
            yield connection
        finally:
            relay.hang_up(number)

    async def _connect(
        self, pause_id: str, address: str, port: int
    ) -> tuple[Relay, int, Connection]:
        for _ in range(2):  # one that was about to end may take a request with it
            relay = await self._relay(pause_id)
            number, connection = relay.dial(address, port)
            try:
                if await connection.opened():
                    return relay, number, connection
            except BaseException:
                relay.hang_up(number)
                raise
        raise ExecUnavailable("the relay in the pause container has ended")

    async def _relay(self, pause_id: str) -> Relay:
        """The one that runs, or a new one; several who ask at once share it."""
        known = self._relays.get(pause_id)
        if known is None or (known.done() and not _runs(known)):
            known = self._relays[pause_id] = asyncio.ensure_future(self._start(pause_id))
        return await asyncio.shield(known)

    async def _start(self, pause_id: str) -> Relay:
        session = await asyncio.to_thread(
            start_exec, self._engine, pause_id, COMMAND, stdin=True, tty=False, user=USER
        )
        relay = Relay(session)
        relay.reading.add_done_callback(lambda _: self._forget(pause_id, relay))
        return relay

    def _forget(self, pause_id: str, relay: Relay) -> None:
        known = self._relays.get(pause_id)
        if known is not None and known.done() and known.result() is relay:
            del self._relays[pause_id]


def _runs(started: "asyncio.Task[Relay]") -> bool:
    if started.cancelled() or started.exception() is not None:
        return False
    return not started.result().has_ended
