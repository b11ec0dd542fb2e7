"""The cards that came back: one question at a time, and when it is asked again."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import aget_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from podlab.exercises.learning.reviewing import reviewed
from podlab.exercises.overview.due import asked_by, due_of, next_asked, reviews_of


@require_safe
@never_cache
async def review(request: HttpRequest) -> HttpResponse:
    """The next card that is due, or when the next one will be."""
    waiting = reviews_of(request).exclude(due_at=None).order_by("due_at")
    context = {
        "asked": await next_asked(request),
        "due": await due_of(request).acount(),
        "later": await waiting.afirst(),
    }
    return TemplateResponse(request, "overview/review.html", context)


@require_POST
async def answer_card(request: HttpRequest, number: int) -> HttpResponse:
    """The answer, judged. A card that is not due any more is told again and counts for nothing."""
    found = await aget_object_or_404(reviews_of(request), pk=number)
    asked = await asked_by(request, found)
    if asked is None:
        raise Http404
    said = request.POST.get("answer", "")
    if said not in asked.card.options:
        response = HttpResponseRedirect(reverse("overview:review"))
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    right = said == asked.card.answer
    if asked.is_due:
        await reviewed(found, asked.card.spacing, right=right)
    context = {
        "asked": asked,
        "said": said,
        "right": right,
        "due": await due_of(request).acount(),
    }
    return TemplateResponse(request, "overview/review.html", context)
