"""Runs of a proof and their lines, and which exercises were proved as they are."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from podlab.accounts.models import User


class ProofRun(models.Model):
    """One proof of a version, or of one exercise of it (`only`). An instructor has one at a time.

    A process of its own plays it and says that it lives (`beat_at`); `playing_at` is when it got
    its place among the others. Whoever wants it to end sets `cancel_asked_at`.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        PROVED = "proved", _("proved")
        NOT_PROVED = "not proved", _("not proved")
        CANCELLED = "cancelled", _("cancelled")
        CUT_SHORT = "cut short", _("cut short")

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("authoring.Version", models.CASCADE, related_name="proof_runs")
    by = models.ForeignKey(User, models.CASCADE, related_name="proof_runs")
    only = models.CharField(max_length=60, default="", blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    playing_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(default=timezone.now)
    cancel_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default="", blank=True)
    told = models.CharField(max_length=500, default="", blank=True)  # why it could not be played

    class Meta:
        ordering = ("-began_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["by"], condition=models.Q(ended_at=None), name="one_proof_per_instructor"
            ),
        )

    def __str__(self) -> str:
        return f"proof of {self.version}"


class ProofLine(models.Model):
    """One case of a proof as it ended: its problems, each with what was expected and read."""

    run = models.ForeignKey(ProofRun, models.CASCADE, related_name="lines")
    exercise = models.CharField(max_length=200)
    case = models.CharField(max_length=300)
    seconds = models.FloatField(default=0)
    is_proved = models.BooleanField()
    problems = models.JSONField(default=list)  # {"says", "detail"} of each
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.exercise}: {self.case}"


class ProvedExercise(models.Model):
    """An exercise of a pack that was proved with these files; it need not be played again."""

    pack = models.ForeignKey("authoring.AuthoredPack", models.CASCADE, related_name="proved")
    content = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["pack", "content"], name="one_proof_per_content"),
        )

    def __str__(self) -> str:
        return f"{self.pack} {self.content[:12]}"
