"""The page that takes a pack in, and the addresses that hand one out."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.authoring.exchange.git import files_of_repository
from podlab.authoring.exchange.taking import take_into, take_new
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import PackFiles, Refused, archive_of, draft_of, files_in
from podlab.authoring.packs.limits import ARCHIVE_BYTES
from podlab.authoring.studio.access import pack_of


@instructors_only
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_a_new_one(request: AuthenticatedRequest) -> HttpResponse:
    """A pack from a zip, or from git, under the instructor's name."""
    return page(request, None, lambda files: take_new(request.user, files))


@instructors_only
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take_into_this(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """The same as the new draft of a pack that is here already."""
    pack = pack_of(request, uid)

    def take(files: PackFiles) -> AuthoredPack:
        take_into(pack, files)
        return pack

    return page(request, pack, take)


def page(
    request: AuthenticatedRequest,
    pack: AuthoredPack | None,
    take: Callable[[PackFiles], AuthoredPack],
) -> HttpResponse:
    """The forms; after a POST with what was taken, or why nothing was."""
    context: dict[str, object] = {"pack": pack, "sources": settings.PODLAB_GIT_SOURCES}
    context |= {"megabytes": ARCHIVE_BYTES >> 20, "given": request.POST}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            files = sent(request)
            context |= {"taken": take(files), "count": len(files)}
        except Refused as refused:
            context["refused"] = refused
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, "exchange/import.html", context, status=status)


def sent(request: AuthenticatedRequest) -> dict[str, bytes]:
    """The files that the form stands for. Raises Refused."""
    upload = request.FILES.get("archive")
    if isinstance(upload, UploadedFile):
        return files_in(upload.read(ARCHIVE_BYTES + 1))
    address = request.POST.get("address", "").strip()
    if not address:
        raise Refused(_("Choose a zip archive."))
    return files_of_repository(address, request.POST.get("folder", "").strip())


@instructors_only
@require_safe
@never_cache
def export(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """The draft as a zip: its files, byte for byte."""
    pack = pack_of(request, uid)
    return as_archive(pack, draft_of(pack), "draft")


@instructors_only
@require_safe
@never_cache
def export_version(request: AuthenticatedRequest, uid: UUID, number: int) -> HttpResponse:
    """A version as a zip."""
    pack = pack_of(request, uid)
    version = get_object_or_404(pack.versions, number=number)
    return as_archive(pack, files_in(bytes(version.archive)), f"version-{number}")


def as_archive(pack: AuthoredPack, files: PackFiles, what: str) -> HttpResponse:
    response = HttpResponse(archive_of(files, pack.slug), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack.slug}-{what}.zip"'
    return response
