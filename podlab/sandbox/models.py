"""What must survive a restart of web: who ran which Pods, until when, how they ended; kubectl."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from podlab.sandbox.recordings.models import KeptTape, Recording
from podlab.sandbox.runs.guests import Guest, guest_in

__all__ = ["EXTENSIONS", "KeptTape", "PodRun", "PodRunQuerySet", "Recording"]
EXTENSIONS = 3


class PodRunQuerySet(models.QuerySet["PodRun"]):
    """Every query begins at an owner, except the keeper's."""

    def owned_by(self, request: HttpRequest) -> "PodRunQuerySet":
        """This session's runs; none for a visitor who has no session yet."""
        return self.of_guest(guest_in(request.session))

    def of_guest(self, guest: Guest | None) -> "PodRunQuerySet":
        """This guest's runs."""
        return self.filter(owner_key=guest.key) if guest else self.none()

    def current(self) -> "PodRunQuerySet":
        """Those that may still have something in the cluster."""
        return self.filter(removed_at=None)

    def whole(self) -> "PodRunQuerySet":
        """The sandbox's Pods, without what runs apart from them and what a lesson's scene runs."""
        return self.filter(apart_from=None, scene=None)

    def over(self, now: datetime) -> "PodRunQuerySet":
        """Those whose time has come and that are not yet removed."""
        return self.current().filter(expires_at__lte=now)


class PodRun(models.Model):
    """One Pod that a learner ran.

    It has ended when `ended_at` is set: nothing of it runs any more. It is gone when
    `removed_at` is set: nothing of it is left in the cluster. A session has at most one
    that is not gone, and the database sees to it. Beside it, its containers may run each by
    itself: those runs are `apart_from` it, are named after their `container`, and end with it.
    What runs for a lesson has the attempt's uid as `scene` and its address there as `unit`
    (`duo`, `right/duo`); of those there may be several.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=32)
    namespace = models.CharField(max_length=63)
    name = models.CharField(max_length=253)
    pod_uid = models.CharField(max_length=64, default="")
    manifest = models.TextField()
    warnings = models.TextField(default="")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    extensions = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, default="")
    removed_at = models.DateTimeField(null=True)
    apart_from = models.ForeignKey("self", models.CASCADE, null=True, related_name="apart")
    container = models.CharField(max_length=63, default="")
    scene = models.UUIDField(null=True)
    unit = models.CharField(max_length=80, default="")

    objects = PodRunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["owner_key"],
                condition=Q(removed_at=None, apart_from=None, scene=None),
                name="one_current_run_per_owner",
            ),
            models.UniqueConstraint(
                fields=["apart_from", "container"],
                condition=Q(removed_at=None),
                name="one_current_run_per_container",
            ),
        )
        indexes = (
            models.Index(fields=["owner_key", "-created_at"], name="runs_of_an_owner"),
            models.Index(fields=["scene"], name="runs_of_a_scene"),
            models.Index(fields=["expires_at"], condition=Q(removed_at=None), name="runs_by_end"),
        )

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def may_extend(self) -> bool:
        """Whether more time can still be asked for."""
        return self.ended_at is None and self.extensions < EXTENSIONS

    @property
    def extensions_left(self) -> int:
        return EXTENSIONS - self.extensions

    @property
    def minutes_of_an_extension(self) -> int:
        return int(settings.PODLAB_RUN_MINUTES)


class KubectlAccess(models.Model):
    """A guest's own kubectl. The guest's tokens are good until `expires_at` or `revoked_at`.

    What kubectl made is removed when `expires_at` has come, and then `removed_at` is set.
    """

    owner_key = models.CharField(max_length=32, primary_key=True)
    namespace = models.CharField(max_length=63)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.namespace
