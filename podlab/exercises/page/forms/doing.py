"""What a lesson's buttons set going: the action on both sides, the scene, a build, a hint."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.cluster import ClusterError
from podlab.exercises.checking import card_name
from podlab.exercises.learning.keeping import succeeded
from podlab.exercises.models import Attempt
from podlab.exercises.page.showing import again, scenery
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes import (
    Scene,
    SceneProblem,
    begin,
    current,
    end,
    extend,
    perform,
    restart,
)
from podlab.sandbox.runs.ending import StillThere

ACTS: Mapping[str, Callable[[Attempt], Awaitable[Scene | None]]] = {
    "extend": extend,
    "begin": begin,
    "restart": restart,
    "end": end,
}
RUNS = {"do", "checkpoint"}
TROUBLE = (ClusterError, SceneProblem, StillThere)


@require_POST
async def do(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """The same action on both sides. What it says is on the page at once, the cards come after."""
    visit = await visit_of(request, pack, exercise, step)
    asked = visit.step(step)
    if asked.do is None:
        raise Http404
    try:
        done = await perform(await begin(visit.attempt), asked, request.POST.get("key", "")[:64])
    except TROUBLE as trouble:
        return await again(request, visit, step, unavailable=told(trouble))
    await visit.attempt.readings.filter(of__startswith=card_name(step, "")).adelete()
    behind = visit.way.stages[visit.way.number :][:1]
    seen_next = succeeded(done) and any(each.kind == "observe" for each in behind)
    return await again(request, visit, behind[0].id if seen_next else step)


def told(trouble: Exception) -> str:
    """The sentence for the learner."""
    if isinstance(trouble, StillThere):
        return _("%(name)s takes longer to end than it should. Try again in a moment.") % {
            "name": trouble
        }
    return str(trouble)


def may_run(visit: Visit) -> bool:
    """Nothing runs before the first prediction is stored."""
    return any(each.kind in RUNS and not each.is_locked for each in visit.way.stages)


@require_safe
@never_cache
async def scene_now(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """Both sides and the evidence as they are now; what was not measured yet is measured."""
    visit = await visit_of(request, pack, exercise, request.GET.get("step", ""))
    context = {"visit": visit, "spec": visit.spec, "stage": visit.stage, "step": visit.stage.step}
    try:
        scene = await current(visit.attempt)
        context |= await scenery(visit, scene, measures="measure" in request.GET, marked="")
    except TROUBLE as trouble:
        context["unavailable"] = told(trouble)
    return TemplateResponse(request, "exercises/_now.html", context)


@require_POST
async def set_scene(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """Build what runs once more, or end it. What was answered stays."""
    step = request.POST.get("step", "")
    visit = await visit_of(request, pack, exercise, step)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not may_run(visit):
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        await act(visit.attempt)
    except TROUBLE as trouble:
        return await again(request, visit, step, unavailable=told(trouble))
    return await again(request, visit, step)
