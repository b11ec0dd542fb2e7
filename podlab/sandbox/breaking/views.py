"""Break something: the choice with what to watch for, the button, and what did happen beside it."""

import time
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.cluster import ClusterError
from podlab.sandbox import reading
from podlab.sandbox.breaking.acting import bring_about
from podlab.sandbox.breaking.faults import faults, not_offered
from podlab.sandbox.breaking.outcome import Broken, read, rows
from podlab.sandbox.models import PodRun
from podlab.sandbox.panels import own

SESSION_KEY = "broken"
MOST_EVENTS = 8


@require_safe
@never_cache
async def choice(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What can be broken now, and what came of the last one."""
    return await page(request, await own(request, uid))


@require_POST
async def break_it(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Bring one fault about, and go back to watch."""
    run = await own(request, uid)
    try:
        pod = await reading.pod_of(run)
        offered = faults(pod, run.namespace) if pod else []
        fault = next((e for e in offered if e.key == request.POST.get("fault")), None)
        if pod is None or fault is None:
            return await page(request, run, unavailable=_("That can't be broken any more."))
        before, at = read(pod, fault.container), time.time()
        said = await bring_about(run, pod, fault)
    except ClusterError as error:
        return await page(request, run, unavailable=str(error))
    broken = Broken(
        str(run.uid), fault.key, fault.title, list(fault.watch), fault.container, at, before, said
    )
    request.session[SESSION_KEY] = broken.stored
    address = reverse("sandbox:break", args=[run.uid])
    response = HttpResponseRedirect(f"{address}#happened")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@require_safe
@never_cache
async def now(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The part of the page that changes."""
    run = await own(request, uid)
    return TemplateResponse(request, "sandbox/_happened.html", await happened(request, run))


async def page(request: HttpRequest, run: PodRun, unavailable: str = "") -> HttpResponseBase:
    context = await happened(request, run)
    offered = faults(context["pod"], run.namespace) if context.get("pod") else []
    context["faults"] = offered
    context["not_offered"] = [*not_offered(offered)] if offered else []
    if unavailable:
        context["unavailable"] = unavailable
    status = HTTPStatus.SERVICE_UNAVAILABLE if context.get("unavailable") else HTTPStatus.OK
    return TemplateResponse(request, "sandbox/break.html", context, status=status)


async def happened(request: HttpRequest, run: PodRun) -> dict[str, Any]:
    """The picture, and after a fault: `broken`, `rows` and the `events` since then."""
    broken = Broken.restored(request.session.get(SESSION_KEY) or {})
    context: dict[str, Any] = {"run": run, "broken": None}
    try:
        pod = await reading.pod_of(run)
        context |= await reading.picture(run, pod)
        if broken and broken.run == str(run.uid):
            found = await reading.events(run)
            since = [each for each in found if each["time"] >= int(broken.at)]
            context |= {"broken": broken, "rows": rows(broken, read(pod, broken.container)),
                        "events": since[-MOST_EVENTS:]}  # fmt: skip
    except ClusterError as error:
        context |= {"pod": None, "unavailable": str(error)}
    return context
