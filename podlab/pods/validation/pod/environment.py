"""Rules of `env` and `envFrom`, and of the references that volumes share with them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.quantities import parse_quantity
from podlab.pods.validation import names
from podlab.pods.validation.sentences import invalid, required, unsupported

ENV_FIELDS = frozenset({
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
    "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
})  # fmt: skip
CONVERTIBLE_FIELDS = ENV_FIELDS | {
    "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName",
    "status.phase", "status.nominatedNodeName",
}  # fmt: skip
RESOURCES = tuple(
    f"{kind}.{name}"
    for kind in ("limits", "requests")
    for name in ("cpu", "ephemeral-storage", "memory")
)
CPU_DIVISORS = ("1m", "1")
SIZE_DIVISORS = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
MANY = "may not have more than one field specified at a time"


def env_errors(entries: list[Any], path: str) -> Iterator[FieldError]:
    """Entries of `env`."""
    for index, entry in enumerate(entries):
        at = f"{path}[{index}]"
        name = entry.get("name") or ""
        if not name:
            yield required(f"{at}.name")
        else:
            yield from _each(f"{at}.name", name, names.env_name)
        if "valueFrom" in entry:
            yield from _value_from(entry, f"{at}.valueFrom")


def env_from_errors(entries: list[Any], path: str) -> Iterator[FieldError]:
    """Entries of `envFrom`."""
    for index, entry in enumerate(entries):
        at = f"{path}[{index}]"
        if entry.get("prefix"):
            yield from _each(f"{at}.prefix", entry["prefix"], names.env_name)
        given = [name for name in ("configMapRef", "secretRef") if name in entry]
        for name in given:
            reference = entry[name].get("name") or ""
            if not reference:
                yield required(f"{at}.{name}.name")
            else:
                yield from _each(f"{at}.{name}.name", reference, names.subdomain)
        if not given:
            detail = "must specify one of: `configMapRef` or `secretRef`"
            yield invalid(path, "", detail, where=at)
        elif len(given) > 1:
            yield invalid(path, "", MANY, where=at)


def field_ref_errors(
    reference: Mapping[str, Any], allowed: Collection[str], path: str, where: str = ""
) -> Iterator[FieldError]:
    """A `fieldRef`, in an environment or in a downward API volume."""
    place = f"{where or path}.fieldPath"
    written = reference.get("fieldPath") or ""
    if not written:
        yield required(f"{path}.fieldPath", where=place)
        return
    field, bracket, rest = written.partition("[")
    if bracket and rest.endswith("']") and rest.startswith("'"):
        yield from _subscript_errors(field, rest[1:-2], path, place)
    elif written not in CONVERTIBLE_FIELDS:
        detail = f"error converting fieldPath: field label not supported: {written}"
        yield invalid(f"{path}.fieldPath", written, detail, where=place)
    elif written not in allowed:
        yield unsupported(f"{path}.fieldPath", written, sorted(allowed), where=place)


def resource_ref_errors(
    reference: Mapping[str, Any], path: str, *, in_volume: bool = False, where: str = ""
) -> Iterator[FieldError]:
    """A `resourceFieldRef`; a volume must say whose resource it means."""
    base = where or path
    if in_volume and not reference.get("containerName"):
        yield required(f"{path}.containerName", where=f"{base}.containerName")
    resource = reference.get("resource") or ""
    if not resource:
        yield required(f"{path}.resource", where=f"{base}.resource")
    elif resource not in RESOURCES:
        yield unsupported(f"{path}.resource", resource, RESOURCES, where=f"{base}.resource")
    else:
        yield from _divisor_errors(reference, resource, path, base)


def _divisor_errors(
    reference: Mapping[str, Any], resource: str, path: str, base: str
) -> Iterator[FieldError]:
    name = resource.partition(".")[2]
    allowed = CPU_DIVISORS if name == "cpu" else SIZE_DIVISORS
    divisor = parse_quantity(reference.get("divisor") or "0")
    if divisor == 0 or divisor in {parse_quantity(each) for each in allowed}:
        return
    listed = "1m and 1" if name == "cpu" else ", ".join(allowed)
    noun = "local ephemeral storage" if name == "ephemeral-storage" else name
    detail = f"only divisor's values {listed} are supported with the {noun} resource"
    yield invalid(f"{path}.divisor", resource, detail, where=f"{base}.divisor")


def _value_from(entry: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    sources = entry["valueFrom"]
    if "fieldRef" in sources:
        yield from field_ref_errors(sources["fieldRef"], ENV_FIELDS, f"{path}.fieldRef")
    if "resourceFieldRef" in sources:
        yield from resource_ref_errors(sources["resourceFieldRef"], f"{path}.resourceFieldRef")
    for name in ("configMapKeyRef", "secretKeyRef"):
        if name in sources:
            yield from _key_ref_errors(sources[name], f"{path}.{name}")
    if not sources:
        detail = (
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` "
            "or `secretKeyRef`"
        )
        yield invalid(path, "", detail)
    elif entry.get("value"):
        advice = "Write either value or valueFrom."
        yield invalid(path, "", "may not be specified when `value` is not empty", advice)
    elif len(sources) > 1:
        yield invalid(path, "", MANY)


def _key_ref_errors(reference: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    yield from _each(f"{path}.name", reference.get("name") or "", names.subdomain)
    key = reference.get("key") or ""
    if not key:
        yield required(f"{path}.key")
    else:
        yield from _each(f"{path}.key", key, names.config_key)


def _subscript_errors(field: str, key: str, path: str, place: str) -> Iterator[FieldError]:
    if field not in {"metadata.labels", "metadata.annotations"}:
        yield invalid(path, field, "does not support subscript", where=place)
        return
    for problem in names.qualified_name(key.lower() if field.endswith("annotations") else key):
        yield invalid(path, key, problem, where=place)


def _each(path: str, value: str, check: Callable[[str], list[str]]) -> Iterator[FieldError]:
    for problem in check(value):
        yield invalid(path, value, problem)
