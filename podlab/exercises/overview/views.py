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
    """The lesson of each row, pattern and practice; urls.py hands this to the home page.

    The first experiment is the one; other kinds of exercises stand for it where there is none.
    """
    found: dict[str, Standing] = {}
    experiments_first = sorted(standings_of(request), key=is_no_experiment)
    for standing in experiments_first:
        found.setdefault(standing.lesson.spec.aspect, standing)
    return found


def is_no_experiment(standing: Standing) -> bool:
    return standing.lesson.spec.kind != "experiment"
