"""The semantic rules by kind; what is no workload is left to `podlab.pods`."""

import copy
from collections.abc import Callable, Iterator

from podlab.pods.decoding import structure_errors
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names
from podlab.pods.validation import validate_object as validate_pod_object
from podlab.pods.validation.metadata import metadata_errors
from podlab.workloads.defaults import default_object
from podlab.workloads.validation.autoscalers import autoscaler_errors
from podlab.workloads.validation.replicas import (
    deployment_errors,
    replica_set_errors,
    selector_changes,
)

RULES: dict[str, Callable[[JsonObject], Iterator[FieldError]]] = {
    "Deployment": deployment_errors,
    "ReplicaSet": replica_set_errors,
    "HorizontalPodAutoscaler": autoscaler_errors,
}
WITH_SELECTOR = ("Deployment", "ReplicaSet")


def validate_object(kind: str, obj: JsonObject, *, exists: bool = False) -> list[FieldError]:
    """Every rule an object of any kind breaks; see `podlab.pods.validation`."""
    if kind not in RULES:
        return validate_pod_object(kind, obj, exists=exists)
    complete = default_object(kind, structure_errors(kind, copy.deepcopy(obj)).object)
    metadata = metadata_errors(complete.get("metadata") or {}, names.subdomain)
    return [*metadata, *RULES[kind](complete["spec"])]


def validate_update(kind: str, new: JsonObject, old: JsonObject) -> list[FieldError]:
    """The changes of a workload that the API server refuses; both objects with their defaults."""
    return list(selector_changes(new, old)) if kind in WITH_SELECTOR else []
