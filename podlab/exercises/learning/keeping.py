"""What is kept of a learner's way: the attempt, each answer, when a checkpoint was first seen."""

from typing import Any

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from podlab.exercises.models import Answer, Attempt, Done
from podlab.exercises.results import Outcome

HELP = "_help"  # no slug: what was opened of hints, and since when a step is in work


class AlreadyAnswered(Exception):
    """A prediction may be changed once, and only before it is tried; the sentence says which."""


async def attempt_of(owner_key: str, fields: dict[str, Any]) -> Attempt:
    """The one attempt of this learner that goes on, made now if need be."""
    found = await begun_attempt(owner_key, fields["pack"], fields["exercise"])
    if found:
        return found
    try:
        return await Attempt.objects.acreate(owner_key=owner_key, **fields)
    except IntegrityError:  # another tab was faster
        wanted = {"pack": fields["pack"], "exercise": fields["exercise"], "superseded_at": None}
        return await Attempt.objects.aget(owner_key=owner_key, **wanted)


async def begun_attempt(owner_key: str, pack: str, exercise: str) -> Attempt | None:
    """The attempt that goes on; None before the first visit."""
    wanted = {"pack": pack, "exercise": exercise, "superseded_at": None}
    return await Attempt.objects.filter(owner_key=owner_key, **wanted).afirst()


async def supersede(attempt: Attempt) -> None:
    """The learner begins again; what was answered is kept."""
    running = Attempt.objects.filter(uid=attempt.uid, superseded_at=None)
    await running.aupdate(superseded_at=timezone.now())


async def answers_of(attempt: Attempt) -> dict[str, Answer]:
    """Every answer by its step."""
    return {each.step: each async for each in attempt.answers.all()}


async def predict(
    attempt: Attempt, step: str, value: Any, confidence: int | None, *, right: bool, tried: bool
) -> Answer:
    """Store a prediction; the first one is kept when it is changed. Raises AlreadyAnswered."""
    fields = {"value": value, "confidence": confidence, "is_right": right}
    found, made = await attempt.answers.aget_or_create(step=step, defaults=fields)
    if made or (found.value == value and found.confidence == confidence):
        return found
    if tried:
        raise AlreadyAnswered(_("This was tried already: the prediction stays as it was."))
    if found.before is not None:
        raise AlreadyAnswered(_("A prediction can be changed once, and this one was."))
    changed = attempt.answers.filter(pk=found.pk, before__isnull=True)
    if not await changed.aupdate(**fields, before=found.value, tries=2, at=timezone.now()):
        raise AlreadyAnswered(_("A prediction can be changed once, and this one was."))
    await found.arefresh_from_db()
    return found


async def answer(attempt: Attempt, step: str, value: Any, *, right: bool | None = None) -> Answer:
    """Store any other answer; it may be given as often as one likes."""
    fields = {"value": value, "is_right": right}
    found, made = await attempt.answers.aget_or_create(step=step, defaults=fields)
    if not made:
        again = attempt.answers.filter(pk=found.pk)
        await again.aupdate(**fields, tries=F("tries") + 1, at=timezone.now())
        await found.arefresh_from_db()
    return found


async def help_of(attempt: Attempt) -> dict[str, Any]:
    """`since`: by step when it was first seen; `hints`: by check how many tiers are open."""
    found = await attempt.answers.filter(step=HELP).afirst()
    return {"since": {}, "hints": {}, **(found.value if found else {})}


async def keep_help(attempt: Attempt, value: dict[str, Any]) -> None:
    await attempt.answers.aupdate_or_create(step=HELP, defaults={"value": value})


async def pressed_steps(attempt: Attempt) -> set[str]:
    """The steps whose button was pressed and whose work was done to its end."""
    return {each.step async for each in attempt.done.exclude(finished_at=None) if succeeded(each)}


def succeeded(done: Done) -> bool:
    """Whether each action could be carried out, whatever the commands said."""
    return all(result.get("outcome") == Outcome.PASS for result in done.results)
