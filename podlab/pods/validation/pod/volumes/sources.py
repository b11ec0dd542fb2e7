"""Rules of `spec.volumes`."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.quantities import parse_quantity
from podlab.pods.validation import names
from podlab.pods.validation.pod.environment import field_ref_errors, resource_ref_errors
from podlab.pods.validation.pod.volumes.elsewhere import elsewhere_errors
from podlab.pods.validation.sentences import (
    duplicate,
    forbidden,
    invalid,
    required,
    unsupported,
)

VOLUME_FIELDS = frozenset({
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
    "metadata.uid",
})  # fmt: skip
SOURCE_ORDER = (
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret",
    "nfs", "iscsi", "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs",
    "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
    "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO",
    "csi", "ephemeral", "image",
)  # fmt: skip
MISSPELT = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}  # by the API server
BAD_MODE = "must be a number between 0 and 0777 (octal), both inclusive"
HOST_PATH_TYPES = (
    "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate",
    "Socket",
)  # fmt: skip
ONE_TYPE = "may not specify more than 1 volume type"
TOKEN_SECONDS = (600, 1 << 32)


def volume_errors(spec: Mapping[str, Any]) -> tuple[list[FieldError], dict[str, Any]]:
    """Errors, and the sound volumes by name: a broken volume does not count as defined."""
    errors: list[FieldError] = []
    sound: dict[str, Any] = {}
    seen: set[str] = set()
    for index, volume in enumerate(spec.get("volumes") or []):
        path = f"spec.volumes[{index}]"
        name = volume.get("name") or ""
        found = list(_source_errors(volume, path))
        if not name:
            found.append(required(f"{path}.name"))
        found += [invalid(f"{path}.name", name, each) for each in names.label(name) if name]
        if name and name in seen:
            found.append(duplicate(f"{path}.name", name))
        seen.add(name)
        if not found:
            sound[name] = volume
        errors += found
    return errors, sound


def _source_errors(volume: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    given = [name for name in SOURCE_ORDER if name in volume]
    for name in given[1:]:
        at = f"{path}.{MISSPELT.get(name, name)}"
        yield forbidden(at, ONE_TYPE, where=f"{path}.{name}")
    for name in given[:1]:
        yield from _one_source(name, volume[name], f"{path}.{name}")


def _one_source(name: str, source: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    match name:
        case "emptyDir":
            if parse_quantity(source.get("sizeLimit") or "0") < 0:
                detail = "SizeLimit field must be a valid resource quantity"
                yield forbidden(f"{path}.sizeLimit", detail)
        case "hostPath":
            yield from _host_path(source, path)
        case "secret" | "configMap":
            field = "secretName" if name == "secret" else "name"
            if not source.get(field):
                yield required(f"{path}.{field}")
            yield from _mode_errors(source, "defaultMode", path)
            yield from _item_errors(source, path)
        case "downwardAPI":
            yield from _mode_errors(source, "defaultMode", path)
            for index, file in enumerate(source.get("items") or []):
                yield from _downward_file(file, path, f"{path}.items[{index}]")
        case "projected":
            yield from _mode_errors(source, "defaultMode", path)
            yield from _projected(source, path)
        case _:
            yield from elsewhere_errors(name, source, path)


def _host_path(source: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    value = source.get("path") or ""
    if not value:
        yield required(f"{path}.path")
    elif ".." in value.split("/"):
        yield invalid(f"{path}.path", value, "must not contain '..'")
    kind = source.get("type") or ""
    if kind not in HOST_PATH_TYPES:
        yield unsupported(f"{path}.type", kind, HOST_PATH_TYPES)


def _mode_errors(source: Mapping[str, Any], field: str, path: str) -> Iterator[FieldError]:
    mode = source.get(field)
    if mode is not None and not 0 <= mode <= 0o777:
        yield invalid(f"{path}.{field}", mode, BAD_MODE)


def _item_errors(source: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    for index, item in enumerate(source.get("items") or []):
        at = f"{path}.items[{index}]"
        if not item.get("key"):
            yield required(f"{at}.key")
        yield from _file_path(item.get("path") or "", f"{at}.path")
        yield from _mode_errors(item, "mode", at)


def _file_path(value: str, path: str, where: str = "") -> Iterator[FieldError]:
    if not value:
        yield required(path, where=where)
    for problem in names.file_path(value):
        yield invalid(path, value, problem, where=where)


def _downward_file(file: Mapping[str, Any], path: str, where: str) -> Iterator[FieldError]:
    yield from _file_path(file.get("path") or "", f"{path}.path", f"{where}.path")
    field, resource = file.get("fieldRef"), file.get("resourceFieldRef")
    if field is not None:
        yield from field_ref_errors(field, VOLUME_FIELDS, f"{path}.fieldRef", f"{where}.fieldRef")
        if resource is not None:
            detail = "fieldRef and resourceFieldRef can not be specified simultaneously"
            yield invalid(path, "resource", detail, where=where)
    elif resource is not None:
        at = f"{where}.resourceFieldRef"
        yield from resource_ref_errors(
            resource, f"{path}.resourceFieldRef", in_volume=True, where=at
        )
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required", where=where)
    mode = file.get("mode")
    if mode is not None and not 0 <= mode <= 0o777:
        yield invalid(f"{path}.mode", mode, BAD_MODE, where=f"{where}.mode")


def _projected(source: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    taken: set[str] = set()
    for index, projection in enumerate(source.get("sources") or []):
        at = f"{path}.sources[{index}]"
        for name, inner in projection.items():
            yield from _projection(name, inner, f"{at}.{name}")
            for file, shown in _files_of(name, inner):
                if file in taken:
                    yield invalid(path, shown, "conflicting duplicate paths", where=at)
                taken.add(file)
        if len(projection) > 1:
            yield forbidden(at, ONE_TYPE)


def _projection(name: str, inner: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    match name:
        case "secret" | "configMap":
            if not inner.get("name"):
                yield required(f"{path}.name")
            yield from _item_errors(inner, path)
        case "downwardAPI":
            for index, file in enumerate(inner.get("items") or []):
                yield from _downward_file(file, path, f"{path}.items[{index}]")
        case "serviceAccountToken":
            yield from _token(inner, path)
        case _:
            return


def token_errors(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    """Tokens of a Pod that has no account."""
    for index, volume in enumerate(spec.get("volumes") or []):
        sources = (volume.get("projected") or {}).get("sources") or []
        for number, source in enumerate(sources if not spec.get("serviceAccountName") else []):
            if "serviceAccountToken" in source:
                at = f"spec.volumes[{index}].projected.sources[{number}].serviceAccountToken"
                yield forbidden(at, "must not be specified when serviceAccountName is not set")


def _token(inner: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    seconds = inner.get("expirationSeconds", 3600)
    if seconds < TOKEN_SECONDS[0]:
        detail = "may not specify a duration less than 10 minutes"
        yield invalid(f"{path}.expirationSeconds", seconds, detail)
    if seconds > TOKEN_SECONDS[1]:
        detail = "may not specify a duration larger than 2^32 seconds"
        yield invalid(f"{path}.expirationSeconds", seconds, detail)
    whole = path.partition(".sources[")[0]  # where the API server says that the path is
    yield from _file_path(inner.get("path") or "", f"{whole}.path", f"{path}.path")


def _files_of(name: str, inner: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The files of a projection, each with what the API server shows when it is there twice."""
    for item in inner.get("items") or []:
        file = item.get("path")
        if file:
            yield file, file if name == "downwardAPI" else inner.get("name") or ""
