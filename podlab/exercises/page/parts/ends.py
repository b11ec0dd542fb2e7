"""The end of a lesson: what differs in a real cluster, the export, and the cards to remember."""

from dataclasses import dataclass
from typing import Any

from podlab.curriculum.format.exercise import ReviewCard
from podlab.exercises.learning.progress import REVIEW
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
