"""What is kept of learning: attempts, answers, actions, readings, check results, reviews."""

import uuid

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from podlab.exercises.trouble.models import Report, Skip
from podlab.sandbox.models import EXTENSIONS
from podlab.sandbox.runs.guests import guest_in

__all__ = [
    "Answer", "Attempt", "AttemptQuerySet", "Done", "Reading", "Report", "Review", "SceneRun",
    "Skip",
]  # fmt: skip


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Every query begins at an owner."""

    def owned_by(self, request: HttpRequest) -> "AttemptQuerySet":
        """This session's attempts; none for a visitor who has no session yet."""
        guest = guest_in(request.session)
        return self.filter(owner_key=guest.key) if guest else self.none()


class Attempt(models.Model):
    """One learner's way through one version of an exercise.

    `uid` is PodRun.scene as well, of all that runs for it. `variables` are filled in once and stay.
    `content` is the exercise's hash when it began. `edition` is the version of an instructor's pack
    that it stays with; shipped packs have none.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=32)
    pack = models.CharField(max_length=60)
    exercise = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    content = models.CharField(max_length=64)
    edition = models.CharField(max_length=64, default="")
    variables = models.JSONField(default=dict)
    manifests = models.JSONField(default=dict)  # what the learner made of a unit, by its address
    created_at = models.DateTimeField(default=timezone.now)
    solved_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)  # the learner began again

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["owner_key", "pack", "exercise"],
                condition=models.Q(superseded_at=None),
                name="one_attempt_per_exercise",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack}/{self.exercise}"


class SceneRun(models.Model):
    """One time that an attempt's scene was up. A learner has at most one that is not removed.

    `made_at` is set when all of it was created, `settled_at` when all of it had started:
    `baseline` says what was there then, by unit. `objects_made` are what no PodRun stands for.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="scenes")
    owner_key = models.CharField(max_length=32)
    began_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    extensions = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, default="")
    removed_at = models.DateTimeField(null=True)
    objects_made = models.JSONField(default=list)  # resource and name of each, in their order
    baseline = models.JSONField(default=dict)

    class Meta:
        ordering = ("-began_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["owner_key"],
                condition=models.Q(removed_at=None),
                name="one_scene_per_learner",
            ),
        )

    def __str__(self) -> str:
        return f"scene of {self.attempt}"

    @property
    def extensions_left(self) -> int:
        return EXTENSIONS - self.extensions


class Answer(models.Model):
    """What was answered in a step. A prediction may be changed once; `before` keeps the first."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    step = models.CharField(max_length=60)
    value = models.JSONField()
    before = models.JSONField(null=True)
    confidence = models.PositiveSmallIntegerField(null=True)  # 1 guess, 2 fairly sure, 3 sure
    is_right = models.BooleanField(null=True)
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["attempt", "step"], name="one_answer_per_step"),
        )

    def __str__(self) -> str:
        return f"{self.attempt} {self.step}"


class Done(models.Model):
    """One press of a step's button. `key` comes with the form, so that a press counts once."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="done")
    step = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    results = models.JSONField(default=list)  # one for each action and side, as Outcome says

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["attempt", "step", "key"], name="once_per_press"),
        )

    def __str__(self) -> str:
        return f"{self.attempt} {self.step}"


class Reading(models.Model):
    """One evaluation of a check or of an evidence card; the last twenty of each are kept."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="readings")
    of = models.CharField(max_length=130)  # check:<id>, or card:<step>/<id>
    at = models.DateTimeField(default=timezone.now)
    milliseconds = models.FloatField()
    outcome = models.CharField(max_length=5)  # pass, fail, error
    feedback = models.CharField(max_length=60, default="")
    expected = models.TextField(default="")
    actual = models.TextField(default="")
    command = models.TextField(default="")
    evidence = models.TextField(default="")  # at most 4 KiB
    content = models.CharField(max_length=64, default="")

    class Meta:
        ordering = ("-at",)
        indexes = (models.Index(fields=["attempt", "of", "-at"], name="readings_of_a_check"),)

    def __str__(self) -> str:
        return f"{self.of}: {self.outcome}"


class Review(models.Model):
    """One review card of a learner: when it comes back, and how often it was known."""

    owner_key = models.CharField(max_length=32)
    pack = models.CharField(max_length=60)
    exercise = models.CharField(max_length=60)
    card = models.PositiveSmallIntegerField()
    known = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # None: known often enough

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_key", "pack", "exercise", "card"], name="one_review_per_card"
            ),
        )

    def __str__(self) -> str:
        return f"{self.exercise} {self.card}"
