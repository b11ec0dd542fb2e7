"""The end of a lesson: what differs in a real cluster, the export, and the cards to remember."""

from dataclasses import dataclass
from typing import Any

from podlab.curriculum.format.exercise import ReviewCard
from podlab.exercises.learning.progress import REVIEW
from podlab.exercises.page.parts.scores import Score, score
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes.manifests import text_of


@dataclass(frozen=True)
class Remembered:
    """A review card, what was answered now, and whether that is right."""

    number: int
    card: ReviewCard
    said: str

    @property
    def is_right(self) -> bool:
        return self.said == self.card.answer

    @property
    def answer(self) -> str:
        return self.card.options[self.card.answer]


def score_of(visit: Visit) -> Score:
    """What the whole lesson gave: its checkpoints are done, or it has not ended."""
    steps = [step for step in visit.spec.steps if step.checkpoint]
    done = {stage.id for stage in visit.way.stages if stage.is_done}
    asked = [slug for step in steps if step.checkpoint for slug in step.checkpoint.checks]
    passed = [
        slug
        for step in steps
        if step.checkpoint and step.id in done
        for slug in step.checkpoint.checks
    ]
    return score(visit.spec.checks, asked, passed)


def export_of(visit: Visit) -> dict[str, Any] | None:
    """The unit that one takes to a cluster, as text, and in which forms."""
    export = visit.spec.export
    if visit.stage.kind != "cluster" or export is None:
        return None
    unit = visit.spec.scene.by_address[export.unit]
    text = text_of(visit.lesson, visit.attempt, export.unit, unit)
    return {"unit": unit, "text": text, "formats": export.formats}


def reviews_of(visit: Visit) -> list[Remembered]:
    """The cards at the end of the lesson, as far as they were answered."""
    if visit.stage.kind != "review":
        return []
    given = visit.answers.get(REVIEW)
    said = given.value if given else {}
    cards = enumerate(visit.spec.review)
    return [Remembered(number, card, said.get(str(number), "")) for number, card in cards]
