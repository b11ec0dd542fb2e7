"""The streams of one port-forward: each pair of them is one connection into the Pod."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from podlab.node.api.portforward.frames import (
    CANCELLED,
    REFUSED,
    Data,
    Frame,
    FrameReader,
    FrameWriter,
    Opened,
    Ping,
    Reset,
)
from podlab.node.api.subresources.tasks import end_tasks
from podlab.node.runtime import PortConnection, PortUnavailable, RuntimeUnavailable

Send = Callable[[bytes], Awaitable[None]]
Connect = Callable[[int], Awaitable[PortConnection]]

MOST_STREAMS = 256
MOST_CONNECTIONS = 32  # into the Pod at a time; more wait for their turn
PIECES = 16  # that wait for the Pod to read them, per stream
SECONDS_UNREAD = 30.0  # after that the stream is reset, as it holds up all others


@dataclass
class Stream:
    """A stream that kubectl opened; `pieces` ends with None."""

    number: int
    pieces: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(PIECES))
    task: "asyncio.Task[None] | None" = None


class Forwarding:
    """Takes the bytes of one connection and answers through `send`; `pod` names it in errors."""

    def __init__(self, send: Send, connect: Connect, pod: str) -> None:
        self._send = send
        self._connect = connect
        self._pod = pod
        self._reader, self._writer = FrameReader(), FrameWriter()
        self._streams: dict[int, Stream] = {}
        self._halves: dict[str, dict[str, Stream]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)

    async def take(self, data: bytes) -> None:
        """What kubectl has sent; raises ProtocolError."""
        for frame in self._reader.feed(data):
            await self._take_frame(frame)

    async def end(self) -> None:
        """Close every connection into the Pod."""
        if self._tasks:
            await end_tasks(self._tasks)

    async def _take_frame(self, frame: Frame) -> None:
        match frame:
            case Opened():
                await self._open(frame)
            case Data(number, data, ends):
                stream = self._streams.get(number)
                if stream is not None:
                    await self._hand_over(stream, [data] if data else [], ends=ends)
            case Reset(number):
                self._drop(number)
            case Ping(number):
                await self._send(self._writer.ping(number))

    async def _open(self, frame: Opened) -> None:
        kind, port = frame.headers.get("streamtype"), frame.headers.get("port", "")
        known = kind in ("data", "error") and port.isascii() and port.isdecimal()
        if not known or not 0 < int(port[:6]) < 65536 or len(self._streams) >= MOST_STREAMS:
            await self._send(self._writer.reset(frame.stream, REFUSED))
            return
        stream = self._streams[frame.stream] = Stream(frame.stream)
        await self._send(self._writer.reply(frame.stream))
        request = frame.headers.get("requestid", port)
        halves = self._halves.setdefault(request, {})
        halves[str(kind)] = stream
        if len(halves) == 2:
            del self._halves[request]
            self._start(int(port), halves["data"], halves["error"])
        if frame.ends:
            await self._hand_over(stream, [], ends=True)

    def _start(self, port: int, data: Stream, error: Stream) -> None:
        data.task = asyncio.create_task(self._forward(port, data, error))
        self._tasks.add(data.task)
        data.task.add_done_callback(self._tasks.discard)

    async def _hand_over(self, stream: Stream, pieces: list[bytes], *, ends: bool) -> None:
        try:
            async with asyncio.timeout(SECONDS_UNREAD):
                for piece in [*pieces, *([None] if ends else [])]:
                    await stream.pieces.put(piece)
        except TimeoutError:
            self._drop(stream.number)
            await self._send(self._writer.reset(stream.number, CANCELLED))

    def _drop(self, number: int) -> None:
        stream = self._streams.pop(number, None)
        self._halves = {
            request: halves
            for request, halves in self._halves.items()
            if stream not in halves.values()
        }
        if stream is not None and stream.task is not None:
            stream.task.cancel()

    async def _forward(self, port: int, data: Stream, error: Stream) -> None:
        try:
            async with self._places:
                await self._carry(port, data)
        except (PortUnavailable, RuntimeUnavailable) as problem:
            message = f"error forwarding port {port} to pod {self._pod}: {problem}"
            await self._send(self._writer.data(error.number, message.encode()))
        finally:
            for stream in (data, error):
                self._streams.pop(stream.number, None)
        for stream in (data, error):
            await self._send(self._writer.data(stream.number, b"", ends=True))

    async def _carry(self, port: int, data: Stream) -> None:
        connection = await self._connect(port)
        sending = asyncio.create_task(_write(connection, data))
        try:
            while piece := await connection.read():
                await self._send(self._writer.data(data.number, piece))
        finally:
            await end_tasks({sending})
            await connection.close()


async def _write(connection: PortConnection, stream: Stream) -> None:
    while (piece := await stream.pieces.get()) is not None:
        await connection.write(piece)
    await connection.close_input()
