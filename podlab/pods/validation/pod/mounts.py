"""Rules of `volumeMounts` and `volumeDevices`."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import forbidden, invalid, not_found, required, unsupported

PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
BLOCK_SOURCES = ("persistentVolumeClaim", "ephemeral")
NO_BLOCK = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"


def mount_errors(
    container: Mapping[str, Any], volumes: Mapping[str, Any], path: str
) -> Iterator[FieldError]:
    """Mounts and devices of one container; `volumes` are the sound ones by name."""
    taken: set[str] = set()
    at = f"{path}.volumeMounts"
    for index, mount in enumerate(container.get("volumeMounts") or []):
        yield from _mount(mount, volumes, f"{at}[{index}]", taken)
        yield from _sub_path(mount, at, f"{at}[{index}]")
        yield from _propagation(mount, container, at, f"{at}[{index}]")
    for index, device in enumerate(container.get("volumeDevices") or []):
        yield from _device(device, volumes, f"{path}.volumeDevices[{index}]", taken)


def _mount(
    mount: Mapping[str, Any], volumes: Mapping[str, Any], path: str, taken: set[str]
) -> Iterator[FieldError]:
    name, target = mount.get("name") or "", mount.get("mountPath") or ""
    if not name:
        yield required(f"{path}.name")
    if name not in volumes:
        yield not_found(f"{path}.name", name, _declared(volumes))
    if not target:
        yield required(f"{path}.mountPath")
    if target in taken:
        yield invalid(f"{path}.mountPath", target, "must be unique")
    taken.add(target)


def _sub_path(mount: Mapping[str, Any], path: str, where: str) -> Iterator[FieldError]:
    sub, expression = mount.get("subPath") or "", mount.get("subPathExpr") or ""
    for problem in names.descending_path(sub):
        yield invalid(f"{path}.subPath", sub, problem, where=f"{where}.subPath")
    if expression and sub:
        detail = "subPathExpr and subPath are mutually exclusive"
        yield invalid(f"{where}.subPathExpr", expression, detail)
    for problem in names.descending_path(expression):
        yield invalid(f"{path}.subPathExpr", expression, problem, where=f"{where}.subPathExpr")


def _propagation(
    mount: Mapping[str, Any], container: Mapping[str, Any], path: str, where: str
) -> Iterator[FieldError]:
    value = mount.get("mountPropagation")
    place = f"{where}.mountPropagation"
    if value is None:
        return
    if value not in PROPAGATIONS:
        yield unsupported(f"{path}.mountPropagation", value, PROPAGATIONS, where=place)
    privileged = (container.get("securityContext") or {}).get("privileged", False)
    if value == "Bidirectional" and not privileged:
        detail = "Bidirectional mount propagation is available only to privileged containers"
        yield forbidden(f"{path}.mountPropagation", detail, where=place)


def _device(
    device: Mapping[str, Any], volumes: Mapping[str, Any], path: str, taken: set[str]
) -> Iterator[FieldError]:
    name, target = device.get("name") or "", device.get("devicePath") or ""
    if not name:
        yield required(f"{path}.name")
    elif name not in volumes:
        yield not_found(f"{path}.name", name, _declared(volumes))
    elif not any(source in volumes[name] for source in BLOCK_SOURCES):
        yield invalid(f"{path}.name", name, NO_BLOCK)
    if not target:
        yield required(f"{path}.devicePath")
    elif target in taken:
        yield invalid(f"{path}.devicePath", target, "must be unique")


def _declared(volumes: Mapping[str, Any]) -> str:
    listed = ", ".join(sorted(volumes)) or "none"
    return f"A volumeMount needs a volume of the same name in spec.volumes (declared: {listed})"
