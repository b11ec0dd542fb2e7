"""Label and field selectors: which objects a list or a watch is about."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from podlab.node.api.errors import bad_request
from podlab.pods.objects import JsonObject

Matcher = Callable[[JsonObject], bool]

FIELDS: dict[str, tuple[str, ...]] = {
    "*": ("metadata.name", "metadata.namespace"),
    "pods": ("spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "status.phase",
             "status.podIP"),
    "namespaces": ("status.phase",),
    "nodes": ("spec.unschedulable",),
    "replicasets": ("status.replicas",),
    "secrets": ("type",),
    "events": ("involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
               "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
               "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"),
}  # fmt: skip

WORD = r"[^\s!=,()]"
SET_BASED = re.compile(rf"(?P<key>{WORD}+)\s+(?P<operator>in|notin)\s*\((?P<values>.*)\)")
EQUALITY = re.compile(rf"(?P<key>{WORD}+)\s*(?P<operator>==|=|!=)\s*(?P<value>{WORD}*)")
EXISTENCE = re.compile(rf"(?P<negated>!?)\s*(?P<key>{WORD}+)")
LABEL_COMMA = re.compile(r",(?![^()]*\))")


@dataclass(frozen=True)
class Selector:
    """Everything that must be true of an object."""

    matchers: tuple[Matcher, ...] = ()

    def matches(self, obj: JsonObject) -> bool:
        """Whether the object is selected."""
        return all(matcher(obj) for matcher in self.matchers)


def parse_selector(resource: str, labels: str, fields: str) -> Selector:
    """The two query options as one; raises ApiError 400 for what cannot be selected by."""
    by_label = [_label_matcher(term.strip()) for term in LABEL_COMMA.split(labels) if term.strip()]
    by_field = [
        _field_matcher(resource, term.strip()) for term in fields.split(",") if term.strip()
    ]
    return Selector((*by_label, *by_field))


def _label_matcher(term: str) -> Matcher:
    if match := SET_BASED.fullmatch(term):
        values = {value.strip() for value in match["values"].split(",")}
        return _label_is(match["key"], values, wanted=match["operator"] == "in")
    if match := EQUALITY.fullmatch(term):
        return _label_is(match["key"], {match["value"]}, wanted=match["operator"] != "!=")
    if match := EXISTENCE.fullmatch(term):
        key, negated = match["key"], bool(match["negated"])
        return lambda obj: (key in _labels(obj)) is not negated
    raise bad_request(f'unable to parse requirement: "{term}" is no label selector')


def _label_is(key: str, values: set[str], *, wanted: bool) -> Matcher:
    return lambda obj: (_labels(obj).get(key) in values) is wanted


def _labels(obj: JsonObject) -> dict[str, str]:
    return obj["metadata"].get("labels") or {}


def _field_matcher(resource: str, term: str) -> Matcher:
    match = EQUALITY.fullmatch(term)
    if not match:
        raise bad_request(f'invalid selector: "{term}"; can\'t understand "{term}"')
    path = match["key"]
    if path not in (*FIELDS["*"], *FIELDS.get(resource, ())):
        raise bad_request(_not_selectable(resource, path))
    value, wanted = match["value"], match["operator"] != "!="
    return lambda obj: (_field(obj, path) == value) is wanted


def _not_selectable(resource: str, path: str) -> str:
    if resource in FIELDS:
        return f"field label not supported: {path}"
    known = ", ".join(f'"{name}"' for name in FIELDS["*"])
    return f'"{path}" is not a known field selector: only {known}'


def _field(obj: JsonObject, path: str) -> str:
    if path == "source":
        path = "source.component"
    found: object = obj
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, bool):
        return str(found).lower()
    return "" if found is None else str(found)
