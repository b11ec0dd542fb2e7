"""How far a learner is in each lesson, and what they have seen there with their own eyes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.library import LoadedExercise, LoadedPack, fill
from podlab.curriculum.markdown import inline
from podlab.curriculum.shelves import all_lessons, lesson_of
from podlab.exercises.learning.progress import done_of
from podlab.exercises.models import Attempt, Reading
from podlab.exercises.results import Outcome

State = Literal["new", "begun", "done"]


@dataclass(frozen=True)
class Seen:
    """A claim that was measured in the learner's own scene: the reading, and when."""

    claim: SafeString
    reading: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """One lesson and one learner. `seen` has the first evidence of each side of the table."""

    lesson: LoadedExercise
    done: int = 0
    began: bool = False
    solved: bool = False
    seen: Mapping[str, Seen] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return len(self.lesson.spec.steps)

    @property
    def state(self) -> State:
        if self.solved or self.done == self.steps:
            return "done"
        return "begun" if self.began else "new"

    @property
    def container(self) -> Seen | None:
        return self.seen.get("left")

    @property
    def pod(self) -> Seen | None:
        return self.seen.get("right")


def packs_of(request: HttpRequest) -> list[tuple[str, LoadedPack, list[Standing]]]:
    """Every pack's title, and where this session stands in its lessons, in the page's language."""
    attempts = attempts_of(request)
    locale = get_language() or settings.LANGUAGE_CODE
    return [
        (
            pack.translations.of(pack.spec, locale).title,
            pack,
            [
                standing(each.translated(locale), attempts.get((pack.id, each.id), ()))
                for each in pack.exercises
            ],
        )
        for pack in all_lessons().packs
    ]


def standings_of(request: HttpRequest) -> list[Standing]:
    """All lessons of all packs."""
    return [standing for _title, _pack, lessons in packs_of(request) for standing in lessons]


def attempts_of(request: HttpRequest) -> dict[tuple[str, str], list[Attempt]]:
    """This session's attempts by lesson, the newest first, with all that tells how far they are."""
    cards = Reading.objects.filter(of__startswith="card:", outcome=Outcome.PASS).order_by("at")
    parts = ("answers", "done", Prefetch("readings", cards, to_attr="cards"))
    found: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in Attempt.objects.owned_by(request).prefetch_related(*parts):
        found.setdefault((attempt.pack, attempt.exercise), []).append(attempt)
    return found


def standing(lesson: LoadedExercise, attempts: Iterable[Attempt]) -> Standing:
    """Counted are the steps of the attempt that goes on; solved stays solved."""
    every = list(attempts)
    goes_on = next((each for each in every if each.superseded_at is None), None)
    solved = any(each.solved_at for each in every)
    if goes_on is None:
        return Standing(lesson, solved=solved)
    if goes_on.edition:
        locale = get_language() or settings.LANGUAGE_CODE
        lesson = lesson_of(goes_on.pack, goes_on.exercise, goes_on.edition).translated(locale)
    return Standing(
        lesson,
        done=len(steps_done(lesson.spec, goes_on)),
        began=bool(goes_on.answers.all() or goes_on.done.all()),
        solved=solved,
        seen=dict(first_seen(fill(lesson.spec, goes_on.variables), goes_on)),
    )


def steps_done(spec: Exercise, attempt: Attempt) -> set[str]:
    """The exercise's own steps that are done."""
    judged = {each.step: each.is_right for each in attempt.answers.all()}
    ran = {each.step for each in attempt.done.all() if each.finished_at}
    return done_of(spec, judged, ran) & {step.id for step in spec.steps}


def first_seen(spec: Exercise, attempt: Attempt) -> Iterator[tuple[str, Seen]]:
    """For each side the first card that was measured and held. A card without a side is the Pod's.

    `dict` keeps the last of a key: so the cards are gone through from the end.
    """
    readings: dict[str, Reading] = {each.of: each for each in attempt.cards}  # type: ignore[attr-defined]
    for step in reversed(spec.steps):
        for card in reversed(step.do.cards if step.do else ()):
            reading = readings.get(f"card:{step.id}/{card.id}")
            if reading:
                yield card.side or "right", Seen(inline(card.claim), reading.actual, reading.at)
