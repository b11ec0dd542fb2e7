"""What a guest has learned goes on under the account that signs in."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from podlab.accounts.models import User
from podlab.exercises.models import Attempt, Review, SceneRun
from podlab.exercises.trouble.models import Report
from podlab.sandbox.models import PodRun, Recording
from podlab.sandbox.runs.guests import Guest

SIGNED_IN = "you signed in"


def adopt(guest: Guest | None, user: User) -> None:
    """Hand a guest's attempts, reviews, recordings and past runs to the account.

    What runs ends, since it runs in the guest's namespace; the keepers remove it. The guest's key
    owns nothing afterwards: whoever planted or copied that cookie sees nothing of the account.
    """
    if guest is None or User.objects.filter(owner_key=guest.key).exists():
        return  # nobody was here, or another account was
    with transaction.atomic():
        end_what_runs(guest.key)
        choose_attempts(guest.key, user.owner_key)
        known = Review.objects.filter(
            owner_key=user.owner_key,
            pack=OuterRef("pack"),
            exercise=OuterRef("exercise"),
            card=OuterRef("card"),
        )
        Review.objects.filter(Exists(known), owner_key=guest.key).delete()
        for kept in (
            Attempt.objects.all(),
            Review.objects.all(),
            Report.objects.all(),
            Recording.objects.all(),
            PodRun.objects.exclude(removed_at=None),
            SceneRun.objects.exclude(removed_at=None),
        ):
            kept.filter(owner_key=guest.key).update(owner_key=user.owner_key)


def end_what_runs(key: str) -> None:
    """Mark as ended what the keepers then remove."""
    now = timezone.now()
    running = PodRun.objects.filter(owner_key=key).current()
    running.filter(ended_at=None).update(ended_at=now, end_reason=SIGNED_IN)
    running.update(expires_at=now)
    SceneRun.objects.filter(owner_key=key, ended_at=None).update(
        ended_at=now, end_reason=SIGNED_IN, expires_at=now
    )


def choose_attempts(guest: str, account: str) -> None:
    """Of two attempts at one exercise the one that is further goes on; the other is kept."""
    going_on = Attempt.objects.filter(superseded_at=None)
    for theirs in going_on.filter(owner_key=guest):
        lesson = {"pack": theirs.pack, "exercise": theirs.exercise}
        own = going_on.filter(owner_key=account, **lesson).first()
        if own is not None:
            behind = own if steps_of(theirs) > steps_of(own) else theirs
            behind.superseded_at = timezone.now()
            behind.save(update_fields=["superseded_at"])


def steps_of(attempt: Attempt) -> int:
    """How much was done in an attempt."""
    return attempt.answers.count() + attempt.done.count()
