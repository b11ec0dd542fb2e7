"""The home page: what a Pod is, in one picture and six rows."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from podlab.curriculum.comparison import home_content


@require_safe
def home(request: HttpRequest, draw: Callable[[], Mapping[str, object]]) -> HttpResponse:
    """`draw` makes the picture; urls.py hands it in, since the sandbox is a neighbour."""
    content = home_content(settings.PODLAB_LESSONS)
    context = {
        "rows": content.rows,
        "patterns": content.patterns,
        "practices": content.practices,
        **draw(),
    }
    return TemplateResponse(request, "curriculum/home.html", context)
