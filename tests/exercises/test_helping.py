"""When hints open, and the solution."""

from datetime import timedelta

import pytest

from podlab.curriculum.format.exercise import HintRule, Reveal
from podlab.exercises.learning.helping import Trying, hint_offer, may_reveal

RULE = HintRule(attempts=1, seconds=45)


def trying(attempts: int, seconds: int, *, passed: bool = False) -> Trying:
    return Trying(attempts, timedelta(seconds=seconds), passed)


@pytest.mark.parametrize(
    ("opened", "attempts", "seconds", "ready"),
    [
        (0, 0, 0, False),
        (0, 1, 0, True),
        (0, 0, 45, True),
        (1, 1, 50, False),
        (1, 2, 50, True),
        (1, 0, 90, True),
        (3, 9, 900, False),
    ],
)
def test_the_next_tier(opened: int, attempts: int, seconds: int, ready: bool) -> None:
    assert hint_offer(RULE, 3, opened, trying(attempts, seconds)).ready is ready


def test_what_is_still_to_do_for_a_hint() -> None:
    offer = hint_offer(RULE, 3, 1, trying(1, 60))

    assert (offer.attempts_left, offer.seconds_left, offer.is_more) == (1, 30, True)


@pytest.mark.parametrize(
    ("rule", "tried", "seen"),
    [
        (Reveal(), trying(0, 0), False),
        (Reveal(), trying(4, 0), True),
        (Reveal(), trying(0, 480), True),
        (Reveal(), trying(1, 5, passed=True), True),
        (Reveal(or_attempts=None, or_minutes=None), trying(99, 9999), False),
        (Reveal(after="never"), trying(99, 9999, passed=True), False),
    ],
)
def test_when_the_solution_may_be_seen(rule: Reveal, tried: Trying, seen: bool) -> None:
    assert may_reveal(rule, tried) is seen
