"""The list of lessons, and what the home page's table says of the learner."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from podlab.curriculum.library import library
from podlab.exercises.overview.due import due_of
from podlab.exercises.overview.standing import Standing, packs_of, standings_of


@require_safe
@never_cache
def lessons(request: HttpRequest) -> HttpResponse:
    """Every lesson with the learner's progress, and what is due for review."""
    context = {
        "packs": packs_of(request),
        "due": due_of(request).count(),
        "mistakes": library(settings.PODLAB_LESSONS).mistakes,
    }
    return TemplateResponse(request, "overview/lessons.html", context)


def standings_by_aspect(request: HttpRequest) -> Mapping[str, Standing]:
    """The first lesson on each row of the table; urls.py hands this to the home page."""
    found: dict[str, Standing] = {}
    for standing in standings_of(request):
        found.setdefault(standing.lesson.spec.aspect, standing)
    return found
