"""What happens to a scene's Pods, as one source of news: who waits is woken."""

import asyncio
from collections.abc import Callable, Iterable
from uuid import UUID

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.hub import TooManyViewers, hub
from podlab.sandbox.live.sources.feeds import WatchedList
from podlab.sandbox.live.sources.upstream import Upstream
from podlab.sandbox.models import PodRun

SECONDS_WITHOUT = 15.0
MOST_KEPT = 2000
Tasks = dict[UUID, asyncio.Task[None]]


class SceneNews:
    """The entries of all runs of a scene that are news to somebody, as they come."""

    def __init__(self, is_news: Callable[[JsonObject], bool]) -> None:
        self._is_news = is_news
        self._followed: Tasks = {}
        self._entries: list[JsonObject] = []
        self._come = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    def follow(self, runs: Iterable[PodRun]) -> None:
        """Follow these runs, and no others."""
        wanted = {run.uid: run for run in runs if run.pod_uid and run.removed_at is None}
        for uid in self._followed.keys() - wanted.keys():
            self._followed.pop(uid).cancel()
        for uid in wanted.keys() - self._followed.keys():
            self._followed[uid] = asyncio.create_task(self._follow(wanted[uid]))

    def watch(self, namespace: str) -> None:
        """Hear of every Pod in the namespace: a Deployment's are no runs."""
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(namespace))

    async def wait(self, seconds: float) -> list[JsonObject]:
        """What has come since the last call, waiting for it this long."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._come.wait()
        except TimeoutError:
            pass
        self._come.clear()
        entries, self._entries = self._entries, []
        return entries

    def rouse(self) -> None:
        """End the wait now."""
        self._come.set()

    async def close(self) -> None:
        """Follow nothing any more."""
        tasks = [*self._followed.values(), *([self._watching] if self._watching else [])]
        self._followed.clear()
        self._watching = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, run: PodRun) -> None:
        try:
            async with hub().watching(run) as topic:
                number = topic.ring.last
                while not topic.over:
                    if await topic.news_after(number, SECONDS_WITHOUT):
                        self._tell(topic.ring.bodies_after(number))
                        number = topic.ring.last
        except TooManyViewers:
            return  # looks without news go on

    async def _watch(self, namespace: str) -> None:
        source = WatchedList("pods", namespace, "")

        def seen(change: str, _pod: JsonObject) -> bool:
            self._tell([{"kind": "pod", "change": change}])
            return False

        await Upstream("pods", lambda _entry: None).keep(lambda: source.follow(seen))

    def _tell(self, entries: list[JsonObject]) -> None:
        news = [each for each in entries if self._is_news(each)]
        if news:
            self._entries = [*self._entries, *news][-MOST_KEPT:]
            self._come.set()
