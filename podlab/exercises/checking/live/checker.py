"""The checks of one attempt, judged as it goes on: one for all of its pages."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from podlab.curriculum.format.exercise import Check
from podlab.exercises.checking.evaluating import evaluate
from podlab.exercises.checking.judging import circle, first_ones
from podlab.exercises.checking.live.news import SceneNews
from podlab.exercises.checking.live.sighting import Sighting
from podlab.exercises.checking.live.waking import Waking, waking_of
from podlab.exercises.checking.records import (
    answers_of,
    check_name,
    have_passed,
    keep,
    last_press,
)
from podlab.exercises.checking.standing import Standing, next_standing, waiting_for
from podlab.exercises.checking.verdicts import error
from podlab.exercises.models import Attempt
from podlab.exercises.results import Result
from podlab.exercises.scenes.problems import SceneProblem
from podlab.exercises.scenes.scene import Scene
from podlab.pods.objects import JsonObject

logger = logging.getLogger(__name__)

SECONDS_WITHOUT_SCENE = 1.0
SECONDS_BETWEEN_ROUNDS = 0.03
LONGEST_ROUND = 2.0  # until the scene is read anew: its Pods may be others
AT_ONCE = 6


@dataclass(frozen=True)
class Verdict:
    """A check's standing, when it has changed."""

    check: str
    result: Result
    passed: bool


@dataclass
class Followed:
    """One check that is followed. One look is taken at a time; news that come meanwhile ask for
    another.
    """

    check: Check
    waking: Waking
    standing: Standing = field(default_factory=Standing)
    due: float = 0.0
    looks: int = 0
    woken_at: float = float("-inf")
    look: asyncio.Task[None] | None = None
    has_news: bool = False
    has_passed: bool = False  # at some look: a baseline may build on it

    @property
    def is_settled(self) -> bool:
        return self.standing.is_settled(self.check)

    @property
    def pause(self) -> float:
        """Seconds until the next look, when nothing happens."""
        stable = self.check.stable
        if stable and self.standing.held_since is not None and not self.standing.passed:
            return max(0.05, stable.total_seconds() / 4)
        return self.waking.pause(self.check.every.total_seconds(), self.looks)

    def wake(self, now: float) -> None:
        """Look again as soon as one may; pauses go on growing."""
        if self.has_news:
            return
        self.woken_at = max(now, self.woken_at + self.waking.rest(self.looks))
        self.due = min(self.due, self.woken_at)
        self.has_news = True


