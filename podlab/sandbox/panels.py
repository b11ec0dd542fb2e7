"""Each panel of the workbench by itself: for htmx when something changed, and to be read."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import aget_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from podlab.cluster import ClusterUnavailable
from podlab.sandbox import reading
from podlab.sandbox.live.hub import VIEWERS_OF_A_POD, hub
from podlab.sandbox.live.stream import viewer
from podlab.sandbox.models import PodRun


async def own(request: HttpRequest, uid: UUID) -> PodRun:
    """The session's run of this id; for everybody else there is none."""
    return await aget_object_or_404(PodRun.objects.owned_by(request), uid=uid)


def panel(
    request: HttpRequest, name: str, run: PodRun, context: dict[str, Any]
) -> TemplateResponse:
    return TemplateResponse(request, f"sandbox/_{name}.html", {"run": run, **context})


def with_xray(request: HttpRequest) -> bool:
    """Whether the page asks for a picture with X-rays."""
    asked: str = (request.GET if request.method == "GET" else request.POST).get("xray", "")
    return asked == "1"


@require_safe
@never_cache
async def picture(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = await own(request, uid)
    try:
        pod = await reading.pod_of(run)
        context = await reading.picture(run, pod, xray=with_xray(request))
    except ClusterUnavailable as error:
        context = {"pod": None, "unavailable": str(error)}
    return panel(request, "picture", run, dict(context))


@require_safe
@never_cache
async def status(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = await own(request, uid)
    try:
        pod = await reading.pod_of(run)
    except ClusterUnavailable as error:
        return panel(request, "status", run, {"pod": None, "unavailable": str(error)})
    return panel(request, "status", run, {"pod": pod, **reading.statuses(pod)})


@require_safe
@never_cache
async def events(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = await own(request, uid)
    try:
        found = await reading.events(run)
    except ClusterUnavailable as error:
        return panel(request, "events", run, {"events": [], "unavailable": str(error)})
    return panel(request, "events", run, {"events": found})


@require_safe
@never_cache
async def logs(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = await own(request, uid)
    return panel(request, "logs", run, {"logs": await reading.entries(run, "logs")})


@require_safe
@never_cache
async def traffic(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = await own(request, uid)
    return panel(request, "traffic", run, {"traffic": await reading.entries(run, "traffic")})


@require_safe
@never_cache
async def files(request: HttpRequest, uid: UUID) -> HttpResponse:
    run = await own(request, uid)
    return panel(request, "files", run, {"files": await reading.entries(run, "files")})


@require_safe
async def stream(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The page's one stream. 204 tells a browser that there is nothing more to come."""
    run = await own(request, uid)
    if foreign_origin(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if run.removed_at:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if hub().viewers(run.uid) >= VIEWERS_OF_A_POD:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "30"})
    response = StreamingHttpResponse(
        viewer(run, request.headers.get("Last-Event-ID", "")), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    response["Content-Encoding"] = "identity"  # compressed, it would come in pieces
    return response


def foreign_origin(request: HttpRequest) -> bool:
    """Whether a page of another site opened this stream."""
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"{request.scheme}://{request.get_host()}"
