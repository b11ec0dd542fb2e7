"""Sharing a pack: whoever it is shared with may change, prove and publish it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.accounts.models import User
from podlab.authoring.studio.access import own_pack
from podlab.authoring.studio.pages.packs import show


@instructors_only
@require_POST
def share(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Let another instructor in by their name, or out again."""
    pack = own_pack(request, uid)
    name = request.POST.get("username", "").strip()
    if "remove" in request.POST:
        pack.shared_with.remove(*pack.shared_with.filter(username=request.POST["remove"]))
        return redirect("studio:pack", pack.pk)
    other = User.objects.filter(username=name, is_instructor=True).exclude(pk=request.user.pk)
    found = other.first()
    if found is None:
        told = _("There is no other instructor called %(name)s.") % {"name": name[:60]}
        return show(request, pack, problem=told, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    pack.shared_with.add(found)
    return redirect("studio:pack", pack.pk)
