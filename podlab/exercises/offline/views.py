"""The learner's own copy of a lesson, with what they have answered and found so far."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from podlab.cluster import ClusterError
from podlab.exercises.offline.rendering import NoStyles, lesson_as_file
from podlab.exercises.page.showing import again
from podlab.exercises.page.visit import visit_of
from podlab.exercises.scenes import SceneProblem


@require_safe
@never_cache
async def take_with(request: HttpRequest, pack: str, exercise: str) -> HttpResponseBase:
    """One HTML file to keep, to print and to read where there is no Podlab."""
    visit = await visit_of(request, pack, exercise)
    try:
        text = await lesson_as_file(visit, whole=False)
    except (ClusterError, SceneProblem, NoStyles) as problem:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return await again(request, visit, visit.stage.id, unavailable=str(problem), status=status)
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{visit.lesson.id}.html"'
    return response
