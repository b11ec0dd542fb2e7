"""The topics of this process: begun by the first viewer, kept a while after the last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from uuid import UUID
from weakref import WeakKeyDictionary

from podlab.sandbox.live.topic import Topic
from podlab.sandbox.models import PodRun

SECONDS_WITHOUT_VIEWERS = 30.0
VIEWERS_OF_A_POD = 24


class TooManyViewers(Exception):
    """This Pod is watched by as many as this process serves."""


class Hub:
    """All topics of one event loop."""

    def __init__(self) -> None:
        self._topics: dict[UUID, Topic] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._viewers: dict[UUID, int] = {}

    @asynccontextmanager
    async def watching(self, run: PodRun) -> AsyncIterator[Topic]:
        """The run's topic, for as long as the caller needs it."""
        viewers = self._viewers.get(run.uid, 0)
        if viewers >= VIEWERS_OF_A_POD:
            raise TooManyViewers(run.uid)
        self._viewers[run.uid] = viewers + 1
        try:
            yield self._topic(run)
        finally:
            self._viewers[run.uid] -= 1
            if not self._viewers[run.uid]:
                loop = asyncio.get_running_loop()
                loop.call_later(SECONDS_WITHOUT_VIEWERS, self._leave, run.uid)

    def known(self, uid: UUID) -> Topic | None:
        """The run's topic, if there is one."""
        return self._topics.get(uid)

    def viewers(self, uid: UUID) -> int:
        return self._viewers.get(uid, 0)

    async def close(self) -> None:
        """End every topic now."""
        tasks = list(self._tasks.values())
        self._topics.clear()
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def _topic(self, run: PodRun) -> Topic:
        topic = self._topics.get(run.uid)
        if topic is None or topic.over:
            topic = self._topics[run.uid] = Topic(run)
            self._tasks[run.uid] = asyncio.create_task(
                topic.run(),
                context=Context(),  # it outlives the request it began in
            )
        return topic

    def _leave(self, uid: UUID) -> None:
        if self._viewers.get(uid):
            return
        self._viewers.pop(uid, None)
        self._topics.pop(uid, None)
        task = self._tasks.pop(uid, None)
        if task:
            task.cancel()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """This event loop's hub."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
