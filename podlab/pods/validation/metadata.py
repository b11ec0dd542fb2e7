"""Rules of names, namespaces, labels and annotations. Source: api/validation/objectmeta.go."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import forbidden, invalid, required, shown, too_long

STANDARD_FINALIZERS = ("orphan", "foregroundDeletion", "kubernetes")
ANNOTATIONS_LIMIT = 256 * 1024  # bytes of all keys and values

NameCheck = Callable[[str], list[str]]


def metadata_errors(metadata: Mapping[str, Any], check_name: NameCheck) -> Iterator[FieldError]:
    """Everything wrong with an object's metadata; a namespace may still be missing."""
    prefix = metadata.get("generateName") or ""
    if prefix:
        masked = f"{prefix[:-1]}a" if prefix.endswith("-") else prefix
        for problem in check_name(masked):
            yield invalid("metadata.generateName", prefix, problem)
    name = metadata.get("name") or ""
    if name:
        for problem in check_name(name):
            yield invalid("metadata.name", name, problem, _name_advice(name))
    elif not prefix:
        yield required("metadata.name", "name or generateName is required")
    namespace = metadata.get("namespace") or ""
    for problem in names.label(namespace) if namespace else []:
        yield invalid("metadata.namespace", namespace, problem)
    yield from label_errors("metadata.labels", metadata.get("labels") or {})
    yield from annotation_errors("metadata.annotations", metadata.get("annotations") or {})
    yield from owner_errors("metadata.ownerReferences", metadata.get("ownerReferences") or [])
    yield from finalizer_errors("metadata.finalizers", metadata.get("finalizers") or [])


def label_errors(path: str, labels: Mapping[str, str]) -> Iterator[FieldError]:
    """Keys and values of labels, also of a nodeSelector."""
    for key, value in labels.items():
        for problem in names.qualified_name(key):
            yield invalid(path, key, problem, where=f"{path}[{key}]")
        for problem in names.label_value(value):
            yield invalid(path, value, problem, where=f"{path}[{key}]")


def annotation_errors(path: str, annotations: Mapping[str, str]) -> Iterator[FieldError]:
    """Keys of annotations, and the size of all together."""
    for key in annotations:
        for problem in names.qualified_name(key.lower()):
            yield invalid(path, key, problem, where=f"{path}[{key}]")
    size = sum(len((key + value).encode()) for key, value in annotations.items())
    if size > ANNOTATIONS_LIMIT:
        yield too_long(path, ANNOTATIONS_LIMIT)


def owner_errors(path: str, owners: Sequence[Mapping[str, Any]]) -> Iterator[FieldError]:
    """What has to be said of each owner; at most one of them is the controller."""
    for index, owner in enumerate(owners):
        version = owner.get("apiVersion") or ""
        where = f"{path}[{index}]"
        if not version.rpartition("/")[2]:
            detail = "version must not be empty"
            yield invalid(f"{path}.apiVersion", version, detail, where=f"{where}.apiVersion")
        for name in ("kind", "name", "uid"):
            if not owner.get(name):
                yield invalid(f"{path}.{name}", "", "must not be empty", where=f"{where}.{name}")
        if (version, owner.get("kind")) == ("v1", "Event"):
            yield invalid(path, "Event", "/v1, Kind=Event is disallowed from being an owner")
    controllers = [owner.get("name", "") for owner in owners if owner.get("controller")]
    for name in controllers[1:]:
        detail = "Only one reference can have Controller set to true."
        found = f'Found "true" in references for {controllers[0]} and {name}'
        yield invalid(path, name, f"{detail} {found}")


def finalizer_errors(path: str, finalizers: Sequence[str]) -> Iterator[FieldError]:
    """Names of finalizers; what becomes of dependents can be said in one way only."""
    for name in finalizers:
        for problem in names.qualified_name(name):
            yield invalid(path, name, problem)
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        detail = "finalizer orphan and foregroundDeletion cannot be both set"
        yield invalid(path, list(finalizers), detail)


def new_finalizer_errors(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[FieldError]:
    """An object that is being deleted takes no further finalizer; both are metadata."""
    added = sorted({*(new.get("finalizers") or [])} - {*(old.get("finalizers") or [])})
    if added and old.get("deletionTimestamp"):
        listed = ", ".join(map(shown, added))
        detail = "no new finalizers can be added if the object is being deleted"
        found = f"found new finalizers []string{{{listed}}}"
        yield forbidden("metadata.finalizers", f"{detail}, {found}")


def finalizer_warnings(metadata: Mapping[str, Any]) -> list[str]:
    """Names that somebody else might use as well."""
    advice = (
        "prefer a domain-qualified finalizer name including a path (/) to avoid accidental"
        " conflicts with other finalizer writers"
    )
    bare = [name for name in metadata.get("finalizers") or [] if "/" not in name]
    return [
        f"metadata.finalizers: {shown(name)}: {advice}"
        for name in bare
        if name not in STANDARD_FINALIZERS
    ]


def _name_advice(name: str) -> str:
    plain = "".join(
        letter if letter.isalnum() or letter in "-." else "-" for letter in name.lower()
    )
    plain = plain.strip("-.")
    usable = len(name) <= 60 and plain.isascii() and not names.subdomain(plain)
    return f"For example: {plain}" if usable else ""
