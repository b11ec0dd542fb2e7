"""The semantic rules by kind: Pod, what Pods need, ServiceAccount and Namespace."""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from podlab.pods.decoding import missing_fields, structure_errors
from podlab.pods.defaults import default_object
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names
from podlab.pods.validation.kinds.claims import claim_errors
from podlab.pods.validation.kinds.secrets import DATA_LIMIT, key_errors, secret_errors
from podlab.pods.validation.kinds.services import service_errors
from podlab.pods.validation.metadata import metadata_errors
from podlab.pods.validation.pod import pod_errors
from podlab.pods.validation.sentences import invalid, required, too_long


def validate_object(kind: str, obj: JsonObject, *, exists: bool = False) -> list[FieldError]:
    """Every rule that the object breaks, in the API server's sentences and order.

    The object is looked at as the server sees it, with its defaults; values of a wrong type
    count as absent (see `structure_errors`). `exists` says that it is being changed, not made.
    """
    decoded = structure_errors(kind, copy.deepcopy(obj)).object
    written = bool((decoded.get("spec") or {}).get("serviceAccountName")) if kind == "Pod" else True
    complete = default_object(kind, decoded)
    match kind:
        case "Pod":
            if not written:
                del complete["spec"]["serviceAccountName"]
            found = pod_spec_errors(complete, exists=exists)
            return [*_metadata(complete, names.subdomain), *found]
        case "ConfigMap" | "Secret" | "PersistentVolumeClaim":
            return [*_metadata(complete, names.subdomain), *RULES[kind](complete)]
        case "Service":
            return [*_metadata(complete, names.service), *service_errors(complete)]
        case "ServiceAccount":
            return _metadata(complete, names.subdomain)
        case "Namespace":
            return _metadata(complete, names.label)
        case _:
            return []


def pod_spec_errors(pod: JsonObject, *, exists: bool = False) -> list[FieldError]:
    """Everything wrong with the spec of a Pod, or of a Pod template, with its defaults."""
    found = list(pod_errors(pod, exists=exists))
    return [*found, *_missing(pod, found)]


def _missing(pod: JsonObject, found: list[FieldError]) -> Iterator[FieldError]:
    """What the schema demands beyond the rules, such as the fields of an affinity."""
    told = {error.where or error.path for error in found}
    for path in missing_fields("Pod", {"spec": pod.get("spec") or {}}):
        steps = [path[: match.start()] for match in re.finditer(r"[.\[]", path)]
        if told.isdisjoint([path, *steps]):
            yield required(path)


def _metadata(obj: JsonObject, check_name: Any) -> list[FieldError]:
    return list(metadata_errors(obj.get("metadata") or {}, check_name))


def _config_map(obj: JsonObject) -> Iterator[FieldError]:
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    for key in data:
        yield from key_errors("data", key)
        if key in binary:
            yield invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    for key in binary:
        yield from key_errors("binaryData", key)
    if sum(len(value.encode()) for value in (*data.values(), *binary.values())) > DATA_LIMIT:
        yield too_long("", DATA_LIMIT)


RULES: Mapping[str, Callable[[JsonObject], Iterable[FieldError]]] = {
    "ConfigMap": _config_map,
    "Secret": secret_errors,
    "PersistentVolumeClaim": lambda claim: claim_errors(claim.get("spec") or {}),
}
