"""Rules of label selectors. Source: apimachinery meta/v1/validation."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names
from podlab.pods.validation.metadata import label_errors
from podlab.pods.validation.sentences import forbidden, invalid, required
from podlab.workloads.validation.golang import invalid_selector

NAMED = ("In", "NotIn")
BARE = ("Exists", "DoesNotExist")


def selector_errors(selector: JsonObject | None, path: str) -> Iterator[FieldError]:
    """Everything wrong with the selector of a Deployment or ReplicaSet."""
    if selector is None:
        yield required(path)
        return
    yield from label_errors(f"{path}.matchLabels", selector.get("matchLabels") or {})
    for index, term in enumerate(selector.get("matchExpressions") or []):
        yield from _term_errors(term, f"{path}.matchExpressions[{index}]")
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield invalid_selector(path, selector, "empty selector is invalid for deployment")
    elif not is_usable(selector):
        yield invalid_selector(path, selector, "invalid label selector")


def is_usable(selector: JsonObject) -> bool:
    """Whether it can be asked what it selects."""
    return all(_fits(term) for term in selector.get("matchExpressions") or [])


def matches(selector: JsonObject | None, labels: Mapping[str, str]) -> bool:
    """Whether the selector selects these labels; no selector selects nothing."""
    if selector is None:
        return False
    wanted: dict[str, str] = selector.get("matchLabels") or {}
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_holds(term, labels) for term in selector.get("matchExpressions") or [])


def _holds(term: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, values = term.get("key", ""), term.get("values") or []
    match term.get("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels


def _fits(term: Mapping[str, Any]) -> bool:
    operator = term.get("operator")
    return bool(term.get("values")) if operator in NAMED else operator in BARE


def _term_errors(term: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    operator, values = term.get("operator", ""), term.get("values") or []
    if operator in NAMED and not values:
        detail = "must be specified when `operator` is 'In' or 'NotIn'"
        yield required(f"{path}.values", detail)
    elif operator in BARE and values:
        detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        yield forbidden(f"{path}.values", detail)
    elif operator not in (*NAMED, *BARE):
        yield invalid(f"{path}.operator", operator, "not a valid selector operator")
    for problem in names.qualified_name(term.get("key", "")):
        yield invalid(f"{path}.key", term.get("key", ""), problem)
    for index, value in enumerate(values):
        for problem in names.label_value(value):
            yield invalid(f"{path}.values[{index}]", value, problem)
