"""Values as Go prints them in the API server's sentences, where JSON would read differently."""

from collections.abc import Mapping, Sequence
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation.sentences import shown, unquoted

IMMUTABLE = "field is immutable"


def invalid_labels(path: str, labels: Mapping[str, str] | None, detail: str) -> FieldError:
    """The labels break a rule."""
    return unquoted(path, labels_text(labels), detail)


def invalid_selector(path: str, selector: JsonObject, detail: str) -> FieldError:
    """The label selector breaks a rule."""
    labels = labels_text(selector.get("matchLabels"))
    terms = _requirements(selector.get("matchExpressions"))
    value = f"v1.LabelSelector{{MatchLabels:{labels}, MatchExpressions:{terms}}}"
    return unquoted(path, value, detail)


def invalid_amount(path: str, value: int | str, detail: str) -> FieldError:
    """The number or percentage breaks a rule."""
    whole, text = (0, value) if isinstance(value, str) else (value, "")
    form = int(isinstance(value, str))
    shown_value = f"intstr.IntOrString{{Type:{form}, IntVal:{whole}, StrVal:{shown(text)}}}"
    return unquoted(path, shown_value, detail)


def labels_text(labels: Mapping[str, str] | None) -> str:
    """A map of strings.

    >>> labels_text({"b": "1", "a": "2"}), labels_text(None)
    ('map[string]string{"a":"2", "b":"1"}', 'map[string]string(nil)')
    """
    if labels is None:
        return "map[string]string(nil)"
    pairs = ", ".join(f"{shown(key)}:{shown(labels[key])}" for key in sorted(labels))
    return f"map[string]string{{{pairs}}}"


def _requirements(terms: Sequence[Mapping[str, Any]] | None) -> str:
    kind = "v1.LabelSelectorRequirement"
    if terms is None:
        return f"[]{kind}(nil)"
    return f"[]{kind}{{{', '.join(f'{kind}{{{_requirement(term)}}}' for term in terms)}}}"


def _requirement(term: Mapping[str, Any]) -> str:
    values = term.get("values")
    listed = "(nil)" if values is None else f"{{{', '.join(map(shown, values))}}}"
    key, operator = shown(term.get("key", "")), shown(term.get("operator", ""))
    return f"Key:{key}, Operator:{operator}, Values:[]string{listed}"
