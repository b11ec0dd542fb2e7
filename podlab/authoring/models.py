"""Authored packs: what an instructor is writing, and the versions of it that were kept.

The database is the truth. `podlab.authoring.packs` puts the files of drafts and versions into
folders named by their content, where the one parser (`curriculum.library`) and the proof read them.
"""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from podlab.accounts.models import User
from podlab.authoring.proofs.models import ProofLine, ProofRun, ProvedExercise

__all__ = [
    "AuthoredPack", "AuthoredPackQuerySet", "DraftFile", "ProofLine", "ProofRun", "ProvedExercise",
    "Version",
]  # fmt: skip


class AuthoredPackQuerySet(models.QuerySet["AuthoredPack"]):
    """Every query begins at an instructor."""

    def of(self, user: User | AnonymousUser) -> "AuthoredPackQuerySet":
        """Those that this account owns or that are shared with it; none for who is no instructor.

        Whoever a pack is shared with may do all that its owner may, except share and delete it.
        """
        if not isinstance(user, User) or not user.is_instructor:
            return self.none()
        return self.filter(Q(owner=user) | Q(shared_with=user)).distinct()

    def owned_by(self, user: User | AnonymousUser) -> "AuthoredPackQuerySet":
        """Those that this account itself may share and delete."""
        if not isinstance(user, User) or not user.is_instructor:
            return self.none()
        return self.filter(owner=user)


class AuthoredPack(models.Model):
    """One pack of an instructor. `slug` is the id in its pack.yaml, and in the lessons' addresses.

    Its draft is `draft_files`; what learners see is its version that is live, if there is one.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(User, models.CASCADE, related_name="packs")
    shared_with = models.ManyToManyField(User, related_name="packs_shared", blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = AuthoredPackQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.slug

    @property
    def live(self) -> "Version | None":
        """The version that learners see."""
        return self.versions.filter(state=Version.State.LIVE).first()


class DraftFile(models.Model):
    """One file of a pack's draft, by its path in there (`exercises/010.first/exercise.yaml`)."""

    pack = models.ForeignKey(AuthoredPack, models.CASCADE, related_name="draft_files")
    path = models.CharField(max_length=500)
    data = models.BinaryField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("path",)
        constraints = (
            models.UniqueConstraint(fields=["pack", "path"], name="one_draft_file_per_path"),
        )

    def __str__(self) -> str:
        return self.path


class Version(models.Model):
    """A pack's files as they were at one time; they never change.

    It begins as a draft, is proving while `exercise_prove` plays it, and goes live only when that
    went well. The version before stays live until then, is retired by it, and can come back.
    `exercises` has the hash of each exercise's files by its id: attempts are pinned to it.
    """

    class State(models.TextChoices):
        """How far a version is. `draft` after a failed proof too: `proof` tells them apart."""

        DRAFT = "draft"
        PROVING = "proving"
        LIVE = "live"
        RETIRED = "retired"

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.ForeignKey(AuthoredPack, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.CharField(max_length=64)  # the hash of all files, names included
    archive = models.BinaryField()  # the files as a zip
    exercises = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    proof = models.JSONField(null=True)  # {"passed": bool, ...}
    proof_began_at = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["pack", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["pack", "content"], name="one_version_per_content_of_a_pack"
            ),
            models.UniqueConstraint(
                fields=["pack"], condition=Q(state="live"), name="one_live_version_per_pack"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack} {self.number}"

    @property
    def is_proved(self) -> bool:
        """Whether the proof has ended and found nothing wrong."""
        return bool(self.proof and self.proof.get("passed"))