class Checker:
    """Judges until it is cancelled; tells every change of a verdict, once."""

    def __init__(self, attempt: Attempt, tell: Callable[[Verdict], None]) -> None:
        self.attempt = attempt
        self._tell = tell
        self._news = SceneNews(self._is_news)
        self._sighting = Sighting(attempt)
        self._followed: dict[str, Followed] = {}
        self._content = ""
        self._places = asyncio.Semaphore(AT_ONCE)

    @property
    def verdicts(self) -> list[Verdict]:
        """Where each check stands that was looked at."""
        return [
            Verdict(slug, each.standing.result, each.standing.passed)
            for slug, each in self._followed.items()
            if each.standing.result
        ]

    async def run(self) -> None:
        """Judge what is due, then wait for news."""
        try:
            while True:
                try:
                    await self._turn()
                except SceneProblem as problem:
                    logger.info("%s is not judged: %s", self.attempt, problem)
                    await asyncio.sleep(SECONDS_WITHOUT_SCENE)
                except Exception:
                    logger.exception("The checks of %s failed; they go on", self.attempt)
                    await asyncio.sleep(SECONDS_WITHOUT_SCENE)
        finally:
            await self._stop_looking()
            await self._news.close()

    async def _turn(self) -> None:
        scene = await self._sighting.scene()
        if scene is None:
            self._news.follow(())
            await asyncio.sleep(SECONDS_WITHOUT_SCENE)
            return
        self._news.follow(scene.runs.values())
        if any(unit.kind == "deployment" for unit in scene.units.values()):
            self._news.watch(scene.namespace)
        await self._take_over(scene)
        await self._begin_looks(scene)
        await asyncio.sleep(SECONDS_BETWEEN_ROUNDS)
        entries = await self._news.wait(self._seconds_until_due())
        for each in self._followed.values():
            if any(map(each.waking.is_news, entries)):
                each.wake(asyncio.get_running_loop().time())

    def _is_news(self, entry: JsonObject) -> bool:
        return any(each.waking.is_news(entry) for each in self._followed.values())

    async def _take_over(self, scene: Scene) -> None:
        """Follow the exercise's checks; those that have passed for good stay so."""
        if self._followed and self._content == scene.exercise.content:
            return
        await self._stop_looking()
        passed = await have_passed(self.attempt)
        self._content = scene.exercise.content
        self._followed = {
            slug: Followed(
                check,
                waking_of(check.check),
                Standing(passed=check.mode == "edge" and slug in passed),
                has_passed=slug in passed,
            )
            for slug, check in scene.spec.checks.items()
        }

    def _seconds_until_due(self) -> float:
        now = asyncio.get_running_loop().time()
        waiting = [each for each in self._followed.values() if not (each.is_settled or each.look)]
        return max(0.0, min([LONGEST_ROUND, *(each.due - now for each in waiting)]))

    async def _begin_looks(self, scene: Scene) -> None:
        now = asyncio.get_running_loop().time()
        due = [slug for slug, each in self._followed.items()
               if each.due <= now and not each.is_settled and each.look is None]  # fmt: skip
        if not due:
            return
        answers, since = await answers_of(self.attempt), await last_press(self.attempt)
        for slug in due:
            each = self._followed[slug]
            each.has_news = False
            each.look = asyncio.create_task(self._look(slug, scene, since, answers))

    async def _look(
        self, slug: str, scene: Scene, since: datetime | None, answers: Mapping[str, Any]
    ) -> None:
        each = self._followed[slug]
        try:
            result = self._blocked(slug)
            if result is None:
                async with self._places:
                    result = await evaluate(each.check.check, scene, since, answers)
            await self._see(slug, each, result)
        except Exception:
            logger.exception("%s of %s could not be judged", slug, self.attempt)
        finally:
            each.look = None
            if each.has_news:
                self._news.rouse()

    async def _see(self, slug: str, each: Followed, result: Result) -> None:
        """Take a result in: when to look again, whether it is news, the record."""
        now = asyncio.get_running_loop().time()
        before, each.standing = each.standing, next_standing(each.check, each.standing, result, now)
        each.has_passed |= each.standing.passed
        is_news = differs(before, each.standing)
        each.looks = 0 if is_news else each.looks + 1
        each.due = now + each.pause
        if each.has_news:
            each.due = min(each.due, each.woken_at)
        if not is_news or each.standing.result is None:
            return
        await keep(self.attempt, check_name(slug), each.standing.result, self._content)
        self._tell(Verdict(slug, each.standing.result, each.standing.passed))
        if each.standing.passed != before.passed:
            self._wake_dependents(slug, now)

    def _blocked(self, slug: str) -> Result | None:
        """What is said while another check has to pass first."""
        checks = {name: each.check for name, each in self._followed.items()}
        if circle(slug, checks):
            return error(f"check {slug} needs itself, or one that is not there")
        for other, feedback in first_ones(checks[slug]):
            first = self._followed[other]
            if not (first.has_passed if other == checks[slug].baseline else first.standing.passed):
                return waiting_for(checks[other].title, feedback)
        return None

    def _wake_dependents(self, slug: str, now: float) -> None:
        for other in self._followed.values():
            if slug in (name for name, _feedback in first_ones(other.check)):
                other.wake(now)
        self._news.rouse()

    async def _stop_looking(self) -> None:
        looks = [each.look for each in self._followed.values() if each.look]
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)


def differs(before: Standing, after: Standing) -> bool:
    """Whether somebody should be told."""
    told = [replace(each.result, milliseconds=0.0, evidence="") if each.result else None
            for each in (before, after)]  # fmt: skip
    return told[0] != told[1] or before.passed != after.passed
