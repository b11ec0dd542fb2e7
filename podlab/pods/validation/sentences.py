"""The API server's sentences as small constructors.

Source: apimachinery pkg/util/validation/field/errors.go.
"""

import json
from collections.abc import Iterable
from typing import Any

from podlab.pods.errors import FieldError


def required(path: str, detail: str = "", advice: str = "", where: str = "") -> FieldError:
    """The field is missing or empty."""
    return FieldError(path, _with("Required value", detail), advice, where=where)


def invalid(path: str, value: Any, detail: str, advice: str = "", where: str = "") -> FieldError:
    """The value breaks a rule."""
    problem = f"Invalid value: {shown(value)}: {detail}"
    return FieldError(path, problem, advice, where=where)


def unquoted(path: str, value: str, detail: str, where: str = "", advice: str = "") -> FieldError:
    """Like `invalid`, for the few Go types that are printed without quotes."""
    return FieldError(path, f"Invalid value: {value}: {detail}", advice, where=where)


def unsupported(
    path: str, value: str, supported: Iterable[str], advice: str = "", where: str = ""
) -> FieldError:
    """The value is not among the few that exist."""
    names = list(supported)
    known = ", ".join(shown(each) for each in names)
    by_case = {each.lower(): each for each in names}
    close = by_case.get(value.lower()) if isinstance(value, str) else None
    hint = advice or (f"Did you mean {close}?" if close else "")
    problem = f"Unsupported value: {shown(value)}: supported values: {known}"
    return FieldError(path, problem, hint, where=where)


def duplicate(path: str, value: Any, advice: str = "") -> FieldError:
    """The value is there twice."""
    return FieldError(path, f"Duplicate value: {shown(value)}", advice)


def not_found(path: str, value: str, advice: str = "") -> FieldError:
    """The value names something that does not exist."""
    return FieldError(path, f"Not found: {shown(value)}", advice)


def forbidden(path: str, detail: str, advice: str = "", where: str = "") -> FieldError:
    """The field may not be used here."""
    return FieldError(path, f"Forbidden: {detail}", advice, where=where)


def too_long(path: str, limit: int) -> FieldError:
    """More bytes than allowed."""
    return FieldError(path, f"Too long: may not be more than {limit} bytes")


def in_range(path: str, value: int, low: int, high: int) -> list[FieldError]:
    """An error where the number is out of its range."""
    if low <= value <= high:
        return []
    return [invalid(path, value, f"must be between {low} and {high}, inclusive")]


def not_negative(path: str, value: int) -> list[FieldError]:
    """An error where the number is below zero."""
    return [invalid(path, value, "must be greater than or equal to 0")] if value < 0 else []


def shown(value: Any) -> str:
    """A value as Go prints it: strings quoted, numbers and booleans not.

    >>> shown("a"), shown(5), shown(True)
    ('"a"', '5', 'true')
    """
    return json.dumps(value, ensure_ascii=False)


def _with(kind: str, detail: str) -> str:
    return f"{kind}: {detail}" if detail else kind
