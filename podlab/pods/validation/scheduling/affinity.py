"""Rules of `spec.affinity`. Source: core/validation, validateAffinity."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.scheduling.selectors import (
    label_name_errors,
    label_selector_errors,
    node_term_errors,
)
from podlab.pods.validation.sentences import invalid, required

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def affinity_errors(affinity: Mapping[str, Any] | None, path: str) -> Iterator[FieldError]:
    """All three kinds of affinity."""
    if not affinity:
        return
    if "nodeAffinity" in affinity:
        yield from _node_affinity(affinity["nodeAffinity"], f"{path}.nodeAffinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        if kind in affinity:
            yield from _pod_affinity(affinity[kind], f"{path}.{kind}")


def _node_affinity(affinity: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    if REQUIRED in affinity:
        at = f"{path}.{REQUIRED}.nodeSelectorTerms"
        terms = affinity[REQUIRED].get("nodeSelectorTerms") or []
        if not terms:
            yield required(at, "must have at least one node selector term")
        for index, term in enumerate(terms):
            yield from node_term_errors(term, f"{at}[{index}]")
    for index, each in enumerate(affinity.get(PREFERRED) or []):
        at = f"{path}.{PREFERRED}[{index}]"
        yield from _weight(each, at)
        yield from node_term_errors(each.get("preference") or {}, f"{at}.preference")


def _pod_affinity(affinity: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    for index, term in enumerate(affinity.get(REQUIRED) or []):
        yield from _pod_term(term, f"{path}.{REQUIRED}[{index}]")
    for index, each in enumerate(affinity.get(PREFERRED) or []):
        at = f"{path}.{PREFERRED}[{index}]"
        yield from _weight(each, at)
        yield from _pod_term(each.get("podAffinityTerm") or {}, f"{at}.podAffinityTerm")


def _weight(each: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    weight = each.get("weight") or 0
    if not 1 <= weight <= 100:
        yield invalid(f"{path}.weight", weight, "must be in the range 1-100")


def _pod_term(term: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    yield from label_selector_errors(term.get("labelSelector"), f"{path}.labelSelector")
    yield from label_selector_errors(term.get("namespaceSelector"), f"{path}.namespaceSelector")
    for name in term.get("namespaces") or []:
        for problem in names.label(name):
            yield invalid(f"{path}.namespace", name, problem, where=f"{path}.namespaces")
    key = term.get("topologyKey") or ""
    if not key:
        yield required(f"{path}.topologyKey", "can not be empty")
    yield from label_name_errors(key, f"{path}.topologyKey")
