"""Pods that may be run soon are prepared while the learner reads.

All of it happens beside the page, and nothing depends on it: a cluster that prepares nothing, a
text with mistakes or a node that is away only mean that a run starts as it always did.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from podlab.cluster import ClusterError, connect
from podlab.pods.errors import InvalidManifest
from podlab.sandbox.compose.checking import read_manifest
from podlab.sandbox.runs.guests import Guest
from podlab.sandbox.runs.starting import pod_of

Asking = Callable[[], Coroutine[Any, Any, None]]
SECONDS_OF_REST = 1.0  # after which a text that is being written counts as written


class Preparations:
    """What one event loop has yet to ask for: one Pod for each guest, the latest."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asking: set[asyncio.Task[None]] = set()

    def begin(self, guest: Guest, text: str, rest: float = 0.0) -> None:
        """Have the text's Pod prepared unless another call comes within `rest` seconds."""
        self.ask(guest, partial(prepare, guest, text), rest)

    def ask(self, guest: Guest, asking: Asking, rest: float = 0.0) -> None:
        """Ask for what the guest may run soon, unless another call comes within `rest` seconds."""
        self.forget(guest)
        task = asyncio.create_task(
            self._ask(asking, rest),
            context=Context(),  # it outlives the request it began in
        )
        self._tasks[guest.key] = task
        task.add_done_callback(lambda done: self._end(guest.key, done))

    def forget(self, guest: Guest) -> None:
        """The guest runs a Pod now, or wants another one. What is being asked for is not recalled:
        a connection that is cut while it is made would be left half open.
        """
        if task := self._tasks.pop(guest.key, None):
            task.cancel()

    async def close(self) -> None:
        """Ask for nothing more."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *self._asking, return_exceptions=True)

    async def _ask(self, asking: Asking, rest: float) -> None:
        await asyncio.sleep(rest)
        task = asyncio.create_task(asking(), context=Context())
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
        await asyncio.shield(task)

    def _end(self, key: str, done: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is done:
            del self._tasks[key]


async def prepare(guest: Guest, text: str) -> None:
    """Ask the cluster, if the text is a Pod that may run."""
    with suppress(InvalidManifest, ClusterError):
        manifest = await asyncio.to_thread(read_manifest, text, guest.namespace)
        cluster = await connect()
        await cluster.prepare(guest.namespace, pod_of(manifest).object)


_preparations: WeakKeyDictionary[asyncio.AbstractEventLoop, Preparations] = WeakKeyDictionary()


def preparations() -> Preparations:
    """This event loop's."""
    return _preparations.setdefault(asyncio.get_running_loop(), Preparations())
