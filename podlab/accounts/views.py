"""The account's page, and the pages of invitations."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from podlab.accounts.access import AuthenticatedRequest, instructors_only, signed_in
from podlab.accounts.invitations import SESSION_KEY, accept, find
from podlab.accounts.invitations import invite as make_invitation
from podlab.accounts.models import Invitation, User


@require_safe
@never_cache
@signed_in
def account(request: AuthenticatedRequest) -> HttpResponse:
    """Who is signed in, and what else can be done with the account."""
    return TemplateResponse(request, "accounts/account.html", about(request.user))


def about(user: User, link: str = "") -> dict[str, object]:
    """`link` is a new invitation's address, which is shown once."""
    return {"open_invitations": Invitation.objects.open().filter(made_by=user), "link": link}


@require_POST
@never_cache
@instructors_only
def invite(request: AuthenticatedRequest) -> HttpResponse:
    """Make a link for another instructor, and show it."""
    link = request.build_absolute_uri(make_invitation(request.user))
    return TemplateResponse(request, "accounts/account.html", about(request.user, link))


@require_POST
@instructors_only
def take_back(request: AuthenticatedRequest, invitation: int) -> HttpResponse:
    """Make one's own link worthless, unless it was used; others' stay as they are."""
    Invitation.objects.open().filter(made_by=request.user, pk=invitation).delete()
    return redirect("accounts:account")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation is for; signed in, one button accepts it."""
    if find(token) is None:
        status = HTTPStatus.NOT_FOUND
        return TemplateResponse(request, "accounts/no_invitation.html", status=status)
    if isinstance(request.user, User) and request.method == "POST" and accept(token, request.user):
        request.session.pop(SESSION_KEY, None)
        return redirect("accounts:account")
    request.session[SESSION_KEY] = token  # an account may be made with it
    context = {"here": reverse("accounts:invitation", args=[token])}
    return TemplateResponse(request, "accounts/invitation.html", context)
