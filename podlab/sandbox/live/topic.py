"""One Pod's live side: its sources are read once, whoever and however many watch."""

import asyncio
import logging
import time
from asyncio import TaskGroup

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.activity import ActivityLog
from podlab.sandbox.live.clock import tell_time
from podlab.sandbox.live.ring import Ring
from podlab.sandbox.live.sources.feeds import (
    STATUSES,
    EventFeed,
    LogFeed,
    ObservationFeed,
    WatchedList,
    pod_entry,
)
from podlab.sandbox.live.sources.upstream import Upstream
from podlab.sandbox.live.sources.usage import tell_usage
from podlab.sandbox.models import PodRun
from podlab.sandbox.recordings.keeping import keep, resume
from podlab.sandbox.runs.ending import end, has_ended_by_itself, reason_of_end, stored_reason
from podlab.sandbox.tape.keeping import Tape

logger = logging.getLogger(__name__)

SECONDS_TO_WARM = 0.6
SECONDS_FOR_LAST_LINES = 1.0
SECONDS_FOR_A_STATE = 2.0


class Topic:
    """The entries of one run, and the tasks that bring them."""

    def __init__(self, run: PodRun) -> None:
        self.uid = run.uid
        self.namespace = run.namespace
        self.name = run.name
        self.pod_uid = run.pod_uid
        self.ring = Ring()
        self.tape = Tape()
        self.pod: JsonObject | None = None
        self.over = False
        self.activity = ActivityLog()
        self._end_told = False
        self._news = asyncio.Event()
        self._pod_news = asyncio.Event()
        self._logs: set[str] = set()
        self._born = asyncio.get_running_loop().time()

    def publish(self, entry: JsonObject) -> None:
        """Number the entry and wake who waits."""
        self.ring.append(entry)
        self.activity.add(entry)
        self.tape.add(entry, time.time())
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def news_after(self, number: int, seconds: float) -> bool:
        """Wait for an entry after `number`; False when none came in this time."""
        news = self._news
        if self.ring.last > number or self.over:
            return True
        try:
            async with asyncio.timeout(seconds):
                await news.wait()
        except TimeoutError:
            return False
        return True

    async def warm(self) -> None:
        """Wait until a topic that just began has heard what its sources know already."""
        age = asyncio.get_running_loop().time() - self._born
        if age < SECONDS_TO_WARM:
            await asyncio.sleep(SECONDS_TO_WARM - age)

    async def run(self) -> None:
        """Read every source until the Pod is gone."""
        try:
            await resume(self.uid, self.tape)
            async with TaskGroup() as group:
                side = [
                    group.create_task(self._observe()),
                    group.create_task(self._follow_events()),
                    group.create_task(tell_time(self.uid, self.publish)),
                    group.create_task(tell_usage(self.namespace, self.name, self.publish)),
                ]
                logs: list[asyncio.Task[None]] = []
                await self._follow_pod(group, logs)
                await asyncio.sleep(SECONDS_FOR_LAST_LINES)
                for task in (*side, *logs):
                    task.cancel()
                await self._tell_end(await stored_reason(self.uid))
        except Exception:
            logger.exception("The stream of %s/%s broke", self.namespace, self.name)
        finally:
            self.over = True
            self._news.set()
            await keep(self.uid, self.tape)

    async def _follow_pod(self, group: TaskGroup, logs: list[asyncio.Task[None]]) -> None:
        selector = f"metadata.name={self.name}"
        source = WatchedList("pods", self.namespace, selector)

        def seen(change: str, pod: JsonObject) -> bool:
            if change in {"LISTED", "DELETED"} or pod["metadata"]["uid"] != self.pod_uid:
                return True
            self._see(pod)
            for container in sorted(started_containers(pod) - self._logs):
                self._logs.add(container)
                logs.append(group.create_task(self._follow_log(container)))
            if has_ended_by_itself(pod):
                logs.append(group.create_task(self._end_by_itself(pod)))
            return False

        await Upstream("pod", self.publish).keep(lambda: source.follow(seen))

    def _see(self, pod: JsonObject) -> None:
        before = self.pod and pod_entry(self.pod)
        self.pod = pod
        entry = pod_entry(pod)
        self.tape.see(entry, pod, time.time())
        if entry != before:
            self.publish(entry)
        news, self._pod_news = self._pod_news, asyncio.Event()
        news.set()

    async def _follow_events(self) -> None:
        source = WatchedList("events", self.namespace, f"involvedObject.uid={self.pod_uid}")
        feed = EventFeed(self.publish)
        await Upstream("events", self.publish).keep(lambda: source.follow(feed.seen))

    async def _observe(self) -> None:
        feed = ObservationFeed(self.namespace, self.name, self.publish)
        await Upstream("observation", self.publish).keep(feed.follow)

    async def _follow_log(self, container: str) -> None:
        """One attempt's log after the other."""
        assert self.pod is not None  # noqa: S101 -- a container's status was seen in it
        feed = LogFeed(self.pod, container, self.publish, self._attempt_is_over)
        upstream = Upstream(f"log {container}", self.publish)
        while True:
            feed.attempt = attempt_of(self.pod, container)[0]
            await upstream.keep(feed.follow)
            while attempt_of(self.pod, container)[0] <= feed.attempt:
                await self._pod_news.wait()

    async def _attempt_is_over(self, container: str, attempt: int) -> bool:
        """Whether the attempt has ended; its status may come a moment after its log's end."""
        try:
            async with asyncio.timeout(SECONDS_FOR_A_STATE):
                while attempt_of(self.pod, container) == (attempt, True):
                    await self._pod_news.wait()
        except TimeoutError:
            return False
        return True

    async def _end_by_itself(self, pod: JsonObject) -> None:
        await end(self.uid, reason_of_end(pod))
        await self._tell_end(await stored_reason(self.uid))

    async def _tell_end(self, reason: str) -> None:
        if not self._end_told:
            self._end_told = True
            self.publish({"kind": "ended", "reason": reason})


def started_containers(pod: JsonObject) -> set[str]:
    """The containers that have run at least once, and so have a log."""
    status = pod.get("status") or {}
    states = [state for field in STATUSES for state in status.get(field) or []]
    return {state["name"] for state in states if state.get("containerID")}


def attempt_of(pod: JsonObject | None, container: str) -> tuple[int, bool]:
    """How often the container was restarted, and whether it runs."""
    status = (pod or {}).get("status") or {}
    for field in STATUSES:
        for state in status.get(field) or []:
            if state["name"] == container:
                return state.get("restartCount", 0), "running" in (state.get("state") or {})
    return 0, False
