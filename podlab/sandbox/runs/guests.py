"""Who is here: a guest is a session, and owns one namespace."""

import secrets
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

SESSION_KEY = "guest"


@dataclass(frozen=True)
class Guest:
    """A visitor without an account. `key` is ten hexadecimal digits that stay with the session."""

    key: str

    @property
    def namespace(self) -> str:
        return f"learner-{self.key}"


def guest_in(session: SessionBase) -> Guest | None:
    """The session's guest; None before the sandbox was first opened."""
    key = session.get(SESSION_KEY)
    return Guest(key) if isinstance(key, str) and key else None


def welcome(request: HttpRequest) -> Guest:
    """The session's guest, made now if need be."""
    guest = guest_in(request.session) or Guest(secrets.token_hex(5))
    request.session[SESSION_KEY] = guest.key
    return guest
