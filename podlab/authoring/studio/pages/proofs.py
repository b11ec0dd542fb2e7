"""Prove it: the order, the lines as they come, the end and why, and the way to cancel."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.authoring.models import ProofRun
from podlab.authoring.packs import Refused, freeze
from podlab.authoring.proofs.starting import (
    CannotProve,
    cancel,
    end_lost_runs,
    order_proof,
    provers,
)
from podlab.authoring.studio.access import pack_of
from podlab.authoring.studio.pages.packs import show

STOP_POLLING = 286  # htmx's


@instructors_only
@require_POST
def prove(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Keep the draft as a version and prove it, or one exercise of it, beside web."""
    pack = pack_of(request, uid)
    try:
        version = freeze(pack, request.user)
        run = order_proof(version, request.user, request.POST.get("only", "")[:60])
    except (Refused, CannotProve) as refused:
        running = ProofRun.objects.filter(by=request.user, ended_at=None).first()
        extra = {"problem": str(refused), "own_run": running}
        return show(request, pack, status=HTTPStatus.UNPROCESSABLE_ENTITY, **extra)
    async_to_sync(provers().start)(run.pk)
    return redirect("studio:proof", pack.pk, run.pk)


def run_of(request: AuthenticatedRequest, uid: UUID, run: UUID) -> ProofRun:
    """A proof of a pack that one may change. Raises Http404."""
    pack = pack_of(request, uid)
    found = ProofRun.objects.select_related("version__pack", "by").defer("version__archive")
    return get_object_or_404(found, pk=run, version__pack=pack)


def context_of(run: ProofRun) -> dict[str, Any]:
    """The run with its lines, and how many wait before it."""
    before = ProofRun.objects.filter(ended_at=None, began_at__lt=run.began_at)
    context = {
        "pack": run.version.pack,
        "run": run,
        "version": run.version,
        "lines": list(run.lines.all()),
        "before": before.count() if run.playing_at is None else 0,
    }
    return {**context, "state": state_of(context)}


@instructors_only
@require_safe
@never_cache
def proof(request: AuthenticatedRequest, uid: UUID, run: UUID) -> HttpResponse:
    """The proof as it stands; the page then follows it."""
    context = context_of(run_of(request, uid, run))
    return TemplateResponse(request, "studio/proof.html", context)


@instructors_only
@require_safe
@never_cache
def progress(request: AuthenticatedRequest, uid: UUID, run: UUID) -> HttpResponse:
    """The lines now; nothing when the page shows all of them already."""
    end_lost_runs()
    found = run_of(request, uid, run)
    context = context_of(found)
    if request.GET.get("state") == context["state"]:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    status = STOP_POLLING if found.ended_at else HTTPStatus.OK
    return TemplateResponse(request, "studio/_progress.html", context, status=status)


def state_of(context: dict[str, Any]) -> str:
    """What a page compares with what it shows."""
    run: ProofRun = context["run"]
    ended = "ended" if run.ended_at else "cancel" if run.cancel_asked_at else "runs"
    return f"{len(context['lines'])}-{context['before']}-{bool(run.playing_at):d}-{ended}"


@instructors_only
@require_POST
def cancel_it(request: AuthenticatedRequest, uid: UUID, run: UUID) -> HttpResponse:
    """Ask the proof to end; what runs for it is removed first."""
    found = run_of(request, uid, run)
    cancel(found)
    return redirect("studio:proof", uid, run)
