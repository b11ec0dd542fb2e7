"""Run records: what was found of each check and each card, the last twenty of each."""

from datetime import datetime
from typing import Any

from podlab.exercises.models import Attempt, Reading
from podlab.exercises.results import Outcome, Result

KEPT = 20


def check_name(slug: str) -> str:
    """What a check's readings are kept under."""
    return f"check:{slug}"


def card_name(step: str, card: str) -> str:
    """What a card's readings are kept under."""
    return f"card:{step}/{card}"


async def keep(attempt: Attempt, of: str, result: Result, content: str = "") -> Reading:
    """Write it down, and let the oldest go."""
    reading = await attempt.readings.acreate(
        of=of,
        milliseconds=result.milliseconds,
        outcome=result.outcome.value,
        feedback=result.feedback,
        expected=result.expected,
        actual=result.actual,
        command=result.command,
        evidence=result.evidence,
        content=content,
    )
    kept = attempt.readings.filter(of=of).order_by("-at", "-pk").values_list("pk", flat=True)
    old = [pk async for pk in kept[KEPT : KEPT + KEPT]]
    if old:
        await attempt.readings.filter(pk__in=old).adelete()
    return reading


async def have_passed(attempt: Attempt) -> set[str]:
    """The checks that have ever passed, as far as the records go."""
    prefix = check_name("")
    passed = attempt.readings.filter(of__startswith=prefix, outcome=Outcome.PASS.value)
    return {of.removeprefix(prefix) async for of in passed.values_list("of", flat=True).distinct()}


async def last_press(attempt: Attempt) -> datetime | None:
    """When a step's button was pressed last."""
    done = await attempt.done.order_by("-at").afirst()
    return done.at if done else None


async def answers_of(attempt: Attempt) -> dict[str, Any]:
    """What was answered, by step."""
    return {each.step: each.value async for each in attempt.answers.all()}
