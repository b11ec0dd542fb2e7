"""Which steps of an exercise are done, open or locked, and which one is next. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.steps import Step

State = Literal["done", "skipped", "open", "locked"]
CLUSTER = "_cluster"  # no slug begins like this, so no step is called so
REVIEW = "_review"


@dataclass(frozen=True)
class Stage:
    """One place of the way: a step, or what stands at the end (`_cluster`, `_review`)."""

    id: str
    kind: str
    state: State
    step: Step | None = None
    leads: bool = False  # a text that is read together with the prediction behind it

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_locked(self) -> bool:
        return self.state == "locked"

    @property
    def is_skipped(self) -> bool:
        return self.state == "skipped"


@dataclass(frozen=True)
class Way:
    """All stages in their order, and the one that is shown."""

    stages: tuple[Stage, ...]
    current: Stage

    @property
    def after(self) -> Stage | None:
        """The stage behind the one that is shown; None at the end."""
        index = self.stages.index(self.current) + 1
        return self.stages[index] if index < len(self.stages) else None

    @property
    def number(self) -> int:
        return self.stages.index(self.current) + 1

    @property
    def is_finished(self) -> bool:
        return all(stage.is_done or stage.is_skipped for stage in self.stages if stage.step)

    @property
    def skipped(self) -> Sequence[Stage]:
        """What was left behind on the way."""
        return [stage for stage in self.stages if stage.is_skipped]

    def stage(self, named: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == named), None)

    def up_to_here(self, kind: str) -> Sequence[Stage]:
        """The stages of a kind from the beginning to the one that is shown, itself included."""
        return [stage for stage in self.stages[: self.number] if stage.kind == kind]


def done_of(
    exercise: Exercise, judged: Mapping[str, bool | None], ran: Collection[str]
) -> set[str]:
    """The stages that are done. `judged`: by answered step whether it was right, if that is told.

    A prediction and an explanation are done with any answer, what was seen only with the right one.
    """
    done = {step for step in (CLUSTER, REVIEW) if step in judged}
    for step, leads in with_lead_ins(exercise):
        if step.kind == "do":
            given = step.id in ran
        else:
            given = step.id in judged and (
                step.kind in {"predict", "explain"} or judged[step.id] is not False
            )
        if given or (leads and leads in judged):
            done.add(step.id)
    return done


def with_lead_ins(exercise: Exercise) -> Iterator[tuple[Step, str]]:
    """Each step, and the id of the prediction that a text leads to: both are read as one."""
    for step, behind in zip_longest(exercise.steps, exercise.steps[1:]):
        leads = step.kind == "text" and behind and behind.kind == "predict" and step.gate == "open"
        yield step, behind.id if leads else ""


def way_through(
    exercise: Exercise, done: Collection[str], asked: str = "", skipped: Collection[str] = ()
) -> Way:
    """`asked` is shown if it is not locked, else the first stage that is not done or skipped."""
    stages = tuple(stages_of(exercise, done, skipped))
    reachable = {stage.id: stage for stage in stages if not stage.is_locked}
    first = next((s for s in stages if s.state == "open" and not s.leads), stages[-1])
    return Way(stages, reachable.get(asked, first))


def stages_of(
    exercise: Exercise, done: Collection[str], skipped: Collection[str] = ()
) -> Iterator[Stage]:
    """Every step with its state, then the end, which waits for all of them.

    A prediction always holds back what follows: nothing runs before it is stored. What one is
    asked to have seen waits for the button that shows it. A step that is skipped holds back
    nothing.
    """
    held = ran = False
    passed = {*done, *skipped}
    for step, leads in with_lead_ins(exercise):
        is_done = step.id in passed
        waits = held or (step.kind == "observe" and ran)
        kind = "cluster" if is_of_the_cluster(exercise, step) else step.kind
        state = state_of(done=step.id in done, locked=waits and not is_done)
        shown: State = "skipped" if state == "open" and is_done else state
        yield Stage(step.id, kind, shown, step, bool(leads))
        held |= not is_done and (step.gate == "next" or step.kind == "predict")
        ran = not is_done if step.kind == "do" else ran
    missing = any(step.id not in passed for step in exercise.steps)
    told = any(is_of_the_cluster(exercise, step) for step in exercise.steps)
    ends = ((CLUSTER, exercise.export and not told), (REVIEW, exercise.review))
    for end in (end for end, given in ends if given):
        yield Stage(end, end[1:], state_of(done=end in done, locked=missing))


def is_of_the_cluster(exercise: Exercise, step: Step) -> bool:
    """Whether this text is the export's own note: then it has its exports beside it."""
    return exercise.export is not None and step.text == exercise.export.note


def state_of(*, done: bool, locked: bool) -> State:
    """What was done once may always be looked at again."""
    return "done" if done else "locked" if locked else "open"
