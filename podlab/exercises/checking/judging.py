"""One check, judged to its end: what it needs first, its time, and how long it must hold."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.format.exercise import Check
from podlab.exercises.checking.evaluating import evaluate
from podlab.exercises.checking.records import check_name, keep
from podlab.exercises.checking.scene import CheckedScene
from podlab.exercises.checking.standing import Standing, next_standing, waiting_for
from podlab.exercises.checking.verdicts import error
from podlab.exercises.results import Result
from podlab.sandbox.live.hub import hub

SECONDS_BETWEEN_LOOKS = 0.25
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 1.0


async def evaluate_within(
    assertion: Assertion,
    scene: CheckedScene,
    seconds: float,
    since: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Result:
    """Evaluate it until it passes, or the time is up: what was found last."""
    loop, pause = asyncio.get_running_loop(), SECONDS_BETWEEN_LOOKS
    deadline = loop.time() + seconds
    async with watched(scene):
        while True:
            result = await evaluate(assertion, scene, since, answers)
            if result.passed or loop.time() + pause > deadline:
                return result
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 1.5)


async def judge(
    slug: str,
    scene: CheckedScene,
    since: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Result:
    """Judge a check of the scene's exercise, and keep the record."""
    return (await judge_all([slug], scene, since, answers))[slug]


async def judge_all(
    slugs: Collection[str],
    scene: CheckedScene,
    since: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Result]:
    """Judge checks side by side, each after those that it needs, and keep the records."""
    judging = Judging(scene, since, answers or {})
    async with watched(scene):
        results = await asyncio.gather(*(judging.result_of(slug) for slug in slugs))
    found = dict(zip(slugs, results, strict=True))
    for slug, result in found.items():
        await keep(scene.attempt, check_name(slug), result, scene.exercise.content)
    return found


@dataclass
class Judging:
    """The checks of one exercise, each judged at most once."""

    scene: CheckedScene
    since: datetime | None
    answers: Mapping[str, Any]
    _tasks: dict[str, asyncio.Task[Result]] = field(default_factory=dict)

    def result_of(self, slug: str) -> asyncio.Task[Result]:
        """The result of a check, begun now if nobody has begun it."""
        if slug not in self._tasks:
            self._tasks[slug] = asyncio.create_task(self._judge(slug))
        return self._tasks[slug]

    async def _judge(self, slug: str) -> Result:
        check = self.scene.spec.checks.get(slug)
        if check is None:
            return error(f"this exercise has no check {slug}")
        if circle(slug, self.scene.spec.checks):
            return error(f"check {slug} needs itself")
        for other, feedback in first_ones(check):
            if not (await self.result_of(other)).passed:
                return waiting_for(self.scene.spec.checks[other].title, feedback)
        return await self._until_decided(check)

    async def _until_decided(self, check: Check) -> Result:
        loop = asyncio.get_running_loop()
        standing, begun = Standing(), loop.time()
        stable = check.stable.total_seconds() if check.stable else 0.0
        within = check.within.total_seconds()
        while True:
            result = await evaluate(check.check, self.scene, self.since, self.answers)
            standing = next_standing(check, standing, result, loop.time())
            holds = standing.held_since is not None
            took = loop.time() - begun
            if standing.passed or took > (within + stable if holds else within):
                return standing.result or result
            rest = stable / 4 if holds else check.every.total_seconds()
            await asyncio.sleep(min(LONGEST_PAUSE, max(SHORTEST_PAUSE, rest)))


def first_ones(check: Check) -> list[tuple[str, str]]:
    """The checks that come first, and what is said while they have not passed."""
    baseline = [(check.baseline, "baseline_missing")] if check.baseline else []
    return [*((slug, "needs_another") for slug in check.needs), *baseline]


def circle(slug: str, checks: Mapping[str, Check]) -> bool:
    """Whether a check comes, by way of others, before itself; or needs one that is not there."""
    seen: set[str] = set()
    ahead = [slug]
    while ahead:
        check = checks.get(ahead.pop())
        if check is None:
            return True
        others = [other for other, _feedback in first_ones(check)]
        if slug in others:
            return True
        ahead += [other for other in others if other not in seen]
        seen.update(others)
    return False


@asynccontextmanager
async def watched(scene: CheckedScene) -> AsyncIterator[None]:
    """Keep everything of a scene watched for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        for run in scene.runs.values():
            if run.pod_uid and run.removed_at is None:
                await stack.enter_async_context(hub().watching(run))
        yield
