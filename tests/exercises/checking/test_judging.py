"""Checks of an exercise: judged once to their end, and followed while a learner works."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from podlab.cluster import connect
from podlab.exercises.checking import Verdict, follow, judge, judge_all, keep
from podlab.exercises.models import Attempt
from podlab.exercises.results import Outcome, Result
from podlab.exercises.scenes import Scene
from tests.exercises.checking.test_on_an_engine import run_in

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]
SECONDS = 90


async def until(verdicts: AsyncIterator[Verdict], slug: str, *, passed: bool) -> Verdict:
    async with asyncio.timeout(SECONDS):
        async for verdict in verdicts:
            if (verdict.check, verdict.passed) == (slug, passed):
                return verdict
    raise AssertionError(f"following ended before {slug}")


async def records(attempt: Attempt, slug: str) -> list[str]:
    found = attempt.readings.filter(of=f"check:{slug}").order_by("at")
    return [each.feedback async for each in found]


async def test_checks_are_judged_after_those_they_need(scene: Scene) -> None:
    slugs = list(scene.spec.checks)
    before = await judge_all(slugs, scene)
    await run_in(scene, "client", "wget", "-qO-", "http://localhost:8080/page")
    after = await judge_all([slug for slug in slugs if slug != "broken"], scene)

    assert {slug: each.feedback for slug, each in before.items()} == {
        "runs": "",
        "asked": "not_seen",
        "answered": "needs_another",
        "nothing-else": "baseline_missing",
        "broken": "cannot_check",
    }
    assert before["broken"].outcome is Outcome.ERROR
    assert {slug for slug, each in after.items() if not each.passed} == set()
    assert await records(scene.attempt, "answered") == ["needs_another", ""]
    assert (await judge("nobody", scene)).outcome is Outcome.ERROR


async def test_verdicts_follow_what_happens(scene: Scene) -> None:
    async with aclosing(follow(scene.attempt)) as verdicts:
        await until(verdicts, "runs", passed=True)
        await run_in(scene, "client", "wget", "-qO-", "http://localhost:8080/page")
        await until(verdicts, "nothing-else", passed=True)
        await run_in(scene, "client", "wget", "-qO-", "http://localhost:8080/other")
        failed = await until(verdicts, "nothing-else", passed=False)
        assert failed.result.feedback == "seen_too_often"
        cluster = await connect()
        await cluster.send_signal(scene.namespace, "duo", container="web", signal="SIGKILL")
        await until(verdicts, "runs", passed=False)

    async with aclosing(follow(scene.attempt)) as verdicts:
        known = await until(verdicts, "asked", passed=True)

    assert known.result.evidence == "client → web:8080 GET /page 200"
    assert (await records(scene.attempt, "asked"))[-1] == ""


async def test_the_last_twenty_records_of_a_check_are_kept(scene: Scene) -> None:
    for number in range(23):
        await keep(scene.attempt, "check:runs", Result(Outcome.PASS, actual=str(number)))

    kept = [each.actual async for each in scene.attempt.readings.order_by("at")]
    assert kept == [str(number) for number in range(3, 23)]
