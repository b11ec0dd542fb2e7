"""Which assertions a question's answer stands on."""

import pytest

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.steps import Step
from podlab.exercises.proving.questions import truths_of, unbacked
from tests.exercises.proving.specs import exercise


def step_of(spec: Exercise, name: str) -> Step:
    return next(step for step in spec.steps if step.id == name)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("predict", [("arrives", False), ("refused", True)]),
        ("seen", [("arrives", False), ("refused", True)]),
        ("guess", [("", True)]),
        ("run", []),
    ],
)
def test_the_right_option_must_hold_and_no_other(
    step: str, expected: list[tuple[str, bool]]
) -> None:
    spec = exercise()

    truths = truths_of(spec, step_of(spec, step))

    assert [(truth.option, truth.must_hold) for truth in truths] == expected


HELD = {"pod": {"of": "duo"}}
OPTIONS = [{"id": "one", "text": "1", "when": HELD}, {"id": "two", "text": "2"}]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"options": OPTIONS, "answer": "one"}, ()),
        ({"options": OPTIONS, "answer": "two"}, ("two",)),
        ({"type": "multi", "options": OPTIONS, "answer": ["one", "two"]}, ("two",)),
        ({"type": "number", "answer": 6}, ("",)),
        ({"type": "order", "options": OPTIONS, "answer": ["one", "two"]}, ("",)),
        ({"type": "number", "answer": 6, "truth": HELD}, ()),
        ({"options": OPTIONS, "answer": "two", "truth": HELD}, ()),
    ],
)
def test_a_right_answer_needs_something_that_measures_it(
    question: dict[str, object], expected: tuple[str, ...]
) -> None:
    step = Step.model_validate({"id": "ask", "predict": {"prompt": "How many?", **question}})

    assert unbacked(step) == expected
