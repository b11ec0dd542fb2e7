"""Which assertions a question's answer stands on."""

import pytest

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.steps import Step
from podlab.exercises.proving.questions import truths_of
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
