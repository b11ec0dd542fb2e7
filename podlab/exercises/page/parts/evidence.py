"""Evidence: what a button's actions said on both sides, and the cards that were measured after."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from podlab.curriculum.format.steps import EvidenceCard, Exec, Recorded, Step
from podlab.exercises.checking import card_name, evaluate_within, keep
from podlab.exercises.models import Done, Reading
from podlab.exercises.page.parts.sides import ONE
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes import Scene

SECONDS_TO_BE_SO = 6.0


@dataclass(frozen=True)
class Card:
    """A claim and its newest reading; `is_marked` when a learner should look at it again."""

    card: EvidenceCard
    reading: Reading | None
    is_marked: bool = False

    @property
    def is_measured(self) -> bool:
        return bool(self.reading) or self.card.check is None

    @property
    def recorded(self) -> Recorded | None:
        """What is shown instead of a reading of today; None where that one holds."""
        holds = self.reading is not None and self.reading.outcome == "pass"
        return None if holds or not self.is_measured else self.card.recorded


@dataclass(frozen=True)
class Evidence:
    """The button that was pressed last, what it said, and the cards by side."""

    step: Step
    done: Done | None
    command: str
    cards: Sequence[Card]
    is_twofold: bool

    @property
    def results(self) -> Sequence[dict[str, Any]]:
        return self.done.results if self.done else ()

    @property
    def is_measured(self) -> bool:
        return all(card.is_measured for card in self.cards)

    def of_side(self, side: str) -> dict[str, Any]:
        """What belongs under one side: the last result, and the cards that name it or no side."""
        results = [
            each
            for each in self.results
            if each.get("side") == side
            or (not each.get("side") and not (self.is_twofold and each["outcome"] == "pass"))
        ]
        return {
            "result": results[-1] if results else None,
            "cards": [each for each in self.cards if (each.card.side or ONE) == side],
        }

    @property
    def loose(self) -> Sequence[Card]:
        """Cards about both sides."""
        return [each for each in self.cards if each.card.side is None and self.is_twofold]


async def evidence_of(visit: Visit, marked: str = "") -> Evidence | None:
    """Of the last button at or before the stage that is shown, since its prediction."""
    step = button_of(visit)
    if step is None or step.do is None:
        return None
    done = await visit.attempt.done.filter(step=step.id).order_by("-at").afirst()
    readings = await newest(visit, step) if done else {}
    cards = [Card(each, readings.get(each.id), each.id == marked) for each in step.do.cards]
    twofold = visit.spec.scene.twins is not None
    return Evidence(step, done, command_of(step), cards, twofold)


def button_of(visit: Visit) -> Step | None:
    """The step whose button is on the page; none while one predicts, unless the question is about
    what the button right before it has shown.
    """
    stages = visit.way.stages[: visit.way.number]
    if visit.stage.kind == "predict" and len(stages) > 1 and stages[-2].kind == "do":
        return stages[-2].step
    for stage in reversed(stages):
        if stage.kind == "do":
            return stage.step
        if stage.kind in {"predict", "checkpoint", "review", "cluster"}:
            return None
    return None


def command_of(step: Step) -> str:
    """What is typed on both sides, when it is one command."""
    found = [each for each in (step.do.actions if step.do else ()) if isinstance(each, Exec)]
    return " ".join(found[0].command) if len(found) == 1 else ""


async def newest(visit: Visit, step: Step) -> dict[str, Reading]:
    """The latest reading of each card."""
    prefix = card_name(step.id, "")
    found: dict[str, Reading] = {}
    async for reading in visit.attempt.readings.filter(of__startswith=prefix).order_by("at"):
        found[reading.of.removeprefix(prefix)] = reading
    return found


async def measure(visit: Visit, scene: Scene, step: Step) -> None:
    """Measure every card of the step, all at once, and keep the readings. What the action brings
    about may take a moment: a card that is not so yet is measured again.
    """
    cards = [each for each in step.do.cards if each.check] if step.do else []
    done = await visit.attempt.done.filter(step=step.id).order_by("-at").afirst()
    since = done.at if done else None
    looks = (
        evaluate_within(each.check, scene, SECONDS_TO_BE_SO, since) for each in cards if each.check
    )
    results = await asyncio.gather(*looks)
    for card, result in zip(cards, results, strict=True):
        await keep(visit.attempt, card_name(step.id, card.id), result, visit.lesson.content)
