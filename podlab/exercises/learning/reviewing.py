"""When a review card comes back: after a day, then each time later, until it is known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from podlab.exercises.models import Attempt, Review


def next_due(spacing: Sequence[timedelta], known: int, now: datetime) -> datetime | None:
    """When a card that was known so often comes back; None once it was known often enough."""
    return now + spacing[known] if known < len(spacing) else None


async def put_on_the_pile(attempt: Attempt, card: int, spacing: Sequence[timedelta]) -> None:
    """A card of a lesson that was gone through; one that is on the pile stays where it is."""
    await Review.objects.aget_or_create(
        owner_key=attempt.owner_key,
        pack=attempt.pack,
        exercise=attempt.exercise,
        card=card,
        defaults={"due_at": next_due(spacing, 0, timezone.now())},
    )


async def reviewed(review: Review, spacing: Sequence[timedelta], *, right: bool) -> None:
    """A card that came back and was answered; a wrong answer begins again."""
    review.known = review.known + 1 if right else 0
    review.due_at = next_due(spacing, review.known, timezone.now())
    await review.asave(update_fields=["known", "due_at"])
