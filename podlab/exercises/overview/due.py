"""Review cards that are due, each as the question that its lesson asks."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from podlab.curriculum.format.exercise import Exercise, ReviewCard
from podlab.curriculum.library import fill
from podlab.curriculum.shelves import lesson_of
from podlab.exercises.models import Attempt, Review
from podlab.sandbox.runs.guests import guest_in


@dataclass(frozen=True)
class Asked:
    """A card that came back, in the page's language and with the learner's own values in it."""

    review: Review
    spec: Exercise
    card: ReviewCard

    @property
    def answer(self) -> str:
        return self.card.options[self.card.answer]

    @property
    def is_due(self) -> bool:
        return self.review.due_at is not None and self.review.due_at <= timezone.now()


def reviews_of(request: HttpRequest) -> QuerySet[Review]:
    """This session's cards; none for a visitor who has no session yet."""
    guest = guest_in(request.session)
    return Review.objects.filter(owner_key=guest.key) if guest else Review.objects.none()


def due_of(request: HttpRequest) -> QuerySet[Review]:
    """Those that have come back, the longest waiting first."""
    return reviews_of(request).filter(due_at__lte=timezone.now()).order_by("due_at", "pk")


async def asked_by(request: HttpRequest, review: Review) -> Asked | None:
    """The card's question; None when its lesson is not here any more, or has fewer cards."""
    try:
        lesson = lesson_of(review.pack, review.exercise)
    except KeyError:
        return None
    if review.card >= len(lesson.spec.review):
        return None
    lesson = lesson.translated(get_language() or settings.LANGUAGE_CODE)
    attempts = Attempt.objects.owned_by(request).filter(pack=review.pack, exercise=review.exercise)
    attempt = await attempts.afirst()
    spec = fill(lesson.spec, attempt.variables) if attempt else lesson.spec
    return Asked(review, spec, spec.review[review.card])


async def next_asked(request: HttpRequest) -> Asked | None:
    """The question that waits the longest; None when nothing is due."""
    async for review in due_of(request):
        if asked := await asked_by(request, review):
            return asked
    return None
