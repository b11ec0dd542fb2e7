"""Which panels of a lesson are open, folded away, or not shown before the prediction. Pure."""

from collections.abc import Mapping
from typing import Literal, get_args

from podlab.curriculum.format.exercise import Panel
from podlab.exercises.learning.progress import Stage, Way

State = Literal["open", "closed", "hidden"]
USUAL: Mapping[Panel, State] = {"yaml": "closed"}


def panels_of(written: Mapping[Panel, str], way: Way) -> dict[Panel, State]:
    """Every panel; one that is for after the prediction is as usual once that is stored."""
    asking = is_asking(way)
    return {name: state_of(name, written.get(name, ""), asking=asking) for name in get_args(Panel)}


def state_of(name: Panel, written: str, *, asking: bool) -> State:
    usual = USUAL.get(name, "open")
    if written == "after-predict":
        return "hidden" if asking else usual
    return "open" if written == "open" else "closed" if written == "closed" else usual


def is_asking(way: Way) -> bool:
    """Whether a prediction is still to be stored here, or nothing was predicted at all yet."""
    if way.current.kind == "predict" or way.current.leads:
        return not has_passed(way.current)
    asked = [each for each in way.stages if each.kind == "predict"]
    return bool(asked) and not any(map(has_passed, asked))


def has_passed(stage: Stage) -> bool:
    return stage.is_done or stage.is_skipped
