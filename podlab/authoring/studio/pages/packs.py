"""My packs, and one pack: its exercises, its versions, who else may change it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.authoring.models import AuthoredPack, Version
from podlab.authoring.packs import Refused, replace_draft, withdraw
from podlab.authoring.studio.access import own_pack, pack_of
from podlab.authoring.studio.drafts.copying import named, new_pack
from podlab.authoring.studio.drafts.desk import Desk, lay_out
from podlab.authoring.studio.drafts.files import folders_of
from podlab.authoring.studio.pages.inbox import reports_for
from podlab.curriculum.authoring import KINDS
from podlab.curriculum.library import library
from podlab.exercises.models import Report

SHOWN = 8


class PackForm(forms.Form):
    """A new pack needs a name, no more."""

    title = forms.CharField(max_length=100, label=gettext_lazy("Title of the pack"))


@instructors_only
@require_safe
@never_cache
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """Every pack that one may change, and how many reports wait."""
    return TemplateResponse(request, "studio/mine.html", context_of_mine(request, PackForm()))


def context_of_mine(request: AuthenticatedRequest, form: PackForm) -> dict[str, Any]:
    packs = AuthoredPack.objects.of(request.user).select_related("owner")
    return {
        "packs": packs.prefetch_related("versions"),
        "form": form,
        "waiting": reports_for(request.user).waiting().count(),
    }


@instructors_only
@require_POST
def make(request: AuthenticatedRequest) -> HttpResponse:
    """A new pack, empty; its id comes from its title."""
    form = PackForm(request.POST)
    if form.is_valid():
        try:
            made = make_pack(request, form.cleaned_data["title"])
        except Refused as refused:
            form.add_error("title", str(refused))
        else:
            return redirect("studio:pack", made.pk)
    context = context_of_mine(request, form)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, "studio/mine.html", context, status=status)


def make_pack(request: AuthenticatedRequest, title: str) -> AuthoredPack:
    """The pack with its draft. Raises Refused."""
    slug = named(title)
    taken = _("There is a pack of this name already: %(slug)s. Give yours another.")
    if slug in {each.id for each in library(settings.PODLAB_LESSONS).packs}:
        raise Refused(taken % {"slug": slug})
    try:
        with transaction.atomic():
            pack = AuthoredPack.objects.create(slug=slug, title=title, owner=request.user)
            replace_draft(pack, new_pack(slug, title))
    except IntegrityError as error:
        raise Refused(taken % {"slug": slug}) from error
    return pack


@instructors_only
@require_safe
@never_cache
def pack(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Exercises with their mistakes, versions, and who shares the pack."""
    return show(request, pack_of(request, uid))


def show(request: AuthenticatedRequest, found: AuthoredPack, **extra: Any) -> HttpResponse:
    """The pack's page; `problem` and `status` may be given."""
    status = extra.pop("status", HTTPStatus.OK)
    desk = lay_out(found, request.user)
    context = {
        "pack": found,
        "is_owner": found.owner_id == request.user.pk,
        "desk": desk,
        "exercises": exercises_of(desk),
        "own": folders_of(desk.files)[0],
        "versions": versions_of(found),
        "running": found_run(found),
        "kinds": KINDS,
        "shipped": library(settings.PODLAB_LESSONS).packs,
        "sharing": found.shared_with.order_by("username"),
        **extra,
    }
    return TemplateResponse(request, "studio/pack.html", context, status=status)


def exercises_of(desk: Desk) -> list[dict[str, Any]]:
    """Each folder with what is in it: the exercise where it can be read, else its name."""
    return [
        {
            "folder": each,
            "exercise": desk.exercise(each.name),
            "mistakes": desk.count(each.name),
        }
        for each in folders_of(desk.files)
        if each.name
    ]


def versions_of(found: AuthoredPack) -> list[Version]:
    """What was proved, is or was live, and the newest of the others."""
    kept = found.versions.select_related("made_by").defer("archive")
    told = [each for each in kept if each.state != Version.State.DRAFT or each.proof]
    return told[:SHOWN]


def found_run(found: AuthoredPack) -> Any:
    """The proof of this pack that runs now."""
    versions = found.versions.filter(proof_runs__ended_at=None, proof_runs__isnull=False)
    version = versions.defer("archive").first()
    return version.proof_runs.filter(ended_at=None).first() if version else None


@instructors_only
@require_POST
def delete(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """The pack with its versions and reports is gone; attempts of learners stay."""
    found = own_pack(request, uid)
    told = ""
    if request.POST.get("slug", "") != found.slug:
        told = _("Write the pack's name, %(slug)s, to delete it.") % {"slug": found.slug}
    elif found_run(found):
        told = _("A proof of it is running. Cancel it first.")
    if told:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show(request, found, problem=told, status=status)
    withdraw(found)
    Report.objects.of_packs([found.slug]).delete()
    found.delete()
    return redirect("studio:mine")
