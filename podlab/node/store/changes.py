"""The latest changes of one resource, kept for those who watch it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from podlab.node.store.errors import Expired
from podlab.pods.objects import JsonObject

KEPT = 10_000  # changes per resource; a session's whole history, so that 410 stays an exception
BACKLOG = 5_000  # changes that a watcher may lag behind before it is told to list again


@dataclass(frozen=True)
class WatchEvent:
    """One change. `object` and `previous` are shared by all watchers: read them, never edit.

    `previous` is the object before a MODIFIED, so that a selector can tell whether the change
    brings it in or takes it out. A BOOKMARK has no object: it ends the replay of the state.
    """

    type: Literal["ADDED", "MODIFIED", "DELETED", "BOOKMARK"]
    object: JsonObject
    resource_version: int
    previous: JsonObject | None = None

    @property
    def namespace(self) -> str:
        """The namespace of the object, "" when it has none."""
        return str(self.object.get("metadata", {}).get("namespace", ""))


class Watch:
    """Changes for one reader on one event loop, in order: `async for event in watch`.

    Ends when the store closes or `close` is called; raises Expired when its reader is so slow
    that too many changes wait.
    """

    def __init__(
        self, resource: str, namespace: str | None, forget: Callable[["Watch"], None]
    ) -> None:
        self.namespace = namespace
        self._resource = resource
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[WatchEvent | None] = asyncio.Queue()
        self._forget = forget
        self._last = 0

    def __aiter__(self) -> "Watch":
        return self

    async def __anext__(self) -> WatchEvent:
        if self._queue.qsize() > BACKLOG and self._last:
            raise Expired(self._resource, self._last, self._last + self._queue.qsize())
        event = await self._queue.get()
        if event is None:
            raise StopAsyncIteration
        self._last = event.resource_version
        return event

    def put(self, event: WatchEvent | None) -> None:
        """Hand over a change (None: the end). May be called from any thread."""
        elsewhere = self.namespace and event and event.namespace != self.namespace
        if elsewhere and event and event.type != "BOOKMARK":
            return
        with contextlib.suppress(RuntimeError):  # the reader's event loop is already closed
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    def close(self) -> None:
        """Stop collecting, and let the reader reach the end."""
        self._forget(self)
        self.put(None)


class ChangeLog:
    """The changes of one resource after version `floor`. Guarded by the store's lock."""

    def __init__(self, resource: str, floor: int) -> None:
        self._resource = resource
        self._floor = floor
        self._events: deque[WatchEvent] = deque()
        self._watches: set[Watch] = set()
        self._callbacks: list[Callable[[WatchEvent], None]] = []

    def since(self, version: int, current: int) -> list[WatchEvent]:
        """The changes after `version`; raises Expired for one too old or from another store."""
        if not self._floor <= version <= current:
            raise Expired(self._resource, version, self._floor)
        return [event for event in self._events if event.resource_version > version]

    def append(self, event: WatchEvent) -> None:
        """Remember a change and deliver it at once."""
        self._events.append(event)
        if len(self._events) > KEPT:
            self._floor = self._events.popleft().resource_version
        for watch in tuple(self._watches):
            watch.put(event)
        for callback in tuple(self._callbacks):
            callback(event)

    def watch(self, namespace: str | None) -> Watch:
        """A new reader of the changes from now on."""
        watch = Watch(self._resource, namespace, self._watches.discard)
        self._watches.add(watch)
        return watch

    def subscribe(self, callback: Callable[[WatchEvent], None]) -> Callable[[], None]:
        """Call `callback` with every change from now on, until the returned function is called."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def close(self) -> None:
        """End every watch."""
        for watch in tuple(self._watches):
            watch.close()
