"""Questions as the page shows them: what is asked, what was answered, what came of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from podlab.curriculum.format.steps import Observe, Option, Question, Step
from podlab.exercises.learning.judging import Asked
from podlab.exercises.learning.ordering import Arrangement, mixed
from podlab.exercises.models import Answer
from podlab.exercises.page.visit import Visit


@dataclass(frozen=True)
class Choice:
    """One option, and whether it is the answer that was given."""

    option: Option
    is_chosen: bool


@dataclass(frozen=True)
class Line:
    """A line that can be moved; `number` is its place among all as they were written."""

    number: int
    text: str


@dataclass(frozen=True)
class Predicted:
    """A prediction as it stands beside the evidence. `holds` is told once it was tried."""

    at: datetime
    said: str
    first_said: str
    confidence: str
    holds: bool | None
    why: Sequence[str]


def confidences() -> dict[int, str]:
    return {1: _("a guess"), 2: _("fairly sure"), 3: _("sure")}


def asked_in(step: Step) -> Asked | None:
    return step.predict or step.observe


def options_of(visit: Visit, asked: Asked) -> Sequence[Option]:
    """The question's own options, or those of an earlier prediction."""
    if isinstance(asked, Observe) and asked.options_from:
        for step in visit.spec.steps:
            if step.id == asked.options_from and step.predict:
                return step.predict.options
    return asked.options


def choices_of(visit: Visit, step: Step, sent: Sequence[str] | None = None) -> list[Choice]:
    """The options; what was just sent is kept in a form that comes back."""
    asked, given = asked_in(step), visit.answers.get(step.id)
    if asked is None:
        return []
    value = sent if sent is not None else given.value if given else ()
    chosen = value if isinstance(value, list | tuple) else [value]
    options = options_of(visit, asked)
    if asked.type == "order":
        options = in_their_order(visit, step, options, value if given or sent else None)
    return [Choice(option, option.id in chosen) for option in options]


def in_their_order(
    visit: Visit, step: Step, options: Sequence[Option], value: Any
) -> Sequence[Option]:
    """Options to be put in order: as they were left, else mixed."""
    by_name = {option.id: option for option in options}
    if value and sorted(value) == sorted(by_name):
        return [by_name[each] for each in value]
    return [options[n] for n in mixed(len(options), f"{visit.attempt.uid}{step.id}").used]


def lines_of(visit: Visit, step: Step, found: Arrangement | None) -> dict[str, list[Line]]:
    """`used` and `left_out` lines of a step that asks for their order."""
    if step.order is None:
        return {}
    texts = (*step.order.lines, *step.order.distractors)
    given = visit.answers.get(step.id)
    if found is None and given:
        found = Arrangement(tuple(given.value["used"]), tuple(given.value["left_out"]))
    found = found or mixed(len(texts), f"{visit.attempt.uid}{step.id}")
    return {
        "used": [Line(number, texts[number]) for number in found.used],
        "left_out": [Line(number, texts[number]) for number in found.left_out],
    }


def predicted_in(visit: Visit) -> Predicted | None:
    """The latest prediction at or before the stage that is shown, if it is not that stage."""
    behind = [stage.step for stage in visit.way.up_to_here("predict") if stage != visit.stage]
    for step in reversed(behind):
        given = visit.answers.get(step.id) if step else None
        if step and step.predict and given:
            return predicted(visit, step.predict, given, holds=verdict(visit, step, given))
    return None


def verdict(visit: Visit, step: Step, given: Answer) -> bool | None:
    """Whether the prediction came true; None before the button behind it was pressed."""
    steps = list(visit.spec.steps)
    behind = steps[steps.index(step) + 1 :]
    button = next((each for each in behind if each.kind in {"do", "predict"}), None)
    if button is None or button.kind == "predict" or button.id not in visit.ran:
        return None
    return given.is_right


def predicted(visit: Visit, asked: Question, given: Answer, *, holds: bool | None) -> Predicted:
    seen = holds is not None and visit.stage.kind not in {"do", "observe"}
    chosen = given.value if isinstance(given.value, list) else [given.value]
    return Predicted(
        at=given.at,
        said=in_words(asked, given.value),
        first_said=in_words(asked, given.before) if given.before is not None else "",
        confidence=confidences().get(given.confidence or 0, ""),
        holds=holds,
        why=[each.why or "" for each in asked.options if seen and each.id in chosen],
    )


def in_words(asked: Asked, value: Any) -> str:
    """An answer as it would be said."""
    if asked.type in {"number", "text"}:
        number = f"{value:g}" if isinstance(value, float) else str(value)
        return f"{number} {asked.unit}" if isinstance(asked, Question) and asked.unit else number
    texts = {option.id: option.text for option in asked.options}
    chosen = value if isinstance(value, list) else [value]
    joint = " → " if asked.type == "order" else ", "
    return joint.join(str(texts.get(each, each)) for each in chosen) or _("none of them")
