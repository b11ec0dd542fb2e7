"""A learner at a lesson: the exercise in their language, their attempt, and how far they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.format.steps import Step
from podlab.curriculum.library import LoadedExercise, draw_variables, fill
from podlab.curriculum.shelves import is_newest, lesson_of, pinned_edition
from podlab.exercises.learning.keeping import answers_of, attempt_of, begun_attempt, pressed_steps
from podlab.exercises.learning.progress import Stage, Way, done_of, way_through
from podlab.exercises.models import Answer, Attempt, Skip
from podlab.exercises.trouble.skipping import skips_of
from podlab.sandbox.runs.guests import welcome


@dataclass(frozen=True)
class Visit:
    """All that a page about the lesson begins with. `spec` has the attempt's variables in it."""

    lesson: LoadedExercise
    spec: Exercise
    attempt: Attempt
    answers: Mapping[str, Answer]
    ran: frozenset[str]
    way: Way
    locale: str
    skips: Mapping[str, Skip] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return self.way.current

    @property
    def has_changed(self) -> bool:
        """Whether the exercise is another one now than when this attempt began."""
        if self.attempt.edition:
            return not is_newest(self.lesson)
        return self.attempt.version != self.spec.version

    def address(self, step: str = "") -> str:
        """The page, at a step or where the learner is."""
        page = reverse("exercises:lesson", args=self.names)
        return f"{page}?step={step}" if step else page

    @property
    def names(self) -> tuple[str, str]:
        return self.attempt.pack, self.attempt.exercise

    def step(self, named: str) -> Step:
        """One step of the exercise that may be done now or was done. Raises Http404."""
        stage = self.way.stage(named)
        if stage is None or stage.step is None or stage.is_locked:
            raise Http404
        return stage.step


async def visit_of(request: HttpRequest, pack: str, exercise: str, asked: str = "") -> Visit:
    """The session's visit; the attempt begins with the first one. Raises Http404.

    It goes on with the edition that it began with, until the learner begins again.
    """
    key = welcome(request).key
    begun = await begun_attempt(key, pack, exercise)
    try:
        lesson = lesson_of(pack, exercise, begun.edition if begun else "")
    except KeyError as error:
        raise Http404 from error
    locale = get_language() or "en"
    lesson = lesson.translated(locale)
    fields = {
        "pack": pack,
        "exercise": exercise,
        "version": lesson.spec.version,
        "content": lesson.content,
        "edition": pinned_edition(lesson),
        "variables": draw_variables(lesson.spec),
    }
    attempt = begun or await attempt_of(key, fields)
    spec = fill(lesson.spec, attempt.variables)
    answers = await answers_of(attempt)
    ran = frozenset(await pressed_steps(attempt))
    done = done_of(spec, {step: each.is_right for step, each in answers.items()}, ran)
    skips = await skips_of(attempt)
    way = way_through(spec, done, asked, skips)
    return Visit(lesson, spec, attempt, answers, ran, way, locale, skips)
