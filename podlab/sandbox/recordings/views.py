"""Recordings: the page that replays one, one's own list, opening a file, deleting."""

import asyncio
from functools import lru_cache
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import aget_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.sandbox.recordings.models import Recording, unpacked
from podlab.sandbox.recordings.saving import RECORDINGS_OF_A_GUEST, NotRecorded, save
from podlab.sandbox.recordings.telling import (
    moment_asked,
    moments_listed,
    panels_then,
    picture_then,
)
from podlab.sandbox.runs.guests import welcome
from podlab.sandbox.tape.document import Document
from podlab.sandbox.tape.keeping import numbered
from podlab.sandbox.tape.schema import MOST_BYTES, InvalidRecording, read_document
from podlab.sandbox.tape.timeline import timeline as told

PARTS = {"picture": "sandbox/_picture.html", "status": "sandbox/_status.html"}


async def found(uid: UUID) -> Recording:
    """The recording of this id, for whoever knows it, without its body."""
    valid = Recording.objects.valid(timezone.now()).defer("body")
    return await aget_object_or_404(valid, uid=uid)


@lru_cache(maxsize=8)
def opened(uid: UUID) -> Document:
    """A recording never changes, and who replays one asks for many of its moments."""
    return unpacked(Recording.objects.values_list("body", flat=True).get(uid=uid))


async def document_of(recording: Recording) -> Document:
    return await sync_to_async(opened)(recording.uid)


@require_safe
@never_cache
async def recording(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page that replays it; the picture, the readings and the list as of `?at=`."""
    shown = await found(uid)
    document = await document_of(shown)
    at = moment_asked(request, document.end)
    context: dict[str, Any] = {
        "recording": shown,
        "document": document,
        "at": at,
        "is_mine": await Recording.objects.owned_by(request).filter(uid=uid).aexists(),
        "address": request.build_absolute_uri(request.path),
        "moments": moments_listed(document.pod, numbered(document.entries)),
        **await asyncio.to_thread(picture_then, document.pod, document.entries, at),
        **panels_then(document.entries, at),
    }
    response = TemplateResponse(request, "recordings/recording.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
async def past(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One part of the page as of `?at=`."""
    document = await document_of(await found(uid))
    at = moment_asked(request, document.end)
    context = await asyncio.to_thread(picture_then, document.pod, document.entries, at)
    template = PARTS.get(request.GET.get("part", ""), PARTS["picture"])
    return TemplateResponse(request, template, context)


@require_safe
async def timeline(request: HttpRequest, uid: UUID) -> JsonResponse:  # noqa: ARG001 -- a view
    """Lanes, spans and marks of the whole recording."""
    document = await document_of(await found(uid))
    lanes = await asyncio.to_thread(told, document.pod, numbered(document.entries))
    return JsonResponse(
        {
            **lanes,
            "start": document.start,
            "end": document.end,
            "left_out": document.left_out,
        }
    )


@require_safe
async def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The document itself: to be kept when `?download` says so, else for the page's script."""
    shown = await found(uid)
    document = await document_of(shown)
    response = HttpResponse(document.to_json(), content_type="application/json")
    if "download" in request.GET:
        name = f"podlab-{shown.made_at:%Y%m%d-%H%M%S}.json"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@never_cache
async def mine(request: HttpRequest) -> HttpResponse:
    """One's own recordings, and a place to open a file."""
    return await list_page(request)


async def list_page(request: HttpRequest, *problems: str, status: int = 200) -> HttpResponse:
    own = Recording.objects.owned_by(request).valid(timezone.now()).defer("body")
    context = {
        "recordings": [each async for each in own],
        "problems": problems,
        "most": RECORDINGS_OF_A_GUEST,
        "days": settings.PODLAB_RECORDING_DAYS,
        "megabytes": MOST_BYTES // 1_000_000,
    }
    return TemplateResponse(request, "recordings/mine.html", context, status=status)


@require_POST
async def open_file(request: HttpRequest) -> HttpResponse:
    """Read a recording that somebody sent, and keep it as one's own."""
    guest, upload = welcome(request), request.FILES.get("file")
    if upload is None:
        return await list_page(request, _("Choose a file first."), status=422)
    try:
        data = upload.read(MOST_BYTES + 1)
        document = await asyncio.to_thread(read_document, data)
        kept = await save(guest, document, from_file=True)
    except InvalidRecording as invalid:
        return await list_page(request, *invalid.problems, status=422)
    except NotRecorded as problem:
        return await list_page(request, str(problem), status=409)
    return see(reverse("recordings:recording", args=[kept.uid]))


@require_POST
async def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete one's own recording; its address is then nobody's."""
    await aget_object_or_404(Recording.objects.owned_by(request).defer("body"), uid=uid)
    await Recording.objects.owned_by(request).filter(uid=uid).adelete()
    return see(reverse("recordings:mine"))


def see(address: str) -> HttpResponse:
    """Go there, with GET."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
