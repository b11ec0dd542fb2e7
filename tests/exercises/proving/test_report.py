"""A proof as JSON, as JUnit's XML and as lines of a terminal."""

import json
from xml.etree import ElementTree

from podlab.exercises.proving.telling.cases import (
    Case,
    Problem,
    Proof,
    Read,
    as_json,
    summary,
    told,
)
from podlab.exercises.proving.telling.junit import junit
from podlab.exercises.results import Outcome, Result

PASS = Result(Outcome.PASS, actual="200", milliseconds=3.5)
STARTER = Case("starter", 1.5, reads=(Read("check:works", PASS),))
FAILED = Case("solution 1 of 1", 2.0, (Problem("Mend it.", "actual: \x1b[31mno <b>"),))
BROKEN = Case("wrong x.yaml", 0.25, (Problem("No answer.", is_error=True), Problem("Mend it.")))
PROOFS = [
    Proof("pods-101", "whose-localhost", 4.0, (STARTER, FAILED, BROKEN)),
    Proof("pods-101", "x-ray", 1.5, (STARTER,)),
]


def test_junit_counts_failures_and_errors() -> None:
    root = ElementTree.fromstring(junit(PROOFS))  # noqa: S314 -- made here

    assert root.attrib == {
        "name": "podlab", "tests": "4", "failures": "1", "errors": "1", "time": "5.250",
    }  # fmt: skip
    assert [suite.get("name") for suite in root] == ["pods-101/whose-localhost", "pods-101/x-ray"]
    cases = {case.get("name"): [child.tag for child in case] for case in root[0]}
    assert cases == {"starter": [], "solution 1 of 1": ["failure"], "wrong x.yaml": ["error"]}


def test_junit_carries_what_containers_say() -> None:
    root = ElementTree.fromstring(junit(PROOFS))  # noqa: S314 -- made here

    failure = root[0][1][0]
    assert failure.get("message") == "Mend it."
    assert failure.text == "Mend it.\nactual: \N{REPLACEMENT CHARACTER}[31mno <b>"


def test_json_holds_every_reading() -> None:
    data = json.loads(json.dumps(as_json(PROOFS)))

    assert data["proved"] is False
    assert [each["proved"] for each in data["exercises"]] == [False, True]
    read = data["exercises"][1]["cases"][0]["reads"][0]
    assert (read["of"], read["result"]["outcome"], read["result"]["actual"]) == (
        "check:works", "pass", "200",
    )  # fmt: skip


def test_the_last_line_names_what_is_not_proved() -> None:
    assert summary(PROOFS) == "1 of 2 not proved: pods-101/whose-localhost"
    assert summary(PROOFS[1:]) == "All proved: 1"


def test_a_problem_is_told_with_what_was_read_under_it() -> None:
    assert told(Problem("Mend it.", "expected: a\nactual: b"), "  ") == (
        "  Mend it.\n    expected: a\n    actual: b"
    )
