"""Questions: answers are among the options, wrong ones name a belief, right ones are measured."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from podlab.curriculum.format.steps import Observe, Option, Question, Step
from podlab.curriculum.library import LoadedExercise, LoadedPack
from podlab.curriculum.linting.findings import Finding, Steps, note, wrong

CHOICES = ("single", "multi", "order")


def question_findings(exercise: LoadedExercise, _pack: LoadedPack) -> Iterator[Finding]:
    """Everything about predictions, observations and review cards."""
    steps = exercise.spec.steps
    for steps_of, name in _repeated([step.id for step in steps], ("steps",)):
        yield wrong(exercise, (*steps_of, "id"), f"`{name}` is the id of an earlier step")
    for number, step in enumerate(steps):
        at: Steps = ("steps", number, step.kind)
        if step.predict:
            yield from _prediction(exercise, step, number, at)
            yield from _answer(exercise, step.predict, step.predict.options, at)
        if step.observe:
            yield from _observation(exercise, step.observe, number, at)
        if step.do:
            cards = [card.id for card in step.do.cards]
            for where, name in _repeated(cards, (*at, "cards")):
                yield wrong(exercise, (*where, "id"), f"`{name}` is the id of an earlier card")
    for number, card in enumerate(exercise.spec.review):
        if card.answer not in card.options:
            told = f"`{card.answer}` is none of the options"
            yield wrong(exercise, ("review", number, "answer"), told)
        if len(card.options) < 2:
            yield wrong(exercise, ("review", number, "options"), "needs two options or more")


def _prediction(exercise: LoadedExercise, step: Step, number: int, at: Steps) -> Iterator[Finding]:
    question = step.predict
    assert question  # noqa: S101 -- asked before
    if any(later.do for later in exercise.spec.steps[number:]) and step.gate != "next":
        told = "needs `gate: next`: nothing may run before the prediction is stored"
        yield wrong(exercise, at[:2], told)
    right = _ids(question.answer)
    measured = question.truth is not None
    for index, option in enumerate(question.options):
        where: Steps = (*at, "options", index)
        if question.type not in ("single", "multi"):
            continue
        if option.id in right:
            if not measured and option.when is None:
                told = "is right, and nothing measures it: give it `when`, or the question `truth`"
                yield wrong(exercise, where, told)
        elif option.misconception is None:
            told = "is wrong and names no misconception: what does somebody believe who chooses it?"
            yield wrong(exercise, where, told)
    if question.type not in ("single", "multi") and not measured:
        yield wrong(exercise, at, f"needs `truth`: what measures the answer of a {question.type}?")


def _observation(
    exercise: LoadedExercise, question: Observe, number: int, at: Steps
) -> Iterator[Finding]:
    before = exercise.spec.steps[:number]
    options: Sequence[Option] = question.options
    if question.options_from:
        asked = next((step.predict for step in before if step.id == question.options_from), None)
        if asked is None:
            told = f"`{question.options_from}` is no prediction before this step"
            yield wrong(exercise, (*at, "options_from"), told)
            return
        options = asked.options
    cards = [card.id for step in before if step.do for card in step.do.cards]
    if question.look_at and question.look_at not in cards:
        told = f"`{question.look_at}` is no card of a step before this one"
        yield wrong(exercise, (*at, "look_at"), told)
    measured = any(option.when for option in options if option.id in _ids(question.answer))
    if question.truth is None and not measured:
        yield note(exercise, at, "has no `truth`: nothing measures that its answer is right")
    yield from _answer(exercise, question, options, at)


def _answer(
    exercise: LoadedExercise, question: Question | Observe, options: Sequence[Option], at: Steps
) -> Iterator[Finding]:
    ids = [option.id for option in options]
    for where, name in _repeated([option.id for option in question.options], (*at, "options")):
        yield wrong(exercise, (*where, "id"), f"`{name}` is the id of an earlier option")
    if question.type in CHOICES and len(ids) < 2:
        yield wrong(exercise, at, f"a question of type {question.type} needs two options or more")
        return
    told = _wrong_answer(question.type, question.answer, ids)
    if told:
        yield wrong(exercise, (*at, "answer"), told)


def _wrong_answer(kind: str, answer: Any, ids: list[str]) -> str:
    """Why this can't be the answer of such a question; empty if it can."""
    if kind == "number":
        is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
        return "" if is_number or "${" in str(answer) else "must be a number"
    if kind == "text":
        return "" if isinstance(answer, str) else "must be a text"
    if (kind == "single") == isinstance(answer, list | tuple):
        return "must be one option's id" if kind == "single" else "must be a list of options' ids"
    unknown = sorted(_ids(answer) - set(ids))
    if unknown:
        return f"`{unknown[0]}` is none of the options: {', '.join(ids)}"
    if kind == "order" and len(answer) != len(ids):
        return "must name every option once, in the right order"
    return ""


def _ids(answer: Any) -> set[str]:
    return set(map(str, answer)) if isinstance(answer, list | tuple) else {str(answer)}


def _repeated(names: Sequence[str], at: Steps) -> Iterator[tuple[Steps, str]]:
    """The places of names that were there before."""
    seen: Counter[str] = Counter()
    for number, name in enumerate(names):
        if seen[name]:
            yield (*at, number), name
        seen[name] += 1
