"""The two forms under a step: continue anyway, and this check is wrong."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from podlab.exercises.page.showing import again
from podlab.exercises.page.visit import visit_of
from podlab.exercises.trouble.reporting import ReportForm, report, subjects
from podlab.exercises.trouble.skipping import SkipForm, may_skip, skip


@require_POST
async def go_on_anyway(
    request: HttpRequest, pack: str, exercise: str, step: str
) -> HttpResponseBase:
    """Leave the step behind, with the reason; the way then goes on behind it."""
    visit = await visit_of(request, pack, exercise, step)
    visit.step(step)
    form = SkipForm(request.POST)
    if visit.stage.id != step or not may_skip(visit.stage):
        raise Http404
    if not form.is_valid():
        return await again(
            request, visit, step,
            problem=_("Say why you go on."), status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )  # fmt: skip
    await skip(visit.attempt, step, form.cleaned_data["reason"], form.cleaned_data["words"])
    return await again(request, visit, visit.way.after.id if visit.way.after else step)


@require_POST
async def send_report(
    request: HttpRequest, pack: str, exercise: str, step: str
) -> HttpResponseBase:
    """Keep the report with its run record; the page then says that it is on its way."""
    visit = await visit_of(request, pack, exercise, step)
    visit.step(step)
    form = ReportForm(request.POST)
    known = request.POST.get("of", "") in subjects(visit)
    if not form.is_valid() or not known:
        told = form.errors.get("words", [_("Say what is wrong.")])[0]
        return await again(
            request, visit, step, problem=told, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    await report(visit, form.cleaned_data["of"], form.cleaned_data["words"])
    return await again(request, visit, step)
