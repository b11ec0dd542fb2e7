"""One shell, the last of what it printed, and the one viewer that sees it."""

import asyncio
from contextlib import suppress

from podlab.cluster import Ended, Process

SCROLLBACK = 256 << 10  # bytes kept for a viewer that comes back
AHEAD = SCROLLBACK // 2  # the shell waits when its viewer is that far behind


class Terminal:
    """Output is counted in bytes since the start; a viewer says from which byte on it wants more.

    Without a viewer the shell goes on, and the oldest output is forgotten. A second viewer takes
    the place of the first.
    """

    def __init__(self, process: Process) -> None:
        self.ended: Ended | None = None
        self._process = process
        self._kept = bytearray()
        self._printed = 0
        self._seen = 0
        self._viewer: object | None = None
        self._news = asyncio.Condition()
        self._pump = asyncio.create_task(self._read())

    @property
    def is_watched(self) -> bool:
        return self._viewer is not None

    async def take(self) -> tuple[object, int]:
        """Become the viewer: a token, and the first byte that is still kept."""
        async with self._news:
            self._viewer = object()
            self._seen = self._printed - len(self._kept)
            self._news.notify_all()
            return self._viewer, self._seen

    async def leave(self, viewer: object) -> None:
        """The viewer goes; the shell stays."""
        async with self._news:
            if self._viewer is viewer:
                self._viewer = None
                self._news.notify_all()

    async def more(self, viewer: object, position: int) -> bytes | None:
        """What was printed from `position` on; b"" after the end, None for a former viewer."""
        async with self._news:
            await self._news.wait_for(
                lambda: self._viewer is not viewer or self._printed > position or self.ended
            )
            if self._viewer is not viewer:
                return None
            start = position - (self._printed - len(self._kept))
            return bytes(self._kept[max(start, 0) :])

    async def saw(self, viewer: object, position: int) -> None:
        """The viewer has drawn everything before `position`."""
        async with self._news:
            if self._viewer is viewer:
                self._seen = max(self._seen, min(position, self._printed))
                self._news.notify_all()

    async def caught_up(self, viewer: object, position: int) -> None:
        """Wait until the viewer has drawn everything before `position`, or is none any more."""
        async with self._news:
            await self._news.wait_for(lambda: self._viewer is not viewer or self._seen >= position)

    async def write(self, data: bytes) -> None:
        """Type."""
        await self._process.write(data)

    async def resize(self, columns: int, rows: int) -> None:
        """Tell the shell how much room there is."""
        await self._process.resize(columns, rows)

    async def close(self) -> None:
        """End the shell and whatever runs in it."""
        self._pump.cancel()
        with suppress(asyncio.CancelledError):
            await self._pump
        await self._process.close()
        await self._end(Ended(None, "closed"))

    async def _read(self) -> None:
        while True:
            async with self._news:
                await self._news.wait_for(
                    lambda: self._viewer is None or self._printed - self._seen < AHEAD
                )
            piece = await self._process.read()
            if isinstance(piece, Ended):
                await self._end(piece)
                await self._process.close()
                return
            async with self._news:
                self._kept += piece
                del self._kept[:-SCROLLBACK]
                self._printed += len(piece)
                self._news.notify_all()

    async def _end(self, how: Ended) -> None:
        async with self._news:
            self.ended = self.ended or how
            self._news.notify_all()
