"""Review cards that are due."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from podlab.exercises.models import Review
from podlab.sandbox.runs.guests import guest_in


def reviews_of(request: HttpRequest) -> QuerySet[Review]:
    """This session's cards; none for a visitor who has no session yet."""
    guest = guest_in(request.session)
    return Review.objects.filter(owner_key=guest.key) if guest else Review.objects.none()


def due_of(request: HttpRequest) -> QuerySet[Review]:
    """Those that have come back, the longest waiting first."""
    return reviews_of(request).filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
