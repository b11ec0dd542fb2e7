"""The workbench and its buttons: check, run, stop, extend."""

import asyncio
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget
from django_htmx.middleware import HtmxDetails

from podlab.cluster import ClusterError, ClusterUnavailable
from podlab.pods.errors import InvalidManifest
from podlab.sandbox import reading
from podlab.sandbox.compose.checking import problems_of
from podlab.sandbox.compose.composing import Composed
from podlab.sandbox.compose.declared import draw_declared
from podlab.sandbox.compose.examples import examples, find_example
from podlab.sandbox.compose.forms import ManifestForm
from podlab.sandbox.compose.views import answer as answer_form
from podlab.sandbox.compose.views import asked_face, composed, face_of
from podlab.sandbox.console.views import console
from podlab.sandbox.models import PodRun
from podlab.sandbox.panels import own, with_xray
from podlab.sandbox.runs.ending import STOPPED, StillThere
from podlab.sandbox.runs.ending import stop as stop_run
from podlab.sandbox.runs.extending import extend as extend_run
from podlab.sandbox.runs.guests import Guest, welcome
from podlab.sandbox.runs.preparing import SECONDS_OF_REST, preparations
from podlab.sandbox.runs.starting import start
from podlab.sandbox.sharing.views import shared
from podlab.sandbox.terminal.choice import choices


class HtmxRequest(HttpRequest):
    """A request as django_htmx's middleware leaves it."""

    htmx: HtmxDetails


@require_safe
@never_cache
async def workbench(request: HttpRequest) -> HttpResponse:
    """The composer, and the session's latest Pod. `?example=<slug>` lays out an example, and
    `?pod=<code>` what somebody shared: shown, and not as much as prepared.
    """
    guest = welcome(request)
    latest = await PodRun.objects.owned_by(request).whole().afirst()
    example = find_example(request.GET.get("example", ""))
    if example is None and latest is None:
        example = examples()[0]
    text = example.manifest if example else latest.manifest if latest else ""
    carried = shared(request)
    text = carried.get("shared", text)
    if request.method == "GET" and idle(latest) and not carried:
        preparations().begin(guest, text)
    return await page(request, guest, text, latest, example=example, **carried)


@require_POST
async def check(request: HttpRequest) -> HttpResponse:
    """What is wrong with the text, while it is being written; or its Pod drawn, if none runs."""
    guest, text = welcome(request), request.POST.get("manifest", "")
    problems = await asyncio.to_thread(problems_of, text, guest.namespace)
    context: dict[str, Any] = {"problems": problems}
    if not problems:
        preparations().begin(guest, text, SECONDS_OF_REST)
    running = PodRun.objects.owned_by(request).whole().current()
    if not problems and not await running.aexists():
        context |= draw_declared(text, guest.namespace, xray=with_xray(request))
    return TemplateResponse(request, "sandbox/_problems.html", context)


@require_POST
async def form(request: HtmxRequest) -> HttpResponseBase:
    """The text with the form's fields in it, shown as a form or as YAML."""
    guest = welcome(request)
    if request.htmx:
        return await answer_form(request, guest.namespace, whole=request.htmx.target != "composed")
    latest = await PodRun.objects.owned_by(request).whole().afirst()
    done = await composed(request)
    found = done.problems or await asyncio.to_thread(problems_of, done.text, guest.namespace)
    return await page(request, guest, done.text, latest, composed=done, problems=found)


@require_POST
async def run(request: HtmxRequest) -> HttpResponseBase:
    """Run the text's Pod in place of the one before it; what is wrong comes back at its line."""
    guest, done = welcome(request), await composed(request)
    text = done.text
    preparations().forget(guest)
    try:
        done.must_be_whole()
        await start(guest, text)
    except InvalidManifest as invalid:
        return await not_run(request, guest, text, problems=invalid.errors)
    except (ClusterError, StillThere) as error:
        return await not_run(request, guest, text, unavailable=told(error))
    return to_workbench(request, asked_face(request))


@require_POST
async def stop(request: HtmxRequest, uid: UUID) -> HttpResponseBase:
    """Remove the Pod and all that came with it."""
    found = await own(request, uid)
    try:
        await stop_run(found, STOPPED)
    except (ClusterError, StillThere) as error:
        return await not_run(request, welcome(request), found.manifest, unavailable=told(error))
    return to_workbench(request)


@require_POST
async def extend(request: HtmxRequest, uid: UUID) -> HttpResponseBase:
    """More time, as long as there are extensions left."""
    await extend_run(await own(request, uid))
    return to_workbench(request)


async def not_run(request: HtmxRequest, guest: Guest, text: str, **answer: Any) -> HttpResponseBase:
    """Why not: beside the editor when htmx asked, else on the page with the text still in it."""
    if request.htmx:
        status = HTTPStatus.UNPROCESSABLE_ENTITY  # which htmx shows
        response = TemplateResponse(request, "sandbox/_problems.html", answer, status=status)
        return reswap(retarget(response, "#problems"), "outerHTML")
    latest = await PodRun.objects.owned_by(request).whole().afirst()
    response = await page(request, guest, text, latest, **answer)
    down = "unavailable" in answer
    response.status_code = (
        HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.UNPROCESSABLE_ENTITY
    )
    return response


async def page(
    request: HttpRequest, guest: Guest, text: str, latest: PodRun | None, **answer: Any
) -> TemplateResponse:
    """The workbench with `text` in its editor. It is served whether the cluster answers or not."""
    done, face = answer.get("composed") or Composed(text), asked_face(request)
    context = {
        "form": ManifestForm({"manifest": text}),
        **await face_of(done, face, guest.namespace, answer.get("problems")),
        "run": latest,
        "guest": guest,
        "examples": examples(),
        "problems": (),
        "own_kubectl": settings.PODLAB_OWN_KUBECTL,
        **(
            draw_declared(text, guest.namespace, xray=with_xray(request))
            if idle(latest) and not answer.get("problems")
            else {}
        ),
        "xray": with_xray(request),
        **await present(latest, xray=with_xray(request)),
        **answer,
    }
    return TemplateResponse(request, "sandbox/workbench.html", context)


def idle(latest: PodRun | None) -> bool:
    """Whether nothing of the session's is in the cluster."""
    return latest is None or latest.removed_at is not None


async def present(latest: PodRun | None, *, xray: bool) -> dict[str, Any]:
    """What every panel shows at first, before the stream, or without it."""
    if latest is None:
        return {"pod": None}
    try:
        pod, events = await asyncio.gather(reading.pod_of(latest), reading.events(latest))
        drawn = await reading.picture(latest, pod, xray=xray)
    except ClusterUnavailable as error:
        return {"pod": None, "unavailable": str(error)}
    return {
        **drawn,
        **reading.statuses(pod),
        **reading.commands(latest, pod),
        **choices(pod),
        **console(pod),
        "events": events,
        **{
            panel: await reading.entries(latest, panel, patient=False)
            for panel in ("traffic", "logs", "files")
        },
    }


def told(error: Exception) -> str:
    """The sentence for the learner."""
    if isinstance(error, StillThere):
        told = _("The Pod %(name)s takes longer to stop than it should. Try again in a moment.")
        return told % {"name": error}
    return str(error)


def to_workbench(request: HtmxRequest, face: str = "yaml") -> HttpResponseBase:
    """Back to the page, by htmx or by a plain redirect (303: with GET)."""
    address = reverse("sandbox:workbench") + ("?face=form" if face == "form" else "")
    if request.htmx:
        return HttpResponseClientRedirect(address)
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
