"""A pipe to a server of this machine, in a relay's place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing


class Streams:
    """A pipe over asyncio's streams."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def receive(self) -> bytes:
        return await self._reader.read(4096)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        yield Streams(reader, writer)
