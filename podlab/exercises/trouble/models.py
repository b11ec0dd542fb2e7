"""What is kept of trouble: steps that were skipped and why, and reports with their run record."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from podlab.sandbox.runs.guests import guest_in


class Reason(models.TextChoices):
    """Why a learner goes on without having done a step."""

    BROKEN = "broken", _("It does not work here")
    WRONG = "wrong", _("What is asked or checked is wrong")
    STUCK = "stuck", _("I am stuck")
    KNOWN = "known", _("I know this already")
    TIME = "time", _("I have no time for it now")


class Skip(models.Model):
    """One step that a learner left behind, and why. What is done later counts as done."""

    attempt = models.ForeignKey("exercises.Attempt", models.CASCADE, related_name="skips")
    step = models.CharField(max_length=60)
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.CharField(max_length=500, default="", blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["attempt", "step"], name="one_skip_per_step"),
        )

    def __str__(self) -> str:
        return f"{self.attempt} {self.step}: {self.reason}"


class ReportQuerySet(models.QuerySet["Report"]):
    """A report belongs to who wrote it; whoever may change the exercise may answer it."""

    def owned_by(self, request: HttpRequest) -> "ReportQuerySet":
        guest = guest_in(request.session)
        return self.filter(owner_key=guest.key) if guest else self.none()

    def of_packs(self, packs: Iterable[str]) -> "ReportQuerySet":
        return self.filter(pack__in=list(packs))

    def waiting(self) -> "ReportQuerySet":
        """Those that nobody has answered yet."""
        return self.filter(answered_at=None)


class Report(models.Model):
    """A learner says that a check, a card or a question is wrong.

    `of` is what readings are kept under (`check:works`), or `step:<id>`; `title` is what it says.
    `record` holds what was there then: readings, answer, variables, the learner's manifest. Who
    answers it never sees who wrote it.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=32)
    attempt = models.ForeignKey(
        "exercises.Attempt", models.SET_NULL, null=True, related_name="reports"
    )
    pack = models.CharField(max_length=60)
    exercise = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content = models.CharField(max_length=64)
    step = models.CharField(max_length=60)
    of = models.CharField(max_length=130)
    title = models.CharField(max_length=500)
    words = models.TextField(max_length=2000)
    record = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=2000, default="", blank=True)
    answered_by = models.CharField(max_length=150, default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        indexes = (models.Index(fields=["pack", "-at"], name="reports_of_a_pack"),)

    def __str__(self) -> str:
        return f"{self.pack}/{self.exercise} {self.of}"
