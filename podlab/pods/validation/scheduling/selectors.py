"""Rules of selectors: of labels, of a node's labels, and of a node's fields.

Source: apimachinery meta/v1/validation, core/validation ValidateNodeSelectorRequirement.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.metadata import label_errors
from podlab.pods.validation.sentences import forbidden, invalid, required

NEED_VALUES = "must be specified when `operator` is 'In' or 'NotIn'"
NO_VALUES = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
ONE_NUMBER = "must be specified single value when `operator` is 'Lt' or 'Gt'"
ONE_VALUE = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
NO_OPERATOR = "not a valid selector operator"


def label_selector_errors(selector: Mapping[str, Any] | None, path: str) -> Iterator[FieldError]:
    """`matchLabels` and `matchExpressions`."""
    if not selector:
        return
    yield from label_errors(f"{path}.matchLabels", selector.get("matchLabels") or {})
    for index, each in enumerate(selector.get("matchExpressions") or []):
        yield from _requirement(each, f"{path}.matchExpressions[{index}]", numbers=False)


def node_term_errors(term: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """One term of a node selector."""
    for index, each in enumerate(term.get("matchExpressions") or []):
        yield from _requirement(each, f"{path}.matchExpressions[{index}]", numbers=True)
    for index, each in enumerate(term.get("matchFields") or []):
        yield from _field_requirement(each, f"{path}.matchFields[{index}]")


def _requirement(each: Mapping[str, Any], path: str, *, numbers: bool) -> Iterator[FieldError]:
    operator, values = each.get("operator") or "", each.get("values") or []
    match operator:
        case "In" | "NotIn":
            if not values:
                yield required(f"{path}.values", NEED_VALUES)
        case "Exists" | "DoesNotExist":
            if values:
                yield forbidden(f"{path}.values", NO_VALUES)
        case "Gt" | "Lt" if numbers:
            if len(values) != 1:
                yield required(f"{path}.values", ONE_NUMBER)
        case _:
            yield invalid(f"{path}.operator", operator, NO_OPERATOR)
    yield from label_name_errors(each.get("key") or "", f"{path}.key")
    for index, value in enumerate(values):
        for problem in names.label_value(value):
            yield invalid(f"{path}.values[{index}]", value, problem)


def _field_requirement(each: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    operator, values, key = each.get("operator") or "", each.get("values") or [], each.get("key")
    if operator not in {"In", "NotIn"}:
        yield invalid(f"{path}.operator", operator, NO_OPERATOR)
    elif len(values) != 1:
        yield required(f"{path}.values", ONE_VALUE)
    if key != "metadata.name":
        yield invalid(f"{path}.key", key or "", "not a valid field selector key")
        return
    for index, value in enumerate(values):
        for problem in names.subdomain(value):
            yield invalid(f"{path}.values[{index}]", value, problem)


def label_name_errors(key: str, path: str) -> Iterator[FieldError]:
    """The key of a label."""
    for problem in names.qualified_name(key):
        yield invalid(path, key, problem)
