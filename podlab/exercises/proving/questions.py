"""Which assertions a question's answer stands on, and whether they must hold or must not. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.steps import Observe, Option, Question, Step


@dataclass(frozen=True)
class Truth:
    """One assertion and what it stands for; `option` is "" for the question's own `truth`."""

    option: str
    must_hold: bool
    assertion: Assertion


def truths_of(spec: Exercise, step: Step) -> tuple[Truth, ...]:
    """What is measured of a step's question."""
    question = step.predict or step.observe
    return tuple(of_question(question, options_of(spec, question))) if question else ()


def options_of(spec: Exercise, question: Question | Observe) -> tuple[Option, ...]:
    """A question's own options, or those of the prediction that it takes them from."""
    if isinstance(question, Observe) and question.options_from:
        asked = next((s.predict for s in spec.steps if s.id == question.options_from), None)
        return asked.options if asked else ()
    return question.options


def of_question(question: Question | Observe, options: tuple[Option, ...]) -> Iterator[Truth]:
    if question.truth:
        yield Truth("", must_hold=True, assertion=question.truth)
    right = right_options(question)
    for option in options:
        if option.when:
            yield Truth(option.id, must_hold=option.id in right, assertion=option.when)


def right_options(question: Question | Observe) -> set[str]:
    """The ids of the options that are right."""
    answer = question.answer
    return set(map(str, answer)) if isinstance(answer, list | tuple) else {str(answer)}
