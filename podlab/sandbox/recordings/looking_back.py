"""A run's own past, for its owner: the timeline, the picture as it was, saving it."""

import asyncio
import re
import time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.sandbox.models import PodRun
from podlab.sandbox.panels import own
from podlab.sandbox.recordings.saving import NotRecorded, tape_of
from podlab.sandbox.recordings.saving import record as record_run
from podlab.sandbox.recordings.telling import moment_asked, moments_listed, picture_then
from podlab.sandbox.tape.timeline import timeline as told

SECONDS_UNTIL_LATE = 5.0  # a tape that begins later than this after its run missed something


@require_safe
@never_cache
async def timeline(request: HttpRequest, uid: UUID) -> JsonResponse:
    """What happened, after the entry `?after=` of the tape `?tape=`; all of it by default."""
    run = await own(request, uid)
    tape = await tape_of(run)
    kept, last = tape.kept(), tape.last
    after = number_asked(request) if request.GET.get("tape") == tape.name else 0
    found: dict[str, Any] = {"lanes": []}
    if tape.pod:
        found = await asyncio.to_thread(told, tape.pod, kept, after)
    start = kept[0].body["time"] if kept else time.time()
    began = (run.started_at or run.created_at).timestamp()
    return JsonResponse(
        {
            **found,
            "tape": tape.name,
            "last": last,
            "left_out": tape.left_out,
            "start": start,
            "end": run.ended_at.timestamp() if run.ended_at else None,
            "now": time.time(),
            "late": start - began > SECONDS_UNTIL_LATE,
        }
    )


def number_asked(request: HttpRequest) -> int:
    """`?after=`; nought for anything that is no number."""
    after = request.GET.get("after", "")
    return int(after) if re.fullmatch("[0-9]{1,9}", after) else 0


@require_safe
@never_cache
async def past(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The picture as it was `?at=` a moment, and the moments as a list; `?part=` for one alone."""
    run = await own(request, uid)
    tape = await tape_of(run)
    if tape.pod is None:
        return page_of_nothing(request, run)
    kept = tape.kept()
    entries = [each.body for each in kept]
    at = moment_asked(request, entries[-1]["time"])
    xray = bool(request.GET.get("xray"))
    drawn = await asyncio.to_thread(picture_then, tape.pod, entries, at, xray=xray)
    context = {"run": run, **drawn}
    if request.GET.get("part") == "picture":
        return TemplateResponse(request, "sandbox/_picture.html", context)
    context |= {"at": at, "moments": moments_listed(tape.pod, kept), "left_out": tape.left_out}
    return TemplateResponse(request, "recordings/past.html", context)


def page_of_nothing(request: HttpRequest, run: PodRun) -> TemplateResponse:
    return TemplateResponse(request, "recordings/past.html", {"run": run, "moments": ()})


@require_POST
async def record(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Save the run as a recording, and go to its page."""
    run = await own(request, uid)
    try:
        recording = await record_run(run)
    except NotRecorded as problem:
        context = {"problems": [str(problem)], "back": reverse("sandbox:workbench")}
        return TemplateResponse(request, "recordings/not_recorded.html", context, status=409)
    response = HttpResponseRedirect(reverse("recordings:recording", args=[recording.uid]))
    response.status_code = 303
    return response
