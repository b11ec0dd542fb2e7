"""Asking from the page: the answer as text, or drawn in a frame that may do nothing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

from podlab.cluster import ClusterError
from podlab.pods.objects import JsonObject
from podlab.sandbox import reading
from podlab.sandbox.console.asking import Reply, ask
from podlab.sandbox.console.forms import AskForm
from podlab.sandbox.models import PodRun
from podlab.sandbox.panels import own
from podlab.sandbox.terminal.choice import choices

FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class HtmxRequest(HttpRequest):
    """A request as django_htmx's middleware leaves it."""

    htmx: HtmxDetails


def console(pod: JsonObject | None) -> dict[str, Any]:
    """`ask_form` for the workbench: the first container asks the first port that is declared."""
    spec = (pod or {}).get("spec") or {}
    declared = [each for c in spec.get("containers") or [] for each in c.get("ports") or []]
    port = declared[0]["containerPort"] if declared else 80
    names = choices(pod)["terminal_containers"]
    first = {"source": names[0] if names else "", "method": "GET", "port": port, "path": "/"}
    return {"ask_form": AskForm(names, initial=first)}


@require_POST
async def ask_port(request: HtmxRequest, uid: UUID) -> HttpResponseBase:
    """The answer as text: beside the form, or on a page of its own without scripts."""
    run = await own(request, uid)
    form, reply = await answered(request, run)
    template = "sandbox/_answer.html" if request.htmx else "sandbox/answer.html"
    context = {"run": run, "ask_form": form, "reply": reply}
    return TemplateResponse(request, template, context)


@require_POST
async def draw_answer(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The answer as a browser draws it, without scripts, and as if from another site."""
    _form, reply = await answered(request, await own(request, uid))
    text = reply.text if reply and reply.is_page else ""
    response = HttpResponse(text or _("This answer is no page."))
    response["Content-Security-Policy"] = FRAME_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


async def answered(request: HttpRequest, run: PodRun) -> tuple[AskForm, Reply | None]:
    """The form as it was sent, and the answer to it unless it makes no sense."""
    pod = await reading.pod_of(run)
    form = AskForm(choices(pod)["terminal_containers"], request.POST)
    if not form.is_valid():
        return form, None
    try:
        return form, await ask(run, form.question)
    except ClusterError as error:
        return form, Reply(0, problem=str(error))
