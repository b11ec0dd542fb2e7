"""What may change in a Pod that exists. Source: validation.go, ValidatePodUpdate."""

import copy
from collections.abc import Iterator

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation.sentences import forbidden, invalid, required

CHANGEABLE = (
    "pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
    "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
    "(allow it to be set to 1 if it was previously negative)"
)
ADVICE = "Delete the Pod and create it anew."
IDENTITY = ("name", "namespace", "uid", "creationTimestamp")


def validate_pod_update(new: JsonObject, old: JsonObject) -> list[FieldError]:
    """The changes that the API server refuses; both Pods with their defaults."""
    return [
        *_identity(new, old),
        *_counts(new, old),
        *_deadline(new, old),
        *_gates(new, old),
        *_tolerations(new, old),
        *_rest(new, old),
    ]


def _identity(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    for name in IDENTITY:
        now, before = new["metadata"].get(name), old["metadata"].get(name)
        if now != before and (now or name in {"name", "namespace"}):
            yield invalid(f"metadata.{name}", now, "field is immutable")


def _counts(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    for field in ("containers", "initContainers"):
        if len(new["spec"].get(field) or []) != len(old["spec"].get(field) or []):
            detail = "pod updates may not add or remove containers"
            yield forbidden(f"spec.{field}", detail, ADVICE)
    for field in ("containers", "initContainers"):
        for index, container in enumerate(new["spec"].get(field) or []):
            if not container.get("image"):
                yield required(f"spec.{field}[{index}].image")


def _deadline(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    path = "spec.activeDeadlineSeconds"
    now, before = (each["spec"].get("activeDeadlineSeconds") for each in (new, old))
    if before is None:
        return
    if now is None:
        yield invalid(path, now, "must not update from a positive integer to nil value")
    elif now > before:
        detail = "must be less than or equal to previous value"
        yield invalid(path, now, detail)


def _gates(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    there = {each.get("name") for each in old["spec"].get("schedulingGates") or []}
    for each in new["spec"].get("schedulingGates") or []:
        if each.get("name") not in there:
            detail = f"only deletion is allowed, but found new scheduling gate '{each['name']}'"
            yield forbidden("spec.schedulingGates", detail)


def _tolerations(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    there = [_without_seconds(each) for each in new["spec"].get("tolerations") or []]
    for each in old["spec"].get("tolerations") or []:
        if _without_seconds(each) not in there:
            detail = "existing toleration can not be modified except its tolerationSeconds"
            yield forbidden("spec.tolerations", detail)
            return


def _rest(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    masked = copy.deepcopy(new["spec"])
    before = old["spec"]
    for field in ("containers", "initContainers"):
        if len(masked.get(field) or []) != len(before.get(field) or []):
            return
        for mine, theirs in zip(masked.get(field) or [], before.get(field) or [], strict=True):
            _take(mine, theirs, "image")
    _take(masked, before, "activeDeadlineSeconds")
    _take(masked, before, "tolerations")
    _take(masked, before, "schedulingGates")
    if before.get("terminationGracePeriodSeconds", 0) < 0:
        _take(masked, before, "terminationGracePeriodSeconds")
    changed = sorted(name for name in {*masked, *before} if masked.get(name) != before.get(name))
    if changed:
        fields = ", ".join(f"spec.{name}" for name in changed)
        yield forbidden("spec", CHANGEABLE, f"Changed: {fields}. {ADVICE}")


def _take(mine: JsonObject, theirs: JsonObject, name: str) -> None:
    mine.pop(name, None)
    if name in theirs:
        mine[name] = theirs[name]


def _without_seconds(toleration: JsonObject) -> JsonObject:
    return {name: value for name, value in toleration.items() if name != "tolerationSeconds"}
