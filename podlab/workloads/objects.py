"""Small readings of workload objects: a selector as text, the scale of whatever has replicas."""

from typing import Any

from podlab.pods.objects import JsonObject

OPERATORS = {"In": "in", "NotIn": "notin"}


def selector_text(selector: JsonObject | None) -> str:
    """A label selector as kubectl prints it and a list takes it, ordered by key.

    >>> selector_text({"matchLabels": {"b": "1", "a": "2"}})
    'a=2,b=1'
    >>> selector_text({"matchExpressions": [{"key": "a", "operator": "In", "values": ["y", "x"]}]})
    'a in (x,y)'
    """
    chosen = selector or {}
    terms = [(key, f"{key}={value}") for key, value in (chosen.get("matchLabels") or {}).items()]
    terms += [(term["key"], _expression(term)) for term in chosen.get("matchExpressions") or []]
    return ",".join(text for _, text in sorted(terms, key=lambda each: each[0]))


def scale_of(obj: JsonObject) -> JsonObject:
    """How many Pods a Deployment or ReplicaSet wants and has: its Scale, of autoscaling/v1."""
    metadata = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    spec, status = obj["spec"], obj.get("status", {})
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: metadata[name] for name in kept if name in metadata},
        "spec": {"replicas": spec["replicas"]} if spec.get("replicas") else {},
        "status": {
            "replicas": status.get("replicas", 0),
            "selector": selector_text(spec.get("selector")),
        },
    }


def scaled(obj: JsonObject, scale: JsonObject) -> JsonObject:
    """The object with as many replicas as the Scale says; none named means 0, as in Go."""
    replicas: Any = (scale.get("spec") or {}).get("replicas") or 0
    return {**obj, "spec": {**obj["spec"], "replicas": replicas}}


def _expression(term: JsonObject) -> str:
    match term["operator"]:
        case "Exists":
            return str(term["key"])
        case "DoesNotExist":
            return f"!{term['key']}"
        case operator:
            values = ",".join(sorted(term.get("values") or []))
            return f"{term['key']} {OPERATORS.get(operator, operator)} ({values})"
