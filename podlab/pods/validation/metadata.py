"""Rules of names, namespaces, labels and annotations. Source: api/validation/objectmeta.go."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import invalid, required, too_long

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


def _name_advice(name: str) -> str:
    plain = "".join(
        letter if letter.isalnum() or letter in "-." else "-" for letter in name.lower()
    )
    plain = plain.strip("-.")
    usable = len(name) <= 60 and plain.isascii() and not names.subdomain(plain)
    return f"For example: {plain}" if usable else ""
