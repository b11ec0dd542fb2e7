"""A Dockerfile looked at while it is typed, and an image that was built taken apart."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.cluster import ClusterError
from podlab.curriculum.format.scene import Unit
from podlab.exercises.page.dockerfiles.reviewing import review_of
from podlab.exercises.page.forms.trying import checkpoint_of, posted_text
from podlab.exercises.page.visit import Visit, visit_of
from podlab.exercises.scenes.images.reading import read_part
from podlab.exercises.scenes.manifests import text_of
from podlab.exercises.scenes.scene import namespace_of


def image_unit(visit: Visit, address: str) -> Unit:
    """A unit of the lesson that is an image. Raises Http404."""
    unit = visit.spec.scene.by_address.get(address)
    if unit is None or unit.kind != "image":
        raise Http404
    return unit


@require_POST
async def review_dockerfile(
    request: HttpRequest, pack: str, exercise: str, step: str
) -> HttpResponseBase:
    """What is refused in the text, and what hadolint finds in it, each at its line."""
    visit = await visit_of(request, pack, exercise, step)
    unit = image_unit(visit, checkpoint_of(visit, step).edit or "")
    review = await review_of(visit, unit, posted_text(request))
    return TemplateResponse(request, "exercises/_review.html", {"review": review})


@require_safe
@never_cache
async def image(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """What is in an image of the session's own scene, and what hadolint and dive say."""
    visit = await visit_of(request, pack, exercise)
    address = request.GET.get("unit", "")
    unit = image_unit(visit, address)
    place = (namespace_of(visit.attempt), unit.name)
    try:
        contents, dived = await read_part(*place, "contents"), await read_part(*place, "dive")
    except ClusterError as problem:
        return HttpResponse(str(problem), status=404, content_type="text/plain; charset=utf-8")
    text = text_of(visit.lesson, visit.attempt, address, unit)
    context = {
        "visit": visit,
        "unit": unit,
        "contents": contents,
        "dived": dived,
        "seen": round(100 * dived["efficiency"], 1),
        "review": await review_of(visit, unit, text),
    }
    template = "_image_says" if getattr(request, "htmx", False) else "image"
    return TemplateResponse(request, f"exercises/{template}.html", context)
