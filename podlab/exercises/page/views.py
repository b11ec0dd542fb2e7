"""The lesson's page, and the forms that store an answer."""

from contextlib import suppress
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.cluster import ClusterError
from podlab.curriculum.shelves import all_lessons
from podlab.exercises.learning.judging import NoAnswer
from podlab.exercises.learning.keeping import answer, supersede
from podlab.exercises.learning.progress import CLUSTER, REVIEW
from podlab.exercises.models import Attempt
from podlab.exercises.page.forms.answering import STORES, remember, take_answer
from podlab.exercises.page.showing import again, show
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes import end
from podlab.sandbox.runs.ending import StillThere

AGAIN = gettext_noop("you began again")


@require_safe
async def compare(_request: HttpRequest, row: str) -> HttpResponseBase:
    """A row of the home page's table: its experiment."""
    of_row = [e for e in all_lessons().exercises if e.spec.aspect == row]
    if not of_row:
        raise Http404
    lesson = min(of_row, key=lambda each: each.spec.kind != "experiment")
    return redirect("exercises:lesson", lesson.pack.id, lesson.id)


@require_safe
@never_cache
async def lesson(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """The lesson where the learner is, or at a step that is asked for and is not locked."""
    return await show(request, await visit_of(request, pack, exercise, request.GET.get("step", "")))


@require_POST
async def give_answer(
    request: HttpRequest, pack: str, exercise: str, step: str
) -> HttpResponseBase:
    """An answer to a question, or that a text was read."""
    visit = await visit_of(request, pack, exercise, step)
    asked = visit.step(step)
    if asked.kind not in STORES:
        raise Http404
    return await take_answer(request, visit, asked)


@require_POST
async def finish(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """What stands at the end: that the cluster's page was read, or the answer to a review card."""
    visit = await visit_of(request, pack, exercise)
    if not visit.way.is_finished:
        raise Http404
    await solved(visit)
    if "card" not in request.POST:
        await answer(visit.attempt, CLUSTER, "read")
        return await again(request, visit)
    try:
        await remember(visit, request.POST)
    except NoAnswer as problem:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return await again(request, visit, REVIEW, problem=str(problem), status=status)
    return await again(request, visit, REVIEW)


async def solved(visit: Visit) -> None:
    """Keep when the last step was done; later visits change nothing. What was skipped is not."""
    if visit.way.skipped:
        return
    unsolved = Attempt.objects.filter(uid=visit.attempt.uid, solved_at=None)
    await unsolved.aupdate(solved_at=timezone.now())


@require_POST
async def begin_again(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """A new attempt with new variables; the one before is kept, and what runs for it ends."""
    visit = await visit_of(request, pack, exercise)
    with suppress(ClusterError, StillThere):  # the keeper goes on
        await end(visit.attempt, AGAIN)
    await supersede(visit.attempt)
    return await again(request, visit)
