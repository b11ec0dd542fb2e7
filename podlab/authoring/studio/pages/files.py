"""One file of a draft in the editor: its text, its mistakes at their lines, and how it looks."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import Refused
from podlab.authoring.packs.limits import FILE_BYTES
from podlab.authoring.studio.access import pack_of
from podlab.authoring.studio.drafts import files
from podlab.authoring.studio.pages.exercises import edit_address, page_of
from podlab.authoring.studio.pages.packs import show


@instructors_only
@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """The editor; a text that somebody else has changed meanwhile is not overwritten unseen."""
    pack = pack_of(request, uid)
    path = request.GET.get("path", "")
    now = data_of(pack, path)
    if request.method != "POST":
        return page(request, pack, path, now.decode(errors="replace"), now)
    text = posted(request)
    if request.POST.get("base", "") != files.digest(now):
        told = _("Somebody else has changed this file meanwhile. Saving again overwrites it.")
        return page(request, pack, path, text, now, problem=told, status=HTTPStatus.CONFLICT)
    try:
        files.save(pack, path, text.encode())
    except Refused as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return page(request, pack, path, text, now, problem=str(refused), status=status)
    return redirect(edit_address(pack, path))


def data_of(pack: AuthoredPack, path: str) -> bytes:
    """A file of the draft. Raises Http404."""
    found = pack.draft_files.filter(path=path).first()
    if found is None:
        raise Http404
    return bytes(found.data)


def posted(request: AuthenticatedRequest) -> str:
    """The text; a form sends its lines with CR LF."""
    return request.POST.get("text", "").replace("\r\n", "\n")


def page(
    request: AuthenticatedRequest,
    pack: AuthoredPack,
    path: str,
    text: str,
    now: bytes,
    **extra: Any,
) -> HttpResponse:
    status = extra.pop("status", HTTPStatus.OK)
    context = page_of(request, pack, files.folder_name(path), path, {path: text.encode()})
    context |= {
        "text": text.replace("\r\n", "\n"),
        "base": files.digest(now),
        "is_text": files.is_text(path),
        **extra,
    }
    return TemplateResponse(request, "studio/file.html", context, status=status)


@instructors_only
@require_POST
def check(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """What is wrong with a text that is not saved yet, and how it looks."""
    pack = pack_of(request, uid)
    path = request.GET.get("path", "")
    data_of(pack, path)
    unsaved = {path: posted(request).encode()[: FILE_BYTES + 1]}
    context = page_of(request, pack, files.folder_name(path), path, unsaved)
    return TemplateResponse(request, "studio/_checked.html", context)


def must_be_new(pack: AuthoredPack, path: str) -> None:
    """Nothing is overwritten by adding. Raises Refused."""
    if pack.draft_files.filter(path=path).exists():
        raise Refused(_("There is a file %(path)s already.") % {"path": path[:80]})


@instructors_only
@require_POST
def add(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """One more file: an empty text, or what is sent along."""
    pack = pack_of(request, uid)
    folder = request.POST.get("folder", "")
    sent = request.FILES.get("data")
    name = request.POST.get("name", "").strip() or (str(sent.name) if sent else "")
    path = f"{files.EXERCISES}/{folder}/{name}" if folder else name
    try:
        must_be_new(pack, path)
        files.save(pack, path, sent.read(FILE_BYTES + 1) if sent else b"\n")
    except Refused as refused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, pack, problem=str(refused), status=status)
    return redirect(edit_address(pack, path))


@instructors_only
@require_POST
def remove(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Take a file out of the draft; versions keep it."""
    pack = pack_of(request, uid)
    path = request.GET.get("path", "")
    data_of(pack, path)
    pack.draft_files.filter(path=path).delete()
    folder = files.folder_name(path)
    stays = pack.draft_files.filter(path=f"{files.EXERCISES}/{folder}/exercise.yaml").exists()
    if folder and stays:
        return redirect("studio:fields", pack.pk, folder)
    return redirect("studio:pack", pack.pk)
