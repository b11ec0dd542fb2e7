"""From a body to an object of the right kind: type, place, and what becomes of unknown fields."""

from dataclasses import dataclass

from podlab.node.api.errors import ApiError, bad_request, field_names
from podlab.node.api.kinds import ResourceKind
from podlab.node.api.requests.body import Decoded
from podlab.node.api.requests.options import FieldValidation
from podlab.node.api.requests.target import Target
from podlab.pods.objects import JsonObject
from podlab.pods.validation import structure_errors


@dataclass(frozen=True)
class Typed:
    """An object whose fields all exist and have the right type, and what to warn of."""

    object: JsonObject
    warnings: tuple[str, ...] = ()


def decode_typed(target: Target, sent: Decoded, validation: FieldValidation) -> Typed:
    """Check a body against the address it was sent to; raises ApiError 400."""
    obj = sent.object
    _check_kind(target.kind, obj)
    metadata = obj.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise _cannot_handle(target.kind, "metadata: must be an object")
    placed = {**obj, "metadata": _placed(target, dict(metadata or {}))}
    typed = without_unknown(target.kind, placed, validation)
    duplicates = tuple(f'duplicate field "{name}"' for name in sent.duplicates)
    if duplicates and validation == "Strict":
        raise _cannot_handle(target.kind, f"strict decoding error: {', '.join(duplicates)}")
    warnings = duplicates if validation == "Warn" else ()
    return Typed(typed.object, (*warnings, *typed.warnings))


def without_unknown(kind: ResourceKind, obj: JsonObject, validation: FieldValidation) -> Typed:
    """The object without fields that its kind does not have; raises ApiError as asked."""
    errors = structure_errors(kind.kind, obj)
    if errors.wrong_type:
        raise _cannot_handle(kind, str(errors.wrong_type))
    if errors.unknown and validation == "Strict":
        raise _cannot_handle(kind, f"strict decoding error: {field_names(errors.unknown)}")
    warnings = tuple(f'unknown field "{path}"' for path in errors.unknown)
    return Typed(errors.object, warnings if validation == "Warn" else ())


def decode_patched(target: Target, patched: JsonObject, validation: FieldValidation) -> Typed:
    """Check what a patch has made of an object; raises ApiError 400 or 422."""
    _check_kind(target.kind, patched)
    placed = {**patched, "metadata": _placed(target, dict(patched["metadata"]))}
    try:
        return without_unknown(target.kind, placed, validation)
    except ApiError as error:
        why = str(error).partition(" cannot be handled as a ")[2].partition(": ")[2]
        raise ApiError(422, "Invalid", f"patch: Invalid value: {why}") from error


def _check_kind(kind: ResourceKind, obj: JsonObject) -> None:
    for name in ("kind", "apiVersion"):
        if not isinstance(obj.get(name), str) or not obj[name]:
            label = "Kind" if name == "kind" else name
            raise bad_request(f"Object '{label}' is missing in the body of the request")
    if (obj["apiVersion"], obj["kind"]) != (kind.api_version, kind.kind):
        raise bad_request(
            f'{obj["kind"]} in version "{obj["apiVersion"]}" cannot be handled as a {kind.kind}:'
            f" the object provided must be of type {kind.kind} in version {kind.api_version}"
        )


def _placed(target: Target, metadata: JsonObject) -> JsonObject:
    if metadata.get("namespace") not in (None, "", target.namespace):
        raise bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    metadata.pop("namespace", None)
    if target.namespace:
        metadata["namespace"] = target.namespace
    name = metadata.get("name")
    if target.name and name not in (None, "", target.name):
        raise bad_request(
            f"the name of the object ({name}) does not match the name on the URL ({target.name})"
        )
    if target.name:
        metadata["name"] = target.name
    return metadata


def _cannot_handle(kind: ResourceKind, why: str) -> ApiError:
    version = kind.version
    return bad_request(
        f'{kind.kind} in version "{version}" cannot be handled as a {kind.kind}: {why}'
    )
