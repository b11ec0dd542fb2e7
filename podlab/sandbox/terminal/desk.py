"""The open terminals of this process: found again after a reload, closed when forgotten."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from podlab.cluster import connect
from podlab.sandbox.models import PodRun
from podlab.sandbox.terminal.terminal import Terminal

TERMINALS_OF_A_POD = 4
TERMINALS = 100


class TooMany(Exception):
    """No further terminal may be opened; the message says why."""


@dataclass(frozen=True)
class Key:
    """Whose terminal: of which run, and which of its browser tabs."""

    run: UUID
    tab: str


class Desk:
    """Used from one event loop."""

    def __init__(self) -> None:
        self._open: dict[Key, Terminal] = {}
        self._ends: dict[Key, asyncio.Task[None]] = {}

    def find(self, key: Key) -> Terminal | None:
        """The tab's terminal, if its shell still runs."""
        found = self._open.get(key)
        if found is None or found.ended:
            return None
        return found

    async def open(self, key: Key, run: PodRun, container: str, command: Sequence[str]) -> Terminal:
        """Start a shell in place of the tab's last. Raises TooMany, ClusterError."""
        await self.close(key)
        others = [each for each in self._open if self.find(each)]
        if sum(each.run == key.run for each in others) >= TERMINALS_OF_A_POD:
            told = _("This Pod has %(number)s open terminals. Close one of them first.")
            raise TooMany(told % {"number": TERMINALS_OF_A_POD})
        if len(others) >= TERMINALS:
            raise TooMany(_("Every terminal of this server is in use. Try again in a few minutes."))
        cluster = await connect()
        process = await cluster.exec(run.namespace, run.name, container, command)
        terminal = self._open[key] = Terminal(process)
        return terminal

    def watched(self, key: Key) -> None:
        """Somebody looks: nothing ends by itself."""
        if waiting := self._ends.pop(key, None):
            waiting.cancel()

    def unwatched(self, key: Key) -> None:
        """Nobody looks any more: the shell ends if nobody comes back."""
        self.watched(key)
        self._ends[key] = asyncio.create_task(self._forget(key))

    async def close(self, key: Key) -> None:
        """End the tab's terminal, if it has one."""
        self.watched(key)
        if terminal := self._open.pop(key, None):
            await terminal.close()

    async def close_all(self) -> None:
        """End them all, when the server does."""
        for key in tuple(self._open):
            await self.close(key)

    async def _forget(self, key: Key) -> None:
        await asyncio.sleep(settings.PODLAB_TERMINAL_SECONDS)
        self._ends.pop(key, None)
        await self.close(key)


_desk = Desk()


def desk() -> Desk:
    """This process's desk."""
    return _desk
