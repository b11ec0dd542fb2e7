"""The pages that say what went wrong, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django calls it so
    """Nothing here; the same words for what never was and for what is somebody else's."""
    return HttpResponse(render_to_string("404.html", {}, request), status=404)


def our_fault(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django calls it so
    """A bug of ours. The page asks nothing of the database or the cluster."""
    return HttpResponse(render_to_string("500.html"), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- as above
    """The form's token is missing or old: what was written comes back, to be sent again."""
    context = {"kept": request.POST.get("manifest", "")}
    return HttpResponse(render_to_string("403.html", context, request), status=403)
