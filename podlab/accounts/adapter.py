"""How allauth signs people in and out here, with an account of their own or with a school's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from podlab.accounts.adopting import adopt
from podlab.accounts.invitations import invitation_in
from podlab.accounts.models import User
from podlab.sandbox.runs.guests import SESSION_KEY, guest_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Local accounts: a name and a password, no mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Everybody, unless the operator wants it otherwise; who was invited in any case."""
        return settings.PODLAB_SIGN_UP or invitation_in(request.session) is not None

    def login(self, request: HttpRequest, user: User) -> None:
        """From here on the session's guest is the account, with what the guest had learned."""
        guest = guest_in(request.session)
        super().login(request, user)
        adopt(guest, user)
        request.session[SESSION_KEY] = user.owner_key

    def logout(self, request: HttpRequest) -> None:
        """End every session of the account: a copied cookie is worth nothing any more."""
        User.objects.filter(username=request.user.get_username()).update(
            sign_outs=F("sign_outs") + 1
        )
        super().logout(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say by themselves who is signed in."""


class SchoolAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts of an OpenID Connect server."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 -- allauth calls it so
        """Whom the school's server knows."""
        return True
