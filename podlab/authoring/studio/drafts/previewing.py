"""An exercise step by step as learners read it, with what only authors may see: right answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.steps import Observe, Option, Question, Step
from podlab.curriculum.library import LoadedExercise


@dataclass(frozen=True)
class Choice:
    """An option: whether it is right, else the belief that it names."""

    text: str
    is_right: bool
    belief: str = ""


@dataclass(frozen=True)
class Checked:
    """A check by its title, with its hints in their order."""

    slug: str
    title: str
    hints: Sequence[SafeString]


@dataclass(frozen=True)
class Shown:
    """One step. `says` is what it asks or does in a sentence, `html` the text that goes with it."""

    id: str
    kind: str
    says: str
    html: str = ""
    choices: Sequence[Choice] = ()
    lines: Sequence[str] = ()
    checks: Sequence[Checked] = ()


def preview_of(exercise: LoadedExercise | None) -> list[Shown]:
    """Every step; nothing where the exercise can't be read."""
    return [shown(exercise, step) for step in exercise.spec.steps] if exercise else []


def shown(exercise: LoadedExercise, step: Step) -> Shown:
    """One step, whatever it is."""
    anchor = step.text or (step.checkpoint.text if step.checkpoint else None)
    return Shown(
        step.id,
        step.kind,
        says_of(exercise, step, anchor),
        exercise.text(anchor) if anchor else "",
        list(choices_of(exercise.spec, step)),
        list(lines_of(step)),
        list(checks_of(exercise, step)),
    )


def says_of(exercise: LoadedExercise, step: Step, anchor: str | None) -> str:
    asked = step.predict or step.observe or step.order or step.explain
    if asked:
        return asked.prompt
    if step.do:
        return step.do.label
    return exercise.heading(anchor) if anchor else step.title or step.id


def choices_of(spec: Exercise, step: Step) -> Iterator[Choice]:
    """The options of a question, or of the prediction that it takes them from."""
    asked = step.predict or step.observe
    if asked is None:
        return
    for option in options_of(spec, asked):
        belief = spec.misconceptions.get(option.misconception or "")
        yield Choice(option.text, option.id in rights(asked), belief.says if belief else "")


def options_of(spec: Exercise, asked: Question | Observe) -> Sequence[Option]:
    if isinstance(asked, Observe) and asked.options_from:
        found = (each.predict for each in spec.steps if each.id == asked.options_from)
        return next((each.options for each in found if each), ())
    return asked.options


def rights(asked: Question | Observe) -> Sequence[str]:
    answer = asked.answer
    return [str(each) for each in answer] if isinstance(answer, list | tuple) else [str(answer)]


def lines_of(step: Step) -> Iterator[str]:
    """What stands below: claims of cards, lines to be ordered, the model answer."""
    if step.do:
        yield from (card.claim for card in step.do.cards)
    elif step.order:
        yield from step.order.lines
    elif step.explain:
        yield step.explain.model


def checks_of(exercise: LoadedExercise, step: Step) -> Iterator[Checked]:
    for slug in step.checkpoint.checks if step.checkpoint else ():
        yield Checked(slug, exercise.spec.checks[slug].title, exercise.hints(slug))
