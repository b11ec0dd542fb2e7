"""What was answered, read from a form and judged. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from podlab.curriculum.format.steps import Explain, Observe, Option, Order, Question

LONGEST_ANSWER = 500
Asked = Question | Observe


class NoAnswer(ValueError):
    """What was sent is no answer to this question; the sentence says what to give."""


def answer_in(asked: Asked, options: Sequence[Option], sent: Mapping[str, Sequence[str]]) -> Any:
    """The answer as it is stored: an option's id, several of them, a number or a text."""
    chosen = list(sent.get("answer", ()))
    known = [option.id for option in options]
    if any(each not in known for each in chosen) and asked.type in {"single", "multi", "order"}:
        raise NoAnswer(_("This question has no such answer. Load the page again."))
    match asked.type:
        case "single":
            return one_of(chosen)
        case "multi":
            return [each for each in known if each in chosen]
        case "order":
            return in_order(chosen, known)
        case "number":
            return number_in("".join(chosen))
        case "text":
            return text_in("".join(chosen))


def one_of(chosen: Sequence[str]) -> str:
    if len(chosen) != 1:
        raise NoAnswer(_("Choose one of the answers."))
    return chosen[0]


def in_order(chosen: Sequence[str], known: Sequence[str]) -> list[str]:
    if sorted(chosen) != sorted(known):
        raise NoAnswer(_("Each answer needs its place. Load the page again."))
    return list(chosen)


def number_in(text: str) -> float:
    """A number, whether its fraction is written with a point or a comma.

    >>> number_in(" 6 "), number_in("1,5")
    (6.0, 1.5)
    """
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise NoAnswer(_("Write a number, such as 3."))
    return number


def text_in(text: str) -> str:
    said = text.strip()
    if not said:
        raise NoAnswer(_("Write an answer; one sentence is enough."))
    if len(said) > LONGEST_ANSWER:
        raise NoAnswer(_("Say it in %(most)s characters.") % {"most": LONGEST_ANSWER})
    return said


def is_right(asked: Asked, value: Any) -> bool:
    """Whether this is the answer; the order counts only where it is asked for."""
    match asked.type:
        case "multi":
            return set(value) == set(asked.answer)
        case "order":
            return list(value) == list(asked.answer)
        case "number":
            return math.isclose(float(value), float(asked.answer), abs_tol=1e-9)
        case "text":
            return folded(value) == folded(asked.answer)
        case "single":
            return bool(value == asked.answer)


def folded(text: object) -> str:
    """A text without what does not count: its case, its spaces, its full stop.

    >>> folded("  Port  8080. ")
    'port 8080'
    """
    return " ".join(str(text).casefold().split()).rstrip(".")


def mentions(explain: Explain, said: str) -> bool | None:
    """Whether one of the words is in it; None where the author named none."""
    if not explain.keywords_any:
        return None
    return any(word.casefold() in said.casefold() for word in explain.keywords_any)


def is_in_order(order: Order, lines: Sequence[str]) -> bool:
    """Whether the lines stand as they should, and nothing that does not belong among them."""
    return list(lines) == list(order.lines)


def misconceptions_of(options: Sequence[Option], value: Any) -> list[str]:
    """The misconceptions behind what was chosen."""
    chosen = value if isinstance(value, list) else [value]
    return [o.misconception for o in options if o.id in chosen and o.misconception]
