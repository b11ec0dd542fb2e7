"""Who has an account, and the invitations by which somebody becomes an instructor."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

INVITATION_DAYS = 7


def new_key() -> str:
    """A learner's key, as a guest's session has one."""
    return secrets.token_hex(5)


def end_of_invitation() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class UserManager(BaseUserManager["User"]):
    """Accounts by their names."""

    def create_user(self, username: str, password: str | None = None) -> "User":
        """An account; without a password nobody signs in to it with one."""
        user = self.model(username=User.normalize_username(username))
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. A learner needs none; an instructor has one and was invited.

    `owner_key` is what owns its attempts, runs and recordings, as a guest's key does: signed in,
    the session's guest is this one. `sign_outs` counts, so that signing out ends every session of
    the account; the session is a cookie, and a copy of one would go on otherwise.
    """

    username = models.CharField(max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(blank=True)  # what an OIDC server said
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    owner_key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    is_instructor = models.BooleanField(default=False)
    sign_outs = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        """What a session must hold to be this account's: ends with the password or a sign-out."""
        value = f"{self.sign_outs}:{super().get_session_auth_hash()}"
        return salted_hmac("podlab.accounts.sign_outs", value, algorithm="sha256").hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what can still be done with them."""

    def open(self) -> "InvitationQuerySet":
        """Those that nobody has used, and whose time is not over."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link that makes whoever opens it an instructor, once.

    Only the hash of its token is kept. `made_by` is None for one that the operator made.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.CASCADE, null=True, related_name="invitations_made")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=end_of_invitation)
    used_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="invitations_used")
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"invitation of {self.made_at:%Y-%m-%d}"
