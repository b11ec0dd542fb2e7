"""Invitations: links that make one person an instructor."""

import hashlib
import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from podlab.accounts.models import Invitation, User

SESSION_KEY = "invitation"


def invite(by: User | None = None) -> str:
    """The path of a new invitation's page; it is told once, and only its token's hash is kept."""
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(token_hash=hash_of(token), made_by=by)
    return reverse("accounts:invitation", args=[token])


def find(token: str) -> Invitation | None:
    """The invitation of a token, while it can be used."""
    return Invitation.objects.open().filter(token_hash=hash_of(token)).first()


def invitation_in(session: SessionBase) -> Invitation | None:
    """The invitation that this session has opened, while it can be used."""
    token = session.get(SESSION_KEY)
    return find(token) if isinstance(token, str) else None


def accept(token: str, user: User) -> bool:
    """Make this account an instructor's; False when somebody was faster, or the time is over."""
    with transaction.atomic():
        unused = Invitation.objects.open().filter(token_hash=hash_of(token))
        if not unused.update(used_by=user, used_at=timezone.now()):
            return False
        user.is_instructor = True
        user.save(update_fields=["is_instructor"])
    return True


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
