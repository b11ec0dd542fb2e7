"""Following the verdicts of an attempt: one checker each, however many pages look on."""

import asyncio
from collections.abc import AsyncGenerator
from contextvars import Context
from uuid import UUID
from weakref import WeakKeyDictionary

from podlab.exercises.checking.live.checker import Checker, Verdict
from podlab.exercises.models import Attempt

SECONDS_WITHOUT_FOLLOWERS = 10.0
MOST_WAITING = 256


class Checkers:
    """The checkers of one event loop."""

    def __init__(self) -> None:
        self._checkers: dict[UUID, Checker] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._followers: dict[UUID, set[asyncio.Queue[Verdict]]] = {}

    def join(self, attempt: Attempt) -> asyncio.Queue[Verdict]:
        """A queue of verdicts: those that are known already, then each change."""
        queue: asyncio.Queue[Verdict] = asyncio.Queue(MOST_WAITING)
        self._followers.setdefault(attempt.uid, set()).add(queue)
        if attempt.uid not in self._tasks or self._tasks[attempt.uid].done():
            self._begin(attempt)
        for verdict in self._checkers[attempt.uid].verdicts:
            hand(queue, verdict)
        return queue

    def leave(self, attempt: Attempt, queue: asyncio.Queue[Verdict]) -> None:
        """Follow no more; a while after the last, judging ends."""
        self._followers[attempt.uid].discard(queue)
        if not self._followers[attempt.uid]:
            loop = asyncio.get_running_loop()
            loop.call_later(SECONDS_WITHOUT_FOLLOWERS, self._end, attempt.uid)

    async def close(self) -> None:
        """End every checker now."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        self._checkers.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, attempt: Attempt) -> None:
        def tell(verdict: Verdict) -> None:
            for queue in self._followers.get(attempt.uid, ()):
                hand(queue, verdict)

        checker = self._checkers[attempt.uid] = Checker(attempt, tell)
        self._tasks[attempt.uid] = asyncio.create_task(checker.run(), context=Context())

    def _end(self, uid: UUID) -> None:
        if self._followers.get(uid):
            return
        self._followers.pop(uid, None)
        self._checkers.pop(uid, None)
        if task := self._tasks.pop(uid, None):
            task.cancel()


def hand(queue: asyncio.Queue[Verdict], verdict: Verdict) -> None:
    """Who does not read misses the oldest."""
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(verdict)


_checkers: WeakKeyDictionary[asyncio.AbstractEventLoop, Checkers] = WeakKeyDictionary()


def checkers() -> Checkers:
    """This event loop's checkers."""
    return _checkers.setdefault(asyncio.get_running_loop(), Checkers())


async def follow(attempt: Attempt) -> AsyncGenerator[Verdict]:
    """Every change of a verdict, the known ones first, for as long as the caller listens.

    While the attempt has no scene, nothing comes.
    """
    queue = checkers().join(attempt)
    try:
        while True:
            yield await queue.get()
    finally:
        checkers().leave(attempt, queue)
