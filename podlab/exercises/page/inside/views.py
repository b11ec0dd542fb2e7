"""The page of one Pod's readings; to a lesson's script its part alone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from podlab.cluster import ClusterError
from podlab.exercises.page.inside.choosing import chosen, inner_of
from podlab.exercises.page.parts.panels import panels_of
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes import SceneProblem, current
from podlab.sandbox.panels import with_xray
from podlab.sandbox.views import present


@require_safe
@never_cache
async def inside(request: HttpRequest, pack: str, exercise: str) -> HttpResponse:
    """`?of=` is a run of the scene; another's, or none, is the first that there is."""
    visit = await visit_of(request, pack, exercise, request.GET.get("step", ""))
    try:
        context = await looked_into(visit, request.GET.get("of", ""), xray=with_xray(request))
    except (ClusterError, SceneProblem) as error:
        context = {"unavailable": str(error)}
    context |= {"visit": visit, "spec": visit.spec, "stage": visit.stage}
    template = "_inside" if getattr(request, "htmx", False) else "page"
    return TemplateResponse(request, f"exercises/inside/{template}.html", context)


async def looked_into(visit: Visit, asked: str, *, xray: bool) -> dict[str, Any]:
    """The Pods to choose from, and everything that the panels show of the chosen one."""
    panels = panels_of(visit.spec.panels, visit.way)
    inner = await inner_of(visit, await current(visit.attempt))
    one = chosen(inner, asked)
    seen = xray and panels["namespaces"] != "hidden"
    shown = await present(one.run, xray=seen) if one else {}
    return {"panels": panels, "inner": inner, "run": one and one.run, "xray": seen, **shown}
