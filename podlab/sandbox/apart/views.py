"""The page that shows one Pod and the same containers by themselves, side by side."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.cluster import ClusterError
from podlab.sandbox.apart.differences import Seen, differences
from podlab.sandbox.apart.running import parts_of, seen_of, take_apart
from podlab.sandbox.models import PodRun
from podlab.sandbox.panels import own
from podlab.sandbox.picture import draw_pod, pod_in_words
from podlab.sandbox.picture.xray import Facts, NamespaceTable, namespace_table
from podlab.sandbox.runs.ending import StillThere, remove_apart


@require_safe
@never_cache
async def apart(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Both sides, or what would be shown."""
    return await page(request, await own(request, uid))


@require_safe
@never_cache
async def now(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The part of the page that changes."""
    run = await own(request, uid)
    return TemplateResponse(request, "sandbox/_sides.html", await sides(run))


@require_POST
async def run_apart(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Run the containers by themselves, beside the Pod."""
    run = await own(request, uid)
    try:
        if run.ended_at is None:
            await take_apart(run)
    except ClusterError as error:
        return await page(request, run, unavailable=str(error))
    return back(run)


@require_POST
async def stop_apart(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """End the separate containers; the Pod goes on."""
    run = await own(request, uid)
    try:
        await remove_apart(run)
    except (ClusterError, StillThere) as error:
        return await page(request, run, unavailable=str(error))
    return back(run)


async def page(request: HttpRequest, run: PodRun, unavailable: str = "") -> TemplateResponse:
    context = {"unavailable": unavailable, **await sides(run)}
    status = 503 if unavailable else 200
    return TemplateResponse(request, "sandbox/apart.html", context, status=status)


async def sides(run: PodRun) -> dict[str, Any]:
    """`one` and `separate`, drawn and in words, and the `differences` between them."""
    parts = await parts_of(run)
    try:
        found = await asyncio.gather(*(seen_of(each) for each in (run, *parts)))
    except ClusterError as error:
        return {"run": run, "parts": parts, "unavailable": str(error)}
    whole = found[0]
    separate = {part.container: seen for part, seen in zip(parts, found[1:], strict=True) if seen}
    return {
        "run": run,
        "parts": parts,
        "one": drawn(whole) if whole else None,
        "separate": [drawn(lone(seen, name)) for name, seen in separate.items()],
        "differences": differences(whole, separate) if whole and separate else (),
        "namespaces_of_one": whole.view.xray if whole else None,
        "namespaces_apart": namespaces_of(separate),
    }


def namespaces_of(separate: Mapping[str, Seen]) -> NamespaceTable:
    """The separate containers in one table; of their pause containers nothing is told."""
    columns = [
        replace(column, name=name)
        for name, seen in separate.items()
        for column in seen.view.xray.columns
        if column.container
    ]
    return namespace_table(columns, Facts(apart=True))


def lone(seen: Seen, container: str) -> Seen:
    """A container's own Pod, drawn as what it stands for."""
    return Seen(replace(seen.view, name=container, is_lone=True), seen.activity)


def drawn(seen: Seen) -> dict[str, Any]:
    return {
        "wide": mark_safe(draw_pod(seen.view)),  # noqa: S308 -- draw_pod escapes every text
        "narrow": mark_safe(draw_pod(seen.view, narrow=True)),  # noqa: S308 -- as above
        "words": pod_in_words(seen.view),
    }


def back(run: PodRun) -> HttpResponseBase:
    """To the page, with GET."""
    response = HttpResponseRedirect(reverse("sandbox:apart", args=[run.uid]))
    response.status_code = 303
    return response
