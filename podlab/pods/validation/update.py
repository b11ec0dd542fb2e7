"""What may change in a Pod that exists. Source: validation.go, ValidatePodUpdate."""

import copy
import json
from collections.abc import Iterator

from podlab.pods.difference import spec_difference
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation.sentences import forbidden, invalid, required, unquoted

CHANGEABLE = (
    "pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
    "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
    "(allow it to be set to 1 if it was previously negative)"
)
ADVICE = "Delete the Pod and create it anew."
IDENTITY = ("name", "namespace", "uid", "creationTimestamp")
CONTAINERS = ("containers", "initContainers")
ONLY_ADDED = "only additions to spec.nodeSelector are allowed (no mutations or deletions)"


def validate_pod_update(new: JsonObject, old: JsonObject) -> list[FieldError]:
    """The changes that the API server refuses; both Pods with their defaults."""
    found = list(_identity(new, old))
    for field in CONTAINERS:
        if len(new["spec"].get(field) or []) != len(old["spec"].get(field) or []):
            detail = "pod updates may not add or remove containers"
            return [*found, forbidden(f"spec.{field}", detail, ADVICE)]
        found += _images(new, field)
    deadline = list(_deadline(new, old))
    found += deadline
    if deadline and "activeDeadlineSeconds" in new["spec"]:
        return found
    return [*found, *_tolerations(new, old), *_gates(new, old), *_rest(new, old)]


def _identity(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    for name in IDENTITY:
        now, before = new["metadata"].get(name), old["metadata"].get(name)
        if now != before and (now or name in {"name", "namespace"}):
            yield invalid(f"metadata.{name}", now, "field is immutable")


def _images(new: JsonObject, field: str) -> Iterator[FieldError]:
    for index, container in enumerate(new["spec"].get(field) or []):
        image, path = container.get("image") or "", f"spec.{field}[{index}].image"
        if not image:
            yield required(path)
        if image != image.strip():
            yield invalid(path, image, "must not have leading or trailing whitespace")


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


def _tolerations(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    there = [_without_seconds(each) for each in new["spec"].get("tolerations") or []]
    for each in old["spec"].get("tolerations") or []:
        if _without_seconds(each) not in there:
            detail = "existing toleration can not be modified except its tolerationSeconds"
            yield forbidden("spec.tolerations", detail)
            return


def _gates(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    there = {each.get("name") for each in old["spec"].get("schedulingGates") or []}
    for index, each in enumerate(new["spec"].get("schedulingGates") or []):
        if each.get("name") not in there:
            detail = f"only deletion is allowed, but found new scheduling gate '{each['name']}'"
            yield forbidden(f"spec.schedulingGates[{index}].name", detail)


def _rest(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    masked = copy.deepcopy(new["spec"])
    before = old["spec"]
    for field in CONTAINERS:
        for mine, theirs in zip(masked.get(field) or [], before.get(field) or [], strict=True):
            _take(mine, theirs, "image")
    for field in ("activeDeadlineSeconds", "tolerations", "schedulingGates"):
        _take(masked, before, field)
    was_negative = before.get("terminationGracePeriodSeconds", 0) < 0
    if was_negative and masked.get("terminationGracePeriodSeconds") == 1:
        _take(masked, before, "terminationGracePeriodSeconds")
    if before.get("schedulingGates"):
        yield from _node_selector(masked, before)
        _take(masked, before, "nodeSelector")
    if difference := spec_difference(before, masked):
        yield forbidden("spec", f"{CHANGEABLE}\n{difference}", ADVICE)


def _node_selector(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    """A Pod that waits at a gate may become choosier."""
    now, before = (each.get("nodeSelector") or {} for each in (new, old))
    if any(now.get(key) != value for key, value in before.items()):
        shown = json.dumps(now, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        yield unquoted("spec.nodeSelector", shown, ONLY_ADDED)


def _take(mine: JsonObject, theirs: JsonObject, name: str) -> None:
    mine.pop(name, None)
    if name in theirs:
        mine[name] = theirs[name]


def _without_seconds(toleration: JsonObject) -> JsonObject:
    return {name: value for name, value in toleration.items() if name != "tolerationSeconds"}
