"""The sentences that tell an author what is not proved, and what to do."""

from datetime import timedelta

import pytest

from podlab.exercises.proving.questions import Truth, truths_of
from podlab.exercises.proving.telling.cases import Case, Read
from podlab.exercises.proving.telling.sentences import (
    button_problem,
    card_problem,
    memory_problem,
    never_failed,
    solution_problems,
    starter_problems,
    time_problem,
    truth_problem,
    wrong_problems,
)
from podlab.exercises.results import Outcome, Result
from tests.exercises.proving.specs import exercise

PASS = Result(Outcome.PASS, expected="open", actual="open")
REFUSED = Result(Outcome.FAIL, "open", "refused", feedback="connection_refused")
BROKEN = Result(Outcome.ERROR, actual="there is no container web2")
MIB = 1 << 20


def first_words(problems: object) -> list[str]:
    return [" ".join(problem.says.split()[:4]) for problem in problems]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("works", "alone", "expected"),
    [
        (REFUSED, REFUSED, []),
        (REFUSED, PASS, []),  # declared
        (PASS, PASS, ["Check `works` passes before"]),
        (BROKEN, PASS, ["Check `works` could not"]),
    ],
)
def test_a_starter_passes_only_what_is_declared(
    works: Result, alone: Result, expected: list[str]
) -> None:
    judged = {"works": works, "alone": alone}

    assert first_words(starter_problems(exercise(), judged)) == expected


def test_a_solution_that_fails_names_its_file_and_what_was_read() -> None:
    [problem] = solution_problems({"works": REFUSED, "alone": PASS}, ["solution/duo.yaml"])

    assert problem.says == (
        "Check `works` fails with the solution. Mend solution/duo.yaml or the check."
    )
    assert problem.detail == "expected: open\nactual: refused\nfeedback: connection_refused"
    assert not problem.is_error


@pytest.mark.parametrize(
    ("works", "alone", "expected"),
    [
        (REFUSED, PASS, []),
        (PASS, PASS, ["Check `works` passes, though"]),
        (Result(Outcome.FAIL, feedback="timeout"), PASS, ["Check `works` fails with"]),
        (REFUSED, REFUSED, ["Check `alone` fails as"]),
        (BROKEN, PASS, ["Check `works` could not"]),
    ],
)
def test_a_wrong_answer_fails_what_is_declared_and_nothing_else(
    works: Result, alone: Result, expected: list[str]
) -> None:
    judged = {"works": works, "alone": alone}

    assert first_words(wrong_problems(judged, {"works": "connection_refused"})) == expected


def test_a_wrong_answer_must_be_judged_by_the_checks_it_names() -> None:
    problems = wrong_problems({"works": REFUSED}, {"works": "connection_refused", "alone": "open"})

    assert first_words(problems) == ["Check `alone` was not"]


@pytest.mark.parametrize(
    ("must_hold", "result", "expected"),
    [
        (True, PASS, ""),
        (False, REFUSED, ""),
        (True, REFUSED, "The answer of step `predict` is not what was measured"),
        (False, PASS, "Step `predict` calls the option `refused` wrong, but its `when` holds"),
        (True, BROKEN, "What step `predict` asks could not be measured"),
        (False, BROKEN, "What step `predict` asks could not be measured"),
    ],
)
def test_an_answer_is_what_was_measured(must_hold: bool, result: Result, expected: str) -> None:
    spec = exercise()
    truth = Truth("refused", must_hold, truths_of(spec, spec.steps[0])[1].assertion)

    problem = truth_problem("predict", truth, result)

    assert (problem.says if problem else "").startswith(expected)
    assert bool(problem) is bool(expected)


def test_a_check_that_never_failed_may_not_be_able_to() -> None:
    cases = [
        Case("starter", reads=(Read("check:works", REFUSED), Read("check:alone", PASS))),
        Case("solution", reads=(Read("check:works", PASS), Read("card:run/alone", REFUSED))),
    ]

    assert first_words(never_failed(exercise(), cases)) == ["Check `alone` was never"]


def test_a_claim_that_is_not_so_is_told_in_its_own_words() -> None:
    problem = card_problem("run", "lo", "Two packets on lo", REFUSED)

    assert problem
    assert problem.says == (
        "The card `lo` of step `run` claims “Two packets on lo”, and that is not what was "
        "measured. Correct the claim, or its assertion."
    )
    assert card_problem("run", "lo", "Two packets on lo", PASS) is None


def test_a_claim_that_could_not_be_measured_is_not_called_false() -> None:
    problem = card_problem("run", "lo", "Two packets on lo", BROKEN)

    assert problem
    assert problem.says.startswith("What the card `lo` of step `run` claims could not be measured")
    assert problem.is_error


@pytest.mark.parametrize(("place", "where"), [("duo/web", " at `duo/web`"), ("", "")])
def test_a_button_that_could_not_act_says_where_and_why(place: str, where: str) -> None:
    done = {
        "action": "wait", "place": place, "problem": "Waited in vain", "kubectl": "",
        "outcome": "fail",
    }  # fmt: skip

    assert button_problem("run", done).says == (
        f"The button of step `run` could not wait{where}: Waited in vain. Correct the action, or "
        f"let the scene have what it acts on."
    )


def test_time_and_memory_have_a_budget() -> None:
    minute = timedelta(minutes=1)

    assert time_problem(59, minute) is None
    assert time_problem(75.25, minute)
    assert memory_problem(300 * MIB, None) is None
    assert memory_problem(200 * MIB, 256 * MIB) is None
    assert memory_problem(300 * MIB, 256 * MIB)
