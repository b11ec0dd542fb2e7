"""Export and share: what the editor holds, for other tools and for other people. Stores nothing."""

import asyncio
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from podlab.pods.errors import InvalidManifest
from podlab.sandbox.compose.checking import read_manifest
from podlab.sandbox.compose.composing import Composed
from podlab.sandbox.compose.views import composed
from podlab.sandbox.exports.formats import Export, exports_of
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.guests import welcome
from podlab.sandbox.sharing.link import BadLink, code_of, manifest_in


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
async def export(request: HttpRequest) -> HttpResponseBase:
    """The exports of the posted text; asked for with GET, of the session's latest Pod."""
    if request.method == "POST":
        return await page(request, await composed(request))
    latest = await PodRun.objects.owned_by(request).whole().afirst()
    if latest is None:
        return HttpResponseRedirect(reverse("sandbox:workbench"))
    return await page(request, Composed(latest.manifest))


@require_POST
async def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """One export as a file."""
    done = await composed(request)
    try:
        found = {each.slug: each for each in await exports(request, done)}
    except InvalidManifest:
        return await page(request, done)
    if form not in found:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    name, content = found[form].download
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'  # a Pod's name has no quotes
    return response


async def page(request: HttpRequest, done: Composed) -> HttpResponseBase:
    """All exports and the link; or why there are none."""
    text = done.text
    context: dict[str, Any] = {"text": text, "exports": (), "problems": (), "link": ""}
    try:
        context["exports"] = await exports(request, done)
    except InvalidManifest as invalid:
        context["problems"] = invalid.errors
    if code := code_of(text):
        address = request.build_absolute_uri(reverse("sandbox:workbench"))
        context["link"] = f"{address}?pod={code}"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["problems"] else HTTPStatus.OK
    return TemplateResponse(request, "sandbox/export.html", context, status=status)


async def exports(request: HttpRequest, done: Composed) -> tuple[Export, ...]:
    """Raises InvalidManifest: what may not run here is not exported either."""
    done.must_be_whole()
    manifest = await asyncio.to_thread(read_manifest, done.text, welcome(request).namespace)
    return exports_of(manifest, done.text)


def shared(request: HttpRequest) -> dict[str, Any]:
    """`shared`: the text that the address carries; `bad_link` when it should and does not."""
    code = request.GET.get("pod", "")
    if not code:
        return {}
    try:
        return {"shared": manifest_in(code)}
    except BadLink:
        return {"bad_link": True}
