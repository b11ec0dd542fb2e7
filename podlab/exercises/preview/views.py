"""The overview of what is previewed, and the drawer under a lesson; both follow the files."""

import hashlib
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from podlab.curriculum.library import LoadedExercise, Mistake
from podlab.exercises.models import Attempt, Reading
from podlab.exercises.preview.reading import Read, read_all

SHOWN = 100


@require_safe
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Every exercise, and every mistake."""
    return TemplateResponse(request, "exercises/preview/overview.html", everything())


@require_safe
@never_cache
def mistakes(request: HttpRequest) -> HttpResponse:
    """The same without the page around it; nothing when it is what the page shows already."""
    context = everything()
    if request.GET.get("state") == context["state"]:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return TemplateResponse(request, "exercises/preview/_everything.html", context)


def everything() -> dict[str, object]:
    read = read_all()
    contents = [each.content for each in read.library.exercises]
    return {
        "packs": read.library.packs,
        "mistakes": read.mistakes,
        "notes": read.notes,
        "state": state_of(contents, [*read.mistakes, *read.notes]),
    }


@require_safe
@never_cache
def drawer(request: HttpRequest, pack: str, exercise: str) -> HttpResponse:
    """What is wrong with this exercise, and what its checks and cards have found of late.

    The page says which content it shows: when that has changed, it is to load itself again.
    """
    read = read_all()
    lesson = find(read.library.exercises, pack, exercise)
    found = mistakes_of(read, lesson)
    shown = request.GET.get("content", "")
    if lesson and shown and shown != lesson.content:
        return HttpResponse(headers={"HX-Refresh": "true"})
    attempt = Attempt.objects.owned_by(request).filter(pack=pack, exercise=exercise).first()
    readings = list(Reading.objects.filter(attempt=attempt)[:SHOWN]) if attempt else []
    state = state_of([str(each.pk) for each in readings[:1]], found)
    if request.GET.get("state") == state:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {
        "pack": pack,
        "exercise": exercise,
        "content": lesson.content if lesson else shown,
        "mistakes": found,
        "readings": readings,
        "attempt": attempt,
        "state": state,
    }
    return TemplateResponse(request, "exercises/preview/_drawer.html", context)


def find(exercises: Sequence[LoadedExercise], pack: str, name: str) -> LoadedExercise | None:
    return next((each for each in exercises if (each.pack.id, each.id) == (pack, name)), None)


def mistakes_of(read: Read, lesson: LoadedExercise | None) -> list[Mistake]:
    """Those of this exercise and of its pack; all, when it can't be read at all."""
    if lesson is None:
        return list(read.mistakes)
    own = f"{lesson.files.label}/"
    return [m for m in read.mistakes if m.file.startswith(own) or "/exercises/" not in m.file]


def state_of(parts: Sequence[str], found: Sequence[Mistake]) -> str:
    """What a page compares with what it shows."""
    told = "\n".join([*parts, *map(str, found)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
