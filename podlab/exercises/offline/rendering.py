"""The file itself: one page that asks nobody for anything, styles and pictures within it."""

import base64
import mimetypes
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from podlab.exercises.offline.parts import parts_of
from podlab.exercises.page.visit import Visit

STYLES = Path("static/dist/app.css")
MEDIA = "media/"


class NoStyles(Exception):
    """The front end is not built; the sentence says how."""


async def lesson_as_file(visit: Visit, *, whole: bool) -> str:
    """The lesson as HTML; `whole` tells all that is in it, else what the learner has done."""
    context = {
        "visit": visit,
        "spec": visit.spec,
        "parts": await parts_of(visit, whole=whole),
        "whole": whole,
        "styles": styles(),
        "made_at": timezone.now(),
        "panels": {"picture": "open", "yaml": "closed"},
    }
    return with_media(render_to_string("exercises/offline/lesson.html", context), visit)


def styles() -> str:
    """Podlab's own. Raises NoStyles."""
    try:
        return (settings.BASE_DIR / STYLES).read_text().partition("\n/*# sourceMappingURL")[0]
    except FileNotFoundError as error:
        raise NoStyles(f"{STYLES} is not there: `make run` builds it.") from error


def with_media(html: str, visit: Visit) -> str:
    """The exercise's pictures put into the page."""
    for path in visit.lesson.files.bytes_of:
        if path.startswith(MEDIA):
            address = reverse("lesson-media", args=[*visit.names, path])
            html = html.replace(f'src="{escape(address)}"', f'src="{as_data(visit, path)}"')
    return html


def as_data(visit: Visit, path: str) -> str:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    content = base64.b64encode(visit.lesson.files.bytes_of[path]).decode()
    return f"data:{kind};base64,{content}"
