"""What is played to prove an exercise: the starter, the solution, each wrong answer. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from podlab.curriculum.format.exercise import Exercise, Wrong
from podlab.curriculum.format.steps import Step


@dataclass(frozen=True)
class Perform:
    """Press the button of a step; then its cards must be so."""

    step: str


@dataclass(frozen=True)
class Measure:
    """Ask the scene a step's question: the answer must be so, and no other."""

    step: str


@dataclass(frozen=True)
class Build:
    """Put manifests in place of units (address: file); then judge checks."""

    step: str
    units: Mapping[str, str]
    checks: tuple[str, ...]


Turn = Perform | Measure | Build
Kind = Literal["starter", "solution", "wrong"]
AT_THE_END = ""  # the step of checks that no checkpoint names


@dataclass(frozen=True)
class Play:
    """One scene from its beginning to its end. `fails` is what a wrong answer must come to."""

    kind: Kind
    name: str
    turns: tuple[Turn, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)
    fails: Mapping[str, str] = field(default_factory=dict)


def plays(spec: Exercise, repeat: int | None = None) -> tuple[Play, ...]:
    """All that is played; the solution `repeat` times, or as often as the exercise says."""
    times = repeat or spec.tests.repeat
    walk, answers = tuple(whole_walk(spec)), right_answers(spec)
    starter = Play("starter", "starter", tuple(starter_walk(spec)), answers)
    solutions = (
        Play("solution", f"solution {turn} of {times}", walk, answers)
        for turn in range(1, times + 1)
    )
    return (starter, *solutions, *(wrong_play(spec, each) for each in spec.tests.wrong))


def whole_walk(spec: Exercise) -> Iterator[Turn]:
    """The way of somebody who does everything right.

    A prediction is measured after the last button before the next prediction, since its truth
    is what those buttons bring about; what one observes is measured where one is asked.
    """
    waiting: str | None = None
    for position, step in enumerate(spec.steps):
        if step.predict:
            waiting = step.id
        elif step.do:
            yield Perform(step.id)
        elif step.observe:
            yield Measure(step.id)
        elif step.checkpoint:
            yield Build(step.id, units_of(spec, step), step.checkpoint.checks)
        if waiting and not brings_more(spec.steps[position + 1 :]):
            yield Measure(waiting)
            waiting = None
    if left := checks_without_checkpoint(spec):
        yield Build(AT_THE_END, {}, left)


def starter_walk(spec: Exercise) -> Iterator[Turn]:
    """Judge each check where the learner meets it, before anything is done for it.

    Checks that no checkpoint names are met at once. A checkpoint that was judged is then solved,
    since the next one may stand on it.
    """
    yield Build(AT_THE_END, {}, checks_without_checkpoint(spec))
    for turn in whole_walk(spec):
        if isinstance(turn, Build) and turn.step:
            yield Build(turn.step, {}, turn.checks)
            yield Build(turn.step, turn.units, ())
        elif isinstance(turn, Perform):
            yield turn


def brings_more(steps: tuple[Step, ...]) -> bool:
    """Whether a button comes before the next prediction or checkpoint."""
    for step in steps:
        if step.predict or step.checkpoint:
            return False
        if step.do:
            return True
    return False


def units_of(spec: Exercise, step: Step) -> dict[str, str]:
    """The solution's manifests for a checkpoint: of the unit that it edits, else of all."""
    edited = step.checkpoint.edit if step.checkpoint else None
    return {
        address: file for address, file in spec.solution.units.items() if edited in (None, address)
    }


def checks_without_checkpoint(spec: Exercise) -> tuple[str, ...]:
    named = {name for step in spec.steps if step.checkpoint for name in step.checkpoint.checks}
    return tuple(name for name in spec.checks if name not in named)


def right_answers(spec: Exercise) -> dict[str, Any]:
    """What somebody answers who knows everything; the solution's own answers come first."""
    asked = {step.id: step.predict or step.observe for step in spec.steps}
    answers = {name: question.answer for name, question in asked.items() if question}
    return {**answers, **spec.solution.answers}


def wrong_play(spec: Exercise, wrong: Wrong) -> Play:
    """As the solution, up to the checkpoint whose checks must fail; there the wrong manifests."""
    turns: list[Turn] = []
    for turn in whole_walk(spec):
        if isinstance(turn, Build) and set(turn.checks) & set(wrong.fails):
            turns.append(Build(turn.step, wrong.apply, turn.checks))
            break
        if not isinstance(turn, Measure):
            turns.append(turn)
    answers = {**right_answers(spec), **wrong.answers}
    return Play("wrong", f"wrong {name_of(wrong)}", tuple(turns), answers, wrong.fails)


def name_of(wrong: Wrong) -> str:
    """Its files; without one, the steps that it answers, and what they must fail.

    >>> name_of(Wrong(apply={"duo": "fixtures/wrong-port.yaml"}, fails={"works": "refused"}))
    'fixtures/wrong-port.yaml'
    """
    said = [f"{step}={value}" for step, value in wrong.answers.items()]
    return ", ".join([*wrong.apply.values(), *said]) or f"nothing done ({', '.join(wrong.fails)})"
