"""The home page: what a Pod is, in one picture and six rows."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from podlab.curriculum.comparison import home_content


@require_safe
def home(
    request: HttpRequest,
    draw: Callable[[], Mapping[str, object]],
    standings: Callable[[HttpRequest], Mapping[str, object]],
) -> HttpResponse:
    """`draw` makes the picture, `standings` says by aspect how far the learner is.

    urls.py hands both in, since the apps they come from are not this one's to know.
    """
    content = home_content(settings.PODLAB_LESSONS, get_language() or settings.LANGUAGE_CODE)
    found = standings(request)
    context = {
        "rows": content.rows,
        "table": [(row, found.get(row.slug)) for row in content.rows],
        "patterns": content.patterns,
        "practices": content.practices,
        **draw(),
    }
    return TemplateResponse(request, "curriculum/home.html", context)
