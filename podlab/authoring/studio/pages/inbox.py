"""Reports that something is wrong: the inbox of those who may mend it, and the answer."""

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from podlab.accounts.access import AuthenticatedRequest, instructors_only
from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack
from podlab.curriculum.library import library
from podlab.exercises.models import Report, Skip
from podlab.exercises.trouble.models import ReportQuerySet

SHOWN = 100


class AnswerForm(forms.Form):
    """What the learner is told."""

    answer = forms.CharField(
        max_length=2000, label=gettext_lazy("Your answer"), widget=forms.Textarea({"rows": 4})
    )


def reports_for(user: User) -> ReportQuerySet:
    """Those about packs that one may change; those about shipped packs are every instructor's."""
    own = AuthoredPack.objects.of(user).values_list("slug", flat=True)
    return Report.objects.of_packs([*shipped_packs(), *own])


def shipped_packs() -> Iterable[str]:
    return (each.id for each in library(settings.PODLAB_LESSONS).packs)


@instructors_only
@require_safe
@never_cache
def inbox(request: AuthenticatedRequest) -> HttpResponse:
    """Those that wait first, then those that were answered; and what was left behind, and why."""
    reports = reports_for(request.user)
    own = [*shipped_packs(), *AuthoredPack.objects.of(request.user).values_list("slug", flat=True)]
    skips = Skip.objects.filter(attempt__pack__in=own).select_related("attempt")
    context = {
        "waiting": reports.waiting()[:SHOWN],
        "answered": reports.exclude(answered_at=None)[:SHOWN],
        "skips": skips.order_by("-at")[:SHOWN],
    }
    return TemplateResponse(request, "studio/inbox.html", context)


@instructors_only
@require_http_methods(["GET", "POST"])
@never_cache
def report(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """One report with its run record, and the form that answers it."""
    found = get_object_or_404(reports_for(request.user), pk=uid)
    form = AnswerForm(request.POST or None, initial={"answer": found.answer})
    if request.method == "POST" and form.is_valid():
        found.answer = form.cleaned_data["answer"]
        found.answered_by = request.user.get_username()
        found.answered_at = timezone.now()
        found.save(update_fields=["answer", "answered_by", "answered_at"])
        return redirect("studio:inbox")
    authored = AuthoredPack.objects.of(request.user).filter(slug=found.pack).first()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"report": found, "form": form, "authored": authored}
    return TemplateResponse(request, "studio/report.html", context, status=status)
