"""Filters of the lesson's templates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from podlab.curriculum.comparison import with_code

MOST_LINES = 5
register = template.Library()


@register.filter
def ticks(text: object) -> SafeString:
    """The text as HTML, what stands in ticks as code."""
    return with_code(str(text))


@register.filter
def moment(at: datetime | str) -> str:
    """A moment to the millisecond, as readings have it.

    >>> moment("2026-11-23T14:02:38.204000+00:00")
    '14:02:38.204'
    """
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{when:%H:%M:%S}.{when.microsecond // 1000:03}"


@register.filter
def refusal(result: Mapping[str, Any]) -> str:
    """How a command that failed ended, in a word where its own words say so."""
    said = f"{result.get('stderr', '')}{result.get('stdout', '')}".casefold()
    words = {
        "connection refused": _("refused"),
        "timed out": _("timed out"),
        "unreachable": _("unreachable"),
    }
    exit_code = _("exit code %(code)s") % {"code": result.get("exit_code")}
    return next((word for sign, word in words.items() if sign in said), exit_code)


@register.filter
def is_long(text: str | None) -> bool:
    """Whether a reading is more than one sees at once."""
    return (text or "").count("\n") >= MOST_LINES
