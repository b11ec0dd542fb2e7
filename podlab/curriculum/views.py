"""The home page (what a Pod is, in one picture and six rows), and the pictures of exercises."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Protocol

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from podlab.curriculum.comparison import home_content
from podlab.curriculum.library.loaded import MEDIA
from podlab.curriculum.shelves import lesson_of


class Standing(Protocol):
    """How far a learner is in the lesson of a row: new, begun or done."""

    @property
    def state(self) -> str: ...


@require_safe
def home(
    request: HttpRequest,
    draw: Callable[[], Mapping[str, object]],
    standings: Callable[[HttpRequest], Mapping[str, Standing]],
) -> HttpResponse:
    """`draw` makes the picture, `standings` says by aspect how far the learner is.

    urls.py hands both in, since the apps they come from are not this one's to know.
    """
    content = home_content(settings.PODLAB_LESSONS, get_language() or settings.LANGUAGE_CODE)
    found = standings(request)
    table = [(row, found.get(row.slug)) for row in content.rows]
    context = {
        "rows": content.rows,
        "table": table,
        "next": next((each for _row, each in table if each and each.state != "done"), None),
        "patterns": [(card, found.get(f"pattern:{card.slug}")) for card in content.patterns],
        "practices": [(card, found.get(f"practice:{card.slug}")) for card in content.practices],
        **draw(),
    }
    return TemplateResponse(request, "curriculum/home.html", context)


PICTURES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}


@require_safe
def media(request: HttpRequest, pack: str, exercise: str, path: str) -> HttpResponse:
    """A picture of an exercise. It comes from an author: opened by itself, it may do nothing."""
    kind = PICTURES.get(PurePosixPath(path).suffix)
    try:
        files = lesson_of(pack, exercise, request.GET.get("edition", "")).files
    except KeyError:
        raise Http404 from None
    if kind is None or path not in files or not path.startswith(MEDIA):
        raise Http404
    response = HttpResponse(files.bytes_of[path], content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
