"""The forms of a checkpoint: run what one has built, judge it, open a hint, show the solution."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.curriculum.format.steps import Checkpoint, Step
from podlab.exercises.checking import judge_all
from podlab.exercises.learning.helping import may_reveal
from podlab.exercises.learning.keeping import help_of, keep_help
from podlab.exercises.models import Attempt
from podlab.exercises.page.forms.doing import TROUBLE, told
from podlab.exercises.page.parts.building import building, checks_of, solved_now
from podlab.exercises.page.showing import again
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes import begin, current, replace_unit, settle
from podlab.pods.errors import InvalidManifest


def checkpoint_of(visit: Visit, step: str) -> Checkpoint:
    """The step's checkpoint. Raises Http404."""
    found = visit.step(step).checkpoint
    if found is None:
        raise Http404
    return found


def posted_text(request: HttpRequest) -> str:
    """The manifest; a form sends its lines with CR LF."""
    return request.POST.get("manifest", "").replace("\r\n", "\n")


@require_POST
async def build(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """Run the learner's text in the unit's place; what is wrong with it comes back at its line."""
    visit = await visit_of(request, pack, exercise, step)
    checkpoint, text = checkpoint_of(visit, step), posted_text(request)
    try:
        scene = await begin(visit.attempt)
        if checkpoint.edit:
            await replace_unit(scene, checkpoint.edit, text)
    except InvalidManifest as invalid:
        return await again(
            request, visit, step,
            problems=invalid.errors, manifest=text, status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )  # fmt: skip
    except TROUBLE as trouble:
        return await again(request, visit, step, unavailable=told(trouble), manifest=text)
    key, now = request.POST.get("key", "")[:64], timezone.now()
    await visit.attempt.done.aget_or_create(step=step, key=key, defaults={"finished_at": now})
    return await again(request, visit, step)


@require_POST
async def check_now(request: HttpRequest, pack: str, exercise: str, step: str) -> HttpResponseBase:
    """Judge every check of the step once, for a page without a stream."""
    visit = await visit_of(request, pack, exercise, step)
    checkpoint = checkpoint_of(visit, step)
    try:
        scene = await begin(visit.attempt)
        await settle(scene)
        await judge_all(checkpoint.checks, scene)
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
    return TemplateResponse(request, "exercises/_check_list.html", context)


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
