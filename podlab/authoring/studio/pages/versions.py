"""Versions: publish what is proved, take it back, and make an older one the draft again."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.authoring.models import AuthoredPack, Version
from podlab.authoring.packs import NotProved, files_in, publish, replace_draft, withdraw
from podlab.authoring.studio.access import pack_of
from podlab.authoring.studio.pages.packs import show


def version_of(pack: AuthoredPack, number: int) -> Version:
    """Raises Http404."""
    return get_object_or_404(Version.objects.select_related("pack"), pack=pack, number=number)


@instructors_only
@require_POST
def publish_it(request: AuthenticatedRequest, uid: UUID, number: int) -> HttpResponse:
    """Show this version to learners, instead of the one before: the way forward, and back."""
    pack = pack_of(request, uid)
    try:
        publish(version_of(pack, number))
    except NotProved as refused:
        return show(request, pack, problem=str(refused), status=HTTPStatus.CONFLICT)
    return redirect("studio:pack", pack.pk)


@instructors_only
@require_POST
def back_to_draft(request: AuthenticatedRequest, uid: UUID, number: int) -> HttpResponse:
    """The files of a version become the draft; what learners see stays as it is."""
    pack = pack_of(request, uid)
    version = version_of(pack, number)
    replace_draft(pack, files_in(bytes(version.archive)))
    return redirect("studio:pack", pack.pk)


@instructors_only
@require_POST
def withdraw_it(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Learners find the pack no more; who has begun goes on."""
    pack = pack_of(request, uid)
    withdraw(pack)
    return redirect("studio:pack", pack.pk)
