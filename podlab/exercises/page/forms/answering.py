"""Answers that come from the lesson's forms: each kind of step has its own way to be read."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from podlab.curriculum.format.steps import Step
from podlab.exercises.learning.judging import (
    NoAnswer,
    answer_in,
    is_in_order,
    is_right,
    mentions,
    text_in,
)
from podlab.exercises.learning.keeping import AlreadyAnswered, answer, predict
from podlab.exercises.learning.ordering import arranged, mixed, pressed
from podlab.exercises.learning.progress import REVIEW
from podlab.exercises.learning.reviewing import put_on_the_pile
from podlab.exercises.page.parts.asking import (
    asked_in,
    choices_of,
    confidences,
    options_of,
    verdict,
)
from podlab.exercises.page.showing import again
from podlab.exercises.page.visit import Visit


class Moved(Exception):
    """Lines were moved, and nothing is stored yet; `extra` is what the page then shows."""

    def __init__(self, **extra: object) -> None:
        super().__init__()
        self.extra = extra


async def take_answer(request: HttpRequest, visit: Visit, step: Step) -> HttpResponseBase:
    """Store the answer and go on, or come back with a sentence that says what is missing."""
    try:
        goes_on = await STORES[step.kind](request, visit, step)
    except Moved as moved:
        return await again(request, visit, step.id, **moved.extra)
    except NoAnswer as problem:
        sent = request.POST.getlist("answer")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return await again(request, visit, step.id, problem=str(problem), sent=sent, status=status)
    except AlreadyAnswered as problem:
        status = HTTPStatus.CONFLICT if not is_htmx(request) else HTTPStatus.OK
        return await again(request, visit, step.id, problem=str(problem), status=status)
    return await again(request, visit, "" if goes_on else step.id)


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


async def predicted(request: HttpRequest, visit: Visit, step: Step) -> bool:
    """A prediction, and how sure one is of it."""
    asked, given = step.predict, visit.answers.get(step.id)
    if asked is None:
        return False
    move_options(request, visit, step)
    value = answer_in(asked, asked.options, dict(request.POST.lists()))
    sure = request.POST.get("confidence", "")
    confidence = int(sure) if sure.isdecimal() and int(sure) in confidences() else None
    if asked.confidence and confidence is None:
        raise NoAnswer(_("Say how sure you are."))
    tried = bool(given and verdict(visit, step, given) is not None)
    await predict(
        visit.attempt, step.id, value, confidence, right=is_right(asked, value), tried=tried
    )
    return True


async def observed(request: HttpRequest, visit: Visit, step: Step) -> bool:
    """What was seen; who saw something else is asked again, without any penalty."""
    asked = asked_in(step)
    if asked is None:
        return False
    move_options(request, visit, step)
    value = answer_in(asked, options_of(visit, asked), dict(request.POST.lists()))
    right = is_right(asked, value)
    await answer(visit.attempt, step.id, value, right=right)
    return right


def move_options(request: HttpRequest, visit: Visit, step: Step) -> None:
    """A press of an arrow beside an option that is to be put in order. Raises Moved."""
    asked, press = asked_in(step), request.POST.get("move", "")
    if asked is None or asked.type != "order" or not press:
        return
    sent = request.POST.getlist("answer")
    now = [choice.option.id for choice in choices_of(visit, step, sent or None)]
    found = arranged([str(n) for n in range(len(now))], [], len(now))
    order = pressed(found, press).used if found else ()
    raise Moved(sent=[now[number] for number in order])


async def read(_request: HttpRequest, visit: Visit, step: Step) -> bool:
    await answer(visit.attempt, step.id, "read")
    return True


async def explained(request: HttpRequest, visit: Visit, step: Step) -> bool:
    """One's own words; the model answer then stands beside them."""
    said = text_in(request.POST.get("answer", ""))
    if step.explain:
        await answer(visit.attempt, step.id, said, right=mentions(step.explain, said))
    return False


async def ordered(request: HttpRequest, visit: Visit, step: Step) -> bool:
    """Lines, moved or handed in."""
    order = step.order
    if order is None:
        return False
    texts = (*order.lines, *order.distractors)
    sent = request.POST.getlist("used"), request.POST.getlist("left_out")
    found = arranged(*sent, len(texts)) or mixed(len(texts), f"{visit.attempt.uid}{step.id}")
    if press := request.POST.get("move", ""):
        raise Moved(arranged=pressed(found, press))
    right = is_in_order(order, [texts[number] for number in found.used])
    value = {"used": found.used, "left_out": found.left_out}
    await answer(visit.attempt, step.id, value, right=right)
    return right


async def remember(visit: Visit, sent: Mapping[str, str]) -> None:
    """A review card at the end of the lesson; it comes back in some days."""
    number, said = sent.get("card", ""), sent.get("answer", "")
    cards = dict(enumerate(visit.spec.review))
    card = cards.get(int(number)) if number.isdecimal() else None
    if card is None or said not in card.options:
        raise NoAnswer(_("Choose one of the answers."))
    given = visit.answers.get(REVIEW)
    await answer(visit.attempt, REVIEW, {**(given.value if given else {}), number: said})
    await put_on_the_pile(visit.attempt, int(number), card.spacing)


Store = Callable[[HttpRequest, Visit, Step], Awaitable[bool]]
STORES: Mapping[str, Store] = {
    "predict": predicted,
    "observe": observed,
    "text": read,
    "explain": explained,
    "order": ordered,
}
