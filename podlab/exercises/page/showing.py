"""All that the lesson's page shows at the stage where the learner is."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from podlab.cluster import ClusterError
from podlab.exercises.learning.chapters import chapters_of
from podlab.exercises.learning.ordering import Arrangement
from podlab.exercises.models import SceneRun
from podlab.exercises.page.dockerfiles.reviewing import editing
from podlab.exercises.page.parts.asking import (
    asked_in,
    choices_of,
    confidences,
    lines_of,
    predicted_in,
    verdict,
)
from podlab.exercises.page.parts.building import building
from podlab.exercises.page.parts.ends import export_of, reviews_of, score_of
from podlab.exercises.page.parts.evidence import Evidence, evidence_of, measure
from podlab.exercises.page.parts.panels import panels_of
from podlab.exercises.page.parts.sides import Side, sides_of
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes import Scene, SceneProblem, current, last, prepare
from podlab.exercises.scenes.abilities import in_words, missing_of
from podlab.exercises.trouble.showing import trouble_of

WITHOUT_SCENE = {"review", "cluster", "order"}


async def show(request: HttpRequest, visit: Visit, **extra: Any) -> HttpResponseBase:
    """The page, or for htmx the part of it that changes. `status` and `problem` may be given."""
    status = extra.pop("status", HTTPStatus.OK)
    template = "_lesson" if getattr(request, "htmx", False) else "lesson"
    context = await context_of(visit, measures=template == "lesson", **extra)
    if context.get("unavailable"):
        status = HTTPStatus.SERVICE_UNAVAILABLE if template == "lesson" else HTTPStatus.OK
    response = TemplateResponse(request, f"exercises/{template}.html", context, status=status)
    if template == "_lesson":
        response["HX-Push-Url"] = visit.address(visit.stage.id)
    return response


async def again(
    request: HttpRequest, visit: Visit, step: str = "", **extra: Any
) -> HttpResponseBase:
    """The page after something was posted: at a step, or where the learner is now.

    Without htmx the browser is sent there, unless there is something to say that is not stored.
    """
    if not extra and not getattr(request, "htmx", False):
        response = HttpResponseRedirect(visit.address(step))
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    return await show(request, await visit_of(request, *visit.names, asked=step), **extra)


async def context_of(visit: Visit, *, measures: bool, **extra: Any) -> dict[str, Any]:
    """By stage; what can't be seen now is said, and all else is shown."""
    stage = visit.stage
    context: dict[str, Any] = {
        "visit": visit,
        "spec": visit.spec,
        "stage": stage,
        "step": stage.step,
        "builds": any(step.checkpoint for step in visit.spec.steps),
        "key": uuid4().hex,  # one press counts once
        "chapters": chapters_of(visit.way),
        "template": f"exercises/steps/_{stage.kind}.html",
        "predicted": predicted_in(visit),
        **question(visit, extra.pop("sent", None), extra.pop("arranged", None)),
        **texts(visit),
    }
    if stage.kind == "predict" or (stage.kind == "do" and not stage.is_done):
        await prepare(visit.attempt)
    try:
        scene = await current(visit.attempt)
        context["missing"] = "" if scene else await lacking(visit)
        context |= await scenery(visit, scene, measures=measures, marked=marked(visit))
        context |= await building(visit, scene, sent=extra.pop("manifest", None))
        context |= await editing(visit, context.get("unit"), context.get("manifest", ""))
    except (ClusterError, SceneProblem) as error:
        context["unavailable"] = str(error)
    context |= {"export": export_of(visit), "reviews": reviews_of(visit)}
    context |= await trouble_of(visit)
    if stage.kind == "review":
        context["score"] = score_of(visit)
    return context | extra


async def lacking(visit: Visit) -> str:
    """What the cluster lacks that the lesson requires; a cluster that is away lacks nothing."""
    with suppress(ClusterError):
        return in_words(await missing_of(visit.spec.requires))
    return ""


def question(
    visit: Visit, sent: Sequence[str] | None, arranged: Arrangement | None
) -> dict[str, Any]:
    """What is asked at this stage, and what was answered."""
    step = visit.stage.step
    if step is None:
        return {}
    given = visit.answers.get(step.id)
    return {
        "asked": asked_in(step),
        "choices": choices_of(visit, step, sent),
        "given": given,
        "lines": lines_of(visit, step, arranged),
        "confidences": confidences(),
        "may_change": bool(given and given.before is None and verdict(visit, step, given) is None),
    }


def texts(visit: Visit) -> Mapping[str, Any]:
    """What is read here: the stage's own text, and the one that leads to it."""
    step, index = visit.stage.step, visit.way.number - 1
    before = visit.way.stages[index - 1] if index else None
    lead = before.step.text if before and before.leads and before.step else None
    own = step.text or (step.checkpoint.text if step.checkpoint else None) if step else None
    if visit.stage.kind == "cluster" and visit.spec.export and step is None:
        own = visit.spec.export.note
    values = visit.attempt.variables
    return {
        "lead": text_of(visit, lead),
        "text": text_of(visit, own),
        "heading": visit.lesson.heading(own, visit.locale, values) if own else "",
    }


def text_of(visit: Visit, anchor: str | None) -> str:
    """A section as safe HTML, with the attempt's variables in it."""
    return visit.lesson.text(anchor, visit.locale, visit.attempt.variables) if anchor else ""


def marked(visit: Visit) -> str:
    """The card to be looked at again, by who saw something else."""
    step = visit.stage.step
    given = visit.answers.get(step.id) if step else None
    if step and step.observe and given and given.is_right is False:
        return step.observe.look_at or ""
    return ""


async def scenery(
    visit: Visit, scene: Scene | None, *, measures: bool, marked: str
) -> dict[str, Any]:
    """What runs, drawn, with the evidence below; nothing at the stages that have no use for it."""
    if visit.stage.kind in WITHOUT_SCENE:
        return {}
    evidence = await evidence_of(visit, marked)
    if evidence and measures and scene and evidence.done and not evidence.is_measured:
        await measure(visit, scene, evidence.step)
        evidence = await evidence_of(visit, marked)
    sides = await sides_of(visit, scene)
    ended = None if scene else await last(visit.attempt)
    return {
        "panels": panels_of(visit.spec.panels, visit.way),
        "scene": scene,
        "sides": [(side, under(evidence, side)) for side in sides],
        "evidence": evidence,
        "ended": told(ended),
    }


def under(evidence: Evidence | None, side: Side) -> dict[str, Any]:
    return evidence.of_side(side.slug) if evidence else {}


def told(ended: SceneRun | None) -> str:
    """Why nothing runs any more."""
    return (_(ended.end_reason) if ended.end_reason else _("it has ended")) if ended else ""
