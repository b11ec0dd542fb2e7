"""The forms of a checkpoint: run what one has built, judge it, open a hint, show the solution."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.curriculum.format.steps import Checkpoint, Step
from podlab.exercises.checking import evaluate
from podlab.exercises.learning.helping import may_reveal
from podlab.exercises.learning.keeping import help_of, keep_help
from podlab.exercises.models import Attempt
from podlab.exercises.page.building import building, checks_of, solved_now
from podlab.exercises.page.doing import TROUBLE, told
from podlab.exercises.page.evidence import keep
from podlab.exercises.page.showing import again
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes import begin, current


def checkpoint_of(visit: Visit, step: str) -> Checkpoint:
    """The step's checkpoint. Raises Http404."""
    found = visit.step(step).checkpoint
    if found is None:
        raise Http404
    return found


@require_POST
async def check_now(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """Judge every check of the step once, for a page without a stream."""
    visit = await visit_of(request, pack, exercise, step)
    checkpoint = checkpoint_of(visit, step)
    try:
        scene = await begin(visit.attempt)
        for slug in checkpoint.checks:
            result = await evaluate(visit.spec.checks[slug].check, scene)
            await keep(visit, f"check:{slug}", result)
    except TROUBLE as trouble:
        return await again(request, visit, step, unavailable=told(trouble))
    await solved_now(visit, visit.step(step))
    return await again(request, visit, step)


@require_safe
@never_cache
async def checks(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """The checks as they were judged last; 286 would end polling, the stream says when to ask."""
    visit = await visit_of(request, pack, exercise, step)
    checkpoint_of(visit, step)
    if await solved_now(visit, visit.step(step)):
        visit = await visit_of(request, pack, exercise, step)
    context = {"visit": visit, "stage": visit.stage, "step": visit.stage.step}
    context |= await building(visit, await current(visit.attempt))
    return TemplateResponse(request, "exercises/_checks.html", context)


@require_POST
async def hint(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """Open the next tier of a check's hints, when it is time."""
    visit = await visit_of(request, pack, exercise, step)
    checkpoint_of(visit, step)
    asked = request.POST.get("check", "")
    found, _trying = await checks_of(visit, visit.step(step))
    checked = next((each for each in found if each.slug == asked), None)
    if checked is None:
        raise Http404
    if checked.offer.ready:
        helped = await help_of(visit.attempt)
        helped["hints"][asked] = checked.offer.opened + 1
        await keep_help(visit.attempt, helped)
    return await again(request, visit, step)


@require_POST
async def reveal(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """Show what the solution changes; from then on the attempt says so."""
    visit = await visit_of(request, pack, exercise, step)
    checkpoint_of(visit, step)
    if await revealable(visit, visit.step(step)):
        unseen = Attempt.objects.filter(uid=visit.attempt.uid, revealed_at=None)
        await unseen.aupdate(revealed_at=timezone.now())
    return await again(request, visit, step)


async def revealable(visit: Visit, step: Step) -> bool:
    _found, trying = await checks_of(visit, step)
    return may_reveal(visit.spec.solution.reveal, trying)
