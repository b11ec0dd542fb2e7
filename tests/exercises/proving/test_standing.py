"""How checks stand after several looks."""

from typing import Any

import pytest

from podlab.curriculum.format.exercise import Check
from podlab.exercises.proving.standing import Standings
from podlab.exercises.results import Outcome, Result

PASS, FAIL = Result(Outcome.PASS), Result(Outcome.FAIL, feedback="connection_refused")


def check(**fields: Any) -> Check:
    return Check.model_validate({"title": "It works", "assert": {"pod": {"of": "duo"}}, **fields})


def after(checks: dict[str, Check], *looks: tuple[float, dict[str, Result]]) -> Standings:
    standing = Standings(checks)
    for now, results in looks:
        standing.look(results, now)
    return standing


@pytest.mark.parametrize(("mode", "expected"), [("edge", PASS), ("level", FAIL)])
def test_an_edge_check_stays_passed(mode: str, expected: Result) -> None:
    standing = after({"works": check(mode=mode)}, (0, {"works": PASS}), (1, {"works": FAIL}))

    assert standing.judged == {"works": expected}


def test_a_check_waits_for_what_it_needs() -> None:
    checks = {"runs": check(), "works": check(needs=["runs"]), "seen": check(needs=["works"])}

    standing = after(checks, (0, {"runs": FAIL, "works": PASS, "seen": PASS}))

    assert standing.judged == {"runs": FAIL}
    assert [standing.waits_for(name) for name in checks] == ["", "runs", "works"]
    assert not standing.result("seen").passed


def test_an_absence_counts_once_its_baseline_was_seen() -> None:
    checks = {"sent": check(mode="edge"), "none": check(baseline="sent")}
    before = after(checks, (0, {"sent": FAIL, "none": PASS}))
    later = after(checks, (0, {"sent": PASS, "none": FAIL}), (1, {"sent": FAIL, "none": PASS}))

    assert before.judged == {"sent": FAIL}
    assert later.judged == {"sent": PASS, "none": PASS}
