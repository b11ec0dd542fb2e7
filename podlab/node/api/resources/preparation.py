"""From an object to what is stored: what the server owns, the defaults, and every rule at once."""

from collections.abc import Sequence

from podlab.node.api.context import ApiContext
from podlab.node.api.errors import bad_request, forbidden, invalid
from podlab.node.api.kinds import (
    CLAIMS,
    NAMESPACES,
    PODS,
    SERVICES,
    WITH_TEMPLATE,
    ResourceKind,
)
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.decoding import Typed
from podlab.node.objects.claims import refused_claim
from podlab.node.objects.creating import (
    Forbidden,
    check_room,
    check_runtime_class,
    generated_name,
    problems_of,
)
from podlab.node.objects.services import headless, refused_service, service_warnings
from podlab.pods.claims import new_claim
from podlab.pods.errors import FieldError
from podlab.pods.networking.annotation import network_change_errors
from podlab.pods.objects import JsonObject
from podlab.pods.validation import ephemeral_update_errors, validate_pod_update
from podlab.pods.validation.kinds.claims import claim_change_errors
from podlab.pods.validation.metadata import finalizer_warnings, new_finalizer_errors
from podlab.workloads.defaults import default_object
from podlab.workloads.validation import validate_update
from podlab.workloads.validation.templates import template_warnings

NAME_LABEL = "kubernetes.io/metadata.name"  # a namespace selects itself by this label
SERVER_OWNED = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
)
FIRST_STATUS: dict[str, JsonObject] = {
    "deployments": {},
    "replicasets": {"replicas": 0},
    "horizontalpodautoscalers": {"desiredReplicas": 0},
}
NEVER_STORED = ("managedFields", "selfLink")


def prepare_new(context: ApiContext, target: Target, typed: Typed) -> Typed:
    """A new object as it will be stored; raises ApiError 400 or 422 with every cause."""
    metadata = dict(typed.object["metadata"])
    if metadata.pop("resourceVersion", ""):
        raise bad_request("resourceVersion should not be set on objects to be created")
    for name in (*SERVER_OWNED, *NEVER_STORED):
        metadata.pop(name, None)
    prefix = metadata.get("generateName")
    if prefix and not metadata.get("name"):
        metadata["name"] = generated_name(prefix)
    obj = default_object(target.kind.kind, {**typed.object, "metadata": metadata})
    obj = _with_first_status(target.kind, obj)
    warnings = _check(context, target.kind, obj, [])
    _check_rules(context, target.kind, obj)
    if target.kind is SERVICES:
        warnings += service_warnings(context.store, obj)
        obj = headless(obj)
    return Typed(obj, (*typed.warnings, *warnings))


def prepare_update(context: ApiContext, target: Target, typed: Typed, old: JsonObject) -> Typed:
    """A changed object as it will be stored; the status counts only on /status, and alone there."""
    metadata = dict(typed.object["metadata"])
    for name in (*SERVER_OWNED, *NEVER_STORED):
        metadata.pop(name, None)
        if name in old["metadata"]:
            metadata[name] = old["metadata"][name]
    new = {**typed.object, "metadata": metadata}
    if target.subresource == "status":
        new = {**old, "metadata": metadata, "status": new.get("status", {})}
        changes = list(new_finalizer_errors(metadata, old["metadata"]))
        warnings = _check(context, target.kind, new, changes, old)
        return Typed(new, (*typed.warnings, *warnings))
    new = _with_status_of(old, default_object(target.kind.kind, new))
    if target.kind is SERVICES:
        new = headless(new)
    if target.subresource == "ephemeralcontainers":
        new = _with_ephemeral_of(new, old)
        changes = list(ephemeral_update_errors(new, old))
    else:
        changes = [
            *update_errors(target.kind, new, old),
            *new_finalizer_errors(metadata, old["metadata"]),
        ]
    warnings = _check(context, target.kind, new, changes, old)
    return Typed(new, (*typed.warnings, *warnings))


def _with_ephemeral_of(new: JsonObject, old: JsonObject) -> JsonObject:
    """Of what is sent to …/ephemeralcontainers nothing else counts."""
    ephemeral = new.get("spec", {}).get("ephemeralContainers")
    others = {name: each for name, each in old["spec"].items() if name != "ephemeralContainers"}
    return {**old, "spec": {**others, **({"ephemeralContainers": ephemeral} if ephemeral else {})}}


def update_errors(kind: ResourceKind, new: JsonObject, old: JsonObject) -> Sequence[FieldError]:
    """The fields that may not change once an object exists."""
    if kind is PODS:
        return [*validate_pod_update(new, old), *network_change_errors(new, old)]
    if kind is CLAIMS:
        return list(claim_change_errors(new, old))
    errors = validate_update(kind.kind, new, old)
    if kind.kind == "Secret" and new.get("type") != old.get("type"):
        errors.append(FieldError("type", f'Invalid value: "{new.get("type")}": field is immutable'))
    if old.get("immutable"):
        message = "Forbidden: field is immutable when `immutable` is set"
        errors += [
            FieldError(name, message)
            for name in ("immutable", "data", "binaryData")
            if new.get(name) != old.get(name)
        ]
    return errors


def _check_rules(context: ApiContext, kind: ResourceKind, obj: JsonObject) -> None:
    """What a valid object may still be refused for; raises ApiError 403."""
    metadata = obj["metadata"]
    try:
        if kind is PODS:
            check_runtime_class(context.store, obj)
        check_room(context.store, kind.plural, metadata)
    except Forbidden as problem:
        raise forbidden(kind, metadata["name"], problem.why) from None


def _check(
    context: ApiContext,
    kind: ResourceKind,
    obj: JsonObject,
    errors: Sequence[FieldError],
    old: JsonObject | None = None,
) -> list[str]:
    admit = old is None or obj.get("spec") != old.get("spec")
    broken, warnings = problems_of(
        kind.kind,
        obj,
        context.admit if kind is PODS and admit else None,
        exists=old is not None,
    )
    first = [error for error in errors if error.path.startswith("metadata.")]
    if kind is CLAIMS and old is None:
        broken += refused_claim(obj, broken)
    if kind is SERVICES:
        broken += refused_service(obj, broken)
    found = [*first, *broken, *(error for error in errors if error not in first)]
    if found:
        raise invalid(kind.kind, obj["metadata"].get("name", ""), found, kind.group)
    if kind in WITH_TEMPLATE and admit:
        warnings = template_warnings(*context.admit(obj["spec"]["template"]))
    return [*finalizer_warnings(obj["metadata"]), *warnings]


def _with_first_status(kind: ResourceKind, obj: JsonObject) -> JsonObject:
    without = {name: value for name, value in obj.items() if name != "status"}
    if kind is PODS:
        return {**without, "status": {"phase": "Pending"}}
    if kind is NAMESPACES:
        metadata = without["metadata"]
        labels = {**metadata.get("labels", {}), NAME_LABEL: metadata.get("name", "")}
        return {
            **without,
            "metadata": {**metadata, "labels": labels},
            "spec": {"finalizers": ["kubernetes"]},
            "status": {"phase": "Active"},
        }
    if kind is CLAIMS:
        return {**new_claim(without), "status": {"phase": "Pending"}}
    if kind is SERVICES:
        return {**without, "status": {"loadBalancer": {}}}
    return {**without, "status": FIRST_STATUS[kind.plural]} if kind.group else without


def _with_status_of(old: JsonObject, new: JsonObject) -> JsonObject:
    without = {name: value for name, value in new.items() if name != "status"}
    return {**without, "status": old["status"]} if "status" in old else without
