"""What is kept of runs: the tape of one that may be looked back at, and recordings to share."""

import gzip
import uuid
from datetime import datetime

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from podlab.sandbox.runs.guests import Guest, guest_in
from podlab.sandbox.tape.document import Document, from_own_json


class KeptTape(models.Model):
    """The tape of a run, as the web process that watched it left it. One's own only."""

    run = models.OneToOneField(
        "sandbox.PodRun", models.CASCADE, primary_key=True, related_name="kept_tape"
    )
    body = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"tape of {self.pk}"


class RecordingQuerySet(models.QuerySet["Recording"]):
    """Whoever knows a recording's id may watch it; only its owner finds or deletes it."""

    def owned_by(self, request: HttpRequest) -> "RecordingQuerySet":
        return self.of_guest(guest_in(request.session))

    def of_guest(self, guest: Guest | None) -> "RecordingQuerySet":
        return self.filter(owner_key=guest.key) if guest else self.none()

    def valid(self, now: datetime) -> "RecordingQuerySet":
        """Those whose time is not over."""
        return self.filter(expires_at__gt=now)


class Recording(models.Model):
    """A run that was saved. Its id, 122 random bits, is all that a reader needs."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=32)
    name = models.CharField(max_length=253)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    from_file = models.BooleanField(default=False)
    body = models.BinaryField()

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        indexes = (
            models.Index(fields=["owner_key", "-made_at"], name="recordings_of_an_owner"),
            models.Index(fields=["expires_at"], name="recordings_by_end"),
        )

    def __str__(self) -> str:
        return f"{self.name} of {self.made_at:%F %T}"


def packed(document: Document) -> bytes:
    return gzip.compress(document.to_json(), 6)


def unpacked(body: bytes | memoryview) -> Document:
    return from_own_json(gzip.decompress(body))
