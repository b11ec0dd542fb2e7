"""What an update changes in a Pod's spec, printed as the API server prints it, in Go's words.

Source: google/go-cmp 0.6, cmp.Diff over k8s.io/kubernetes pkg/apis/core.PodSpec. What is random
there is fixed here: the spaces are plain ones, and lists are compared from their beginning.
"""

from podlab.pods.difference.comparing import compare
from podlab.pods.difference.golang.types import type_of
from podlab.pods.difference.golang.values import go_value, internal_spec
from podlab.pods.difference.printing import Options
from podlab.pods.difference.reporting import report
from podlab.pods.difference.texts import render
from podlab.pods.objects import JsonObject

__all__ = ["ephemeral_difference", "spec_difference"]


def spec_difference(old: JsonObject, new: JsonObject) -> str:
    """The difference of two specs with their defaults; empty where there is none."""
    return _difference("PodSpec", internal_spec(old), internal_spec(new))


def ephemeral_difference(old: JsonObject, new: JsonObject) -> str:
    """The difference of two ephemeral containers; empty where there is none."""
    return _difference("EphemeralContainer", old, new)


def _difference(name: str, old: JsonObject, new: JsonObject) -> str:
    kind = type_of(name)
    node = compare(kind, go_value(kind, old), go_value(kind, new))
    text = report(Options(), node) if node.different else None
    return render(text) if text else ""
