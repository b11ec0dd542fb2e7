"""The exercises of a draft: a new one, a copy of a shipped one, its fields, trying it out."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import PackFiles, Refused, freeze
from podlab.authoring.studio.access import pack_of
from podlab.authoring.studio.drafts import copying, files
from podlab.authoring.studio.drafts.desk import NOTHING, lay_out
from podlab.authoring.studio.drafts.fields import CannotFill, FieldsForm, form_of, write
from podlab.authoring.studio.drafts.previewing import preview_of
from podlab.authoring.studio.pages.packs import show
from podlab.curriculum.authoring import KINDS
from podlab.curriculum.comparison import home_content
from podlab.curriculum.library import LoadedExercise, LoadedPack, draw_variables, library
from podlab.curriculum.shelves import lesson_of
from podlab.exercises.models import Attempt
from podlab.sandbox.runs.guests import welcome


def edit_address(pack: AuthoredPack, path: str) -> str:
    return f"{reverse('studio:file', args=[pack.pk])}?{urlencode({'path': path})}"


@instructors_only
@require_POST
def add(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """One more exercise: of a kind, or a copy to adapt."""
    pack = pack_of(request, uid)
    try:
        if original := request.POST.get("copy", ""):
            path = copying.copy(pack, *shipped(original))
        else:
            path = copying.add_new(pack, kind_of(request), request.POST.get("title", "")[:100])
    except Refused as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, pack, problem=str(refused), status=status)
    folder = files.folder_name(path)
    return redirect("studio:fields", pack.pk, folder)


def kind_of(request: AuthenticatedRequest) -> str:
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise Refused(_("Choose a kind of exercise."))
    return kind


def shipped(name: str) -> tuple[LoadedExercise, LoadedPack]:
    """A shipped exercise by `pack/exercise`, and its pack. Raises Refused."""
    pack, _slash, exercise = name.partition("/")
    found = library(settings.PODLAB_LESSONS)
    try:
        return found.exercise(pack, exercise), found.pack(pack)
    except KeyError as error:
        raise Refused(_("Choose one of the exercises.")) from error


@instructors_only
@require_http_methods(["GET", "POST"])
@never_cache
def fields(request: AuthenticatedRequest, uid: UUID, folder: str) -> HttpResponse:
    """The form of the common fields; what it says goes into exercise.yaml."""
    pack = pack_of(request, uid)
    path = f"{files.EXERCISES}/{folder}/exercise.yaml"
    text = text_of(pack, path)
    form, problem = FieldsForm(request.POST), ""
    try:
        if request.method == "POST" and form.is_valid():
            files.save(pack, path, write(text, form.cleaned_data).encode())
            return redirect("studio:fields", pack.pk, folder)
        form = form if request.method == "POST" else form_of(text)
    except (CannotFill, Refused) as refused:
        problem = str(refused)
    context = page_of(request, pack, folder, path) | {"form": form, "problem": problem}
    bad = problem or (form.is_bound and not form.is_valid())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad and request.method == "POST" else HTTPStatus.OK
    return TemplateResponse(request, "studio/fields.html", context, status=status)


def text_of(pack: AuthoredPack, path: str) -> str:
    """A file of the draft. Raises Http404."""
    found = pack.draft_files.filter(path=path).first()
    if found is None:
        raise Http404
    return bytes(found.data).decode(errors="replace").replace("\r\n", "\n")


def page_of(
    request: AuthenticatedRequest,
    pack: AuthoredPack,
    folder: str,
    path: str,
    unsaved: PackFiles = NOTHING,
) -> dict[str, Any]:
    """What every page of one exercise shows: its files, its mistakes, the preview."""
    desk = lay_out(pack, request.user, unsaved)
    found = [each for each in files.folders_of(desk.files) if each.name == folder]
    exercise = desk.exercise(folder) if folder else None
    content = home_content(settings.PODLAB_LESSONS, get_language() or "en")
    return {
        "pack": pack,
        "desk": desk,
        "path": path,
        "folder": found[0] if found else None,
        "files": [(each, found[0].short(each), len(desk.of_file(each))) for each in found[0].paths]
        if found
        else [],
        "exercise": exercise,
        "preview": preview_of(exercise),
        "mistakes": desk.of_file(path),
        "notes": desk.of_file(path, notes=True),
        "elsewhere": desk.elsewhere(path),
        "aspects": [
            *(row.slug for row in content.rows),
            *(f"pattern:{card.slug}" for card in content.patterns),
            *(f"practice:{card.slug}" for card in content.practices),
        ],
    }


@instructors_only
@require_POST
def remove(request: AuthenticatedRequest, uid: UUID, folder: str) -> HttpResponse:
    """Take an exercise out of the draft; versions keep it."""
    pack = pack_of(request, uid)
    files.remove(pack, f"{files.EXERCISES}/{folder}")
    return redirect("studio:pack", pack.pk)


def readable(request: AuthenticatedRequest, pack: AuthoredPack, folder: str) -> LoadedExercise:
    """The draft's exercise as it is saved. Raises Refused."""
    exercise = lay_out(pack, request.user).exercise(folder)
    if exercise is None:
        raise Refused(_("It has mistakes; mend them, then it can be tried."))
    return exercise


@instructors_only
@require_POST
def try_it(request: AuthenticatedRequest, uid: UUID, folder: str) -> HttpResponse:
    """Begin the draft's exercise as a learner would: an attempt of one's own at these files."""
    pack = pack_of(request, uid)
    try:
        version = freeze(pack, request.user)
        exercise = readable(request, pack, folder)
    except Refused as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, pack, problem=str(refused), status=status)
    lesson = lesson_of(pack.slug, exercise.id, version.content)
    key = welcome(request).key
    before = Attempt.objects.filter(owner_key=key, pack=pack.slug, exercise=lesson.id)
    before.filter(superseded_at=None).update(superseded_at=timezone.now())
    Attempt.objects.create(
        owner_key=key,
        pack=pack.slug,
        exercise=lesson.id,
        version=lesson.spec.version,
        content=lesson.content,
        edition=version.content,
        variables=draw_variables(lesson.spec),
    )
    return redirect("exercises:lesson", pack.slug, lesson.id)
