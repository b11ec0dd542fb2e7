"""Where a check stands after one evaluation and the next."""

from typing import Any

import pytest

from podlab.curriculum.format.exercise import Check
from podlab.exercises.checking.standing import Standing, next_standing
from podlab.exercises.results import Outcome, Result

PASS, FAIL = Result(Outcome.PASS), Result(Outcome.FAIL, feedback="wrong_phase")
ERROR = Result(Outcome.ERROR, feedback="cannot_check")


def check_of(**fields: Any) -> Check:
    wanted = {"title": "It runs", "assert": {"pod": {"of": "duo"}}}
    return Check.model_validate(wanted | fields)


@pytest.mark.parametrize(
    ("fields", "looks", "passed"),
    [
        ({"mode": "edge"}, [(0.0, PASS)], True),
        ({"mode": "edge"}, [(0.0, PASS), (1.0, FAIL)], True),
        ({"mode": "edge"}, [(0.0, FAIL), (1.0, PASS), (2.0, ERROR)], True),
        ({"mode": "level"}, [(0.0, PASS), (1.0, FAIL)], False),
        ({"mode": "level"}, [(0.0, PASS), (1.0, FAIL), (2.0, PASS)], True),
        ({"mode": "level"}, [(0.0, PASS), (1.0, ERROR)], True),
        ({"mode": "level"}, [(0.0, ERROR)], False),
        ({"for": "2s"}, [(0.0, PASS)], False),
        ({"for": "2s"}, [(0.0, PASS), (1.9, PASS)], False),
        ({"for": "2s"}, [(0.0, PASS), (2.0, PASS)], True),
        ({"for": "2s"}, [(0.0, PASS), (1.0, FAIL), (2.0, PASS)], False),
        ({"for": "2s"}, [(0.0, PASS), (1.0, ERROR), (2.0, PASS)], True),
        ({"for": "2s", "mode": "edge"}, [(0.0, PASS), (2.0, PASS), (3.0, FAIL)], True),
    ],
)
def test_verdict_after_looks(
    fields: dict[str, str], looks: list[tuple[float, Result]], passed: bool
) -> None:
    check, standing = check_of(**fields), Standing()
    for now, result in looks:
        standing = next_standing(check, standing, result, now)

    assert standing.passed is passed


def test_what_must_hold_says_for_how_long_it_has() -> None:
    check = check_of(**{"for": "2s"})
    so_far = Result(Outcome.PASS, actual="Running")
    first = next_standing(check, Standing(), so_far, 10.0)
    then = next_standing(check, first, so_far, 10.5)

    assert then.result
    assert (then.result.feedback, then.result.actual) == (
        "not_long_enough",
        "Running (for 0.5 of 2 s)",
    )


def test_an_error_is_told_and_takes_no_pass_away() -> None:
    check = check_of()
    standing = next_standing(check, Standing(PASS, passed=True, held_since=0.0), ERROR, 1.0)

    assert (standing.result, standing.passed) == (ERROR, True)
