"""The composer's two faces: the same text as a form or as YAML."""

import asyncio
import gzip
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from podlab.cluster import ClusterError
from podlab.pods.errors import FieldError, InvalidManifest
from podlab.sandbox.compose.checking import problems_of
from podlab.sandbox.compose.composing import MADE_OF, Composed, compose, digest, form_of
from podlab.sandbox.compose.face.probes import PROBES
from podlab.sandbox.compose.images import images
from podlab.sandbox.compose.schema import packed_schema

SECONDS_A_SCHEMA_HOLDS = 3600
FIELDS_OF_A_FORM = 600  # more take long to draw; the settings let 700 in
FIELDS_OF_A_POD = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "status.podIP",
    "status.hostIP",
)


@require_safe
async def schema(request: HttpRequest) -> HttpResponse:
    """What may be written, for the editor's completion; its text is the same for everybody."""
    try:
        packed = await packed_schema()
    except ClusterError:
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    headers = {
        "Cache-Control": f"private, max-age={SECONDS_A_SCHEMA_HOLDS}",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        packed = gzip.decompress(packed)
    return HttpResponse(packed, content_type="application/json", headers=headers)


async def composed(request: HttpRequest) -> Composed:
    """The text that was posted, with the form's fields in it where the form is newer."""
    return await asyncio.to_thread(compose, request.POST.dict())


def asked_face(request: HttpRequest) -> str:
    """The face to show: the one asked for, else the form as long as it is open."""
    open_now = "form" if request.POST.get(MADE_OF) else "yaml"
    face = request.POST.get("face") or request.GET.get("face") or open_now
    return "form" if face == "form" else "yaml"


async def face_of(
    done: Composed, face: str, namespace: str, problems: tuple[FieldError, ...] | None = None
) -> dict[str, Any]:
    """What the template of the faces needs."""
    if face != "form":
        return {"face": "yaml", "composed": done, "made_of": ""}
    return await asyncio.to_thread(_form_face, done, namespace, problems)


def _form_face(
    done: Composed, namespace: str, problems: tuple[FieldError, ...] | None
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "face": "form",
        "composed": done,
        "made_of": digest(done.text),
        "images": images(),
        "fields_of_a_pod": FIELDS_OF_A_POD,
        "probe_kinds": PROBES,
    }
    try:
        form = done.form or form_of(done.text)
    except InvalidManifest as invalid:
        return {**context, "unreadable": invalid.errors, "made_of": ""}
    if form is not None and form.size > FIELDS_OF_A_FORM:
        return {**context, "too_large": True, "made_of": ""}
    if form is not None:
        form.show(problems_of(done.text, namespace) if problems is None else problems)
    return {**context, "pod_form": form}


async def answer(request: HttpRequest, namespace: str, *, whole: bool) -> TemplateResponse:
    """For htmx: the faces drawn anew, or, after one field, only the text and what it came from."""
    done = await composed(request)
    face = asked_face(request)
    if whole:
        context = await face_of(done, face, namespace)
        response = TemplateResponse(request, "sandbox/compose/_faces.html", context)
        await asyncio.to_thread(response.render)
        return response
    context = {"composed": done, "made_of": digest(done.text), "face": face}
    return TemplateResponse(request, "sandbox/compose/_composed.html", context)
