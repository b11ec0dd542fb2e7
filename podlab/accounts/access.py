"""Who may see a page: whoever has an account, or instructors; and sessions that were ended."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from asgiref.sync import iscoroutinefunction
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import sync_and_async_middleware

from podlab.accounts.models import User

P = ParamSpec("P")
R = TypeVar("R", HttpResponseBase, Awaitable[HttpResponseBase])


class AuthenticatedRequest(HttpRequest):
    """A request whose user has an account."""

    user: User


@sync_and_async_middleware
def know_who_is_here(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Look up who is signed in before anything else reads the session.

    A session whose account has signed out elsewhere is emptied by that, its guest's key too.
    Guests cost no query; and async views and templates may ask `request.user`.
    """
    if iscoroutinefunction(get_response):

        async def look_and_answer(request: HttpRequest) -> Any:
            if SESSION_KEY in request.session:
                request.user = await request.auser()
            return await get_response(request)

        return look_and_answer

    def look_then_answer(request: HttpRequest) -> Any:
        if SESSION_KEY in request.session:
            bool(request.user.is_authenticated)
        return get_response(request)

    return look_then_answer


def refusal(request: HttpRequest, *, instructor: bool) -> HttpResponse | None:
    """What somebody gets who may not see a page; None for who may."""
    if not isinstance(request.user, User) and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if instructor and not request.user.is_instructor:
        return TemplateResponse(request, "accounts/no_instructor.html", status=403).render()
    return None


def _only(
    view: Callable[Concatenate[AuthenticatedRequest, P], Any], *, instructor: bool
) -> Callable[Concatenate[HttpRequest, P], Any]:
    if iscoroutinefunction(view):

        @wraps(view)
        async def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
            refused = refusal(request, instructor=instructor)
            return refused or await view(cast("AuthenticatedRequest", request), *args, **kwargs)

        return guarded

    @wraps(view)
    def guarded_too(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        refused = refusal(request, instructor=instructor)
        return refused or view(cast("AuthenticatedRequest", request), *args, **kwargs)

    return guarded_too


def signed_in(
    view: Callable[Concatenate[AuthenticatedRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """A view for who has an account; others are asked to sign in, and come back."""
    return _only(view, instructor=False)


def instructors_only(
    view: Callable[Concatenate[AuthenticatedRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """A view for instructors; other accounts are told so."""
    return _only(view, instructor=True)
