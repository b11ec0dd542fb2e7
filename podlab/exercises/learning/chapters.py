"""The rhythm of a lesson: its stages, gathered into the chapters that its rail names. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from podlab.exercises.learning.progress import Stage, State, Way


@dataclass(frozen=True)
class Chapter:
    """Some stages that belong together, under one name."""

    title: str
    stages: tuple[Stage, ...]
    is_current: bool = False

    @property
    def state(self) -> State:
        if all(stage.is_done for stage in self.stages):
            return "done"
        if all(stage.is_done or stage.is_skipped for stage in self.stages):
            return "skipped"
        return "locked" if all(stage.is_locked for stage in self.stages) else "open"

    @property
    def goal(self) -> Stage:
        """Where its link leads: what is to be done next in it, or its beginning."""
        open_ones = [stage for stage in self.stages if stage.state == "open" and not stage.leads]
        return next(iter(open_ones), self.entry)

    @property
    def entry(self) -> Stage:
        return next((stage for stage in self.stages if not stage.leads), self.stages[0])


def chapters_of(way: Way) -> Sequence[Chapter]:
    """The way in chapters: from its second prediction on, a lesson changes one thing."""
    found: list[tuple[str, list[Stage]]] = []
    ran = varies = led = False
    varied = ""
    for index, stage in enumerate(way.stages):
        asks = (stage.leads or stage.kind == "predict") and not led
        varies = (ran and asks) or (varies and stage.kind in VARIES)
        if asks:
            varied = title_of(way.stages[index + 1] if stage.leads else stage)
        name = varied if varies else name_of(stage, ran=ran)
        if found and found[-1][0] == name and not (varies and asks):
            found[-1][1].append(stage)
        else:
            found.append((name, [stage]))
        ran |= stage.kind == "do"
        led = stage.leads
    return [Chapter(name, tuple(each), way.current in each) for name, each in found]


VARIES = ("predict", "do", "observe", "text", "explain", "order")


def title_of(asking: Stage) -> str:
    """What a further prediction is called."""
    return (asking.step and asking.step.title) or _("Change one thing")


def name_of(stage: Stage, *, ran: bool) -> str:
    """What the stage is called; who builds says in the title what is built."""
    if stage.kind == "checkpoint" and stage.step and stage.step.title:
        return stage.step.title
    explains = _("Explain") if ran else _("Read")
    names = {
        "predict": _("Predict"),
        "do": _("Run"),
        "observe": _("What did you see?"),
        "checkpoint": _("Build it"),
        "cluster": _("In a real cluster"),
        "review": _("Remember"),
        "text": _("Predict") if stage.leads else explains,
    }
    return names.get(stage.kind, explains)
