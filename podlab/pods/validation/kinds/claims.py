"""Rules of PersistentVolumeClaims. Source: core/validation.go, ValidatePersistentVolumeClaim*."""

from collections.abc import Iterator
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.quantities import InvalidQuantity, parse_quantity
from podlab.pods.validation import names
from podlab.pods.validation.sentences import forbidden, invalid, required, unsupported

MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")
STORAGE = "spec.resources[storage]"
IMMUTABLE = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
    "bound claims"
)


def claim_errors(spec: JsonObject) -> Iterator[FieldError]:
    """Everything wrong with a claim's spec, in the API server's order."""
    modes = spec.get("accessModes") or []
    if not modes:
        yield required("spec.accessModes", "at least 1 access mode is required")
    for mode in modes:
        if mode not in MODES:
            yield unsupported("spec.accessModes", mode, MODES)
    if "ReadWriteOncePod" in modes and len(modes) > 1:
        detail = "may not use ReadWriteOncePod with other access modes"
        yield forbidden("spec.accessModes", detail)
    yield from _size(spec)
    class_name = spec.get("storageClassName")
    for problem in names.subdomain(class_name) if class_name else []:
        yield invalid("spec.storageClassName", class_name, problem)
    mode = spec.get("volumeMode")
    if mode is not None and mode not in VOLUME_MODES:
        yield unsupported("spec.volumeMode", mode, VOLUME_MODES)


def _size(spec: JsonObject) -> Iterator[FieldError]:
    requests: dict[str, Any] = (spec.get("resources") or {}).get("requests") or {}
    size = requests.get("storage")
    if size is None:
        yield required(STORAGE, where="spec.resources")
        return
    try:
        amount = parse_quantity(str(size))
    except InvalidQuantity:
        return  # the decoder says it with better words
    if amount <= 0:
        yield invalid(STORAGE, str(size), "must be greater than zero", where="spec.resources")


def claim_change_errors(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    """A claim stays as it was made: volumes of this node's class do not grow."""
    if new.get("spec") != old.get("spec"):
        yield forbidden("spec", IMMUTABLE, advice="Make a new claim, and copy what is in this one.")
