"""Which steps are done, open and locked."""

import pytest

from podlab.exercises.learning.progress import CLUSTER, REVIEW, done_of, way_through
from tests.exercises.steps import exercise

CARD = {"q": "Why?", "options": {"a": "A", "b": "B"}, "answer": "a", "why": "So."}
ENDS = {"export": {"unit": "duo"}, "review": [CARD]}


@pytest.mark.parametrize(
    ("done", "states"),
    [
        ("", "open locked locked locked"),
        ("predict", "done open locked open"),
        ("predict do", "done done open open"),
        ("predict do observe", "done done done open"),
        ("predict explain", "done open locked done"),
        ("do", "open done locked locked"),
    ],
)
def test_nothing_runs_before_the_prediction(done: str, states: str) -> None:
    way = way_through(exercise("predict", "do", "observe", "explain"), done.split())

    assert [stage.state for stage in way.stages] == states.split()


@pytest.mark.parametrize(
    ("done", "states"),
    [("", "open locked locked"), ("read", "done open locked"), ("read vary", "done done open")],
)
def test_a_gate_holds_back_all_that_follows(done: str, states: str) -> None:
    way = way_through(exercise("read!:text", "vary:predict", "explain"), done.split())

    assert [stage.state for stage in way.stages] == states.split()


def test_the_end_waits_for_every_step() -> None:
    spec = exercise("text", "explain", **ENDS)

    before, after = way_through(spec, ["text"]), way_through(spec, ["text", "explain"])

    assert [stage.state for stage in before.stages[2:]] == ["locked", "locked"]
    assert [stage.id for stage in after.stages if stage.state == "open"] == [CLUSTER, REVIEW]
    assert not before.is_finished
    assert after.is_finished


@pytest.mark.parametrize(
    ("done", "asked", "current"),
    [
        ("", "", "predict"),
        ("predict", "", "do"),
        ("predict", "predict", "predict"),
        ("predict", "observe", "do"),
        ("predict", "no-such-step", "do"),
        ("predict do observe", "", "observe"),
    ],
)
def test_the_stage_that_is_shown(done: str, asked: str, current: str) -> None:
    way = way_through(exercise("predict", "do", "observe"), done.split(), asked)

    assert way.current.id == current


def test_what_an_answer_makes_done() -> None:
    spec = exercise("predict", "do", "observe", "explain", "checkpoint")
    wrong = dict.fromkeys(("predict", "observe", "explain", "checkpoint"), False)

    assert done_of(spec, wrong, ["do"]) == {"predict", "do", "explain"}
    assert done_of(spec, {"observe": True, "checkpoint": True, CLUSTER: None}, ["checkpoint"]) == {
        "observe",
        "checkpoint",
        CLUSTER,
    }


def test_a_pressed_checkpoint_is_not_done() -> None:
    assert done_of(exercise("checkpoint"), {}, ["checkpoint"]) == set()


@pytest.mark.parametrize(
    ("done", "skipped", "states"),
    [
        ("predict", "do", "done skipped open open"),
        ("predict", "do observe", "done skipped skipped open"),
        ("predict do", "do", "done done open open"),
        ("", "do", "open skipped locked locked"),
    ],
)
def test_a_step_that_is_skipped_holds_back_nothing(done: str, skipped: str, states: str) -> None:
    spec = exercise("predict", "do", "observe", "explain")

    way = way_through(spec, done.split(), "", skipped.split())

    assert [stage.state for stage in way.stages] == states.split()


def test_the_end_is_reached_over_skipped_steps() -> None:
    way = way_through(exercise("predict", "do", **ENDS), ["predict"], "", ["do"])

    assert way.is_finished
    assert [stage.id for stage in way.skipped] == ["do"]
