"""Which part of a volume a mount shows, and who else could change the way to it.

Source: kubelet_pods.go, makeMounts.
"""

import posixpath
from collections.abc import Mapping, Sequence

from lightkube.models.core_v1 import Container, Pod, VolumeMount

from podlab.pods.expansion import REFERENCE, expand
from podlab.pods.objects import (
    containers_of,
    ephemeral_containers_of,
    init_containers_of,
    is_sidecar,
    spec_of,
)
from podlab.pods.volumes.content import is_rendered


class BadSubPath(ValueError):
    """A part that a container cannot be given, in the kubelet's words."""


def is_part(mount: VolumeMount) -> bool:
    """Whether the mount shows a part of its volume."""
    return bool(mount.subPath or mount.subPathExpr)


def sub_path(mount: VolumeMount, variables: Mapping[str, str]) -> str:
    """The path inside the volume, empty for all of it; raises BadSubPath.

    Unlike in a command, a variable that is not there is an error, and so is an empty one.
    """
    path = mount.subPath or ""
    if mount.subPathExpr:
        names = {each[1] for each in REFERENCE.finditer(mount.subPathExpr) if each[1] is not None}
        missing = sorted(name for name in names if not variables.get(name))
        if missing:
            raise BadSubPath(f"missing value for {', '.join(missing)}")
        path = expand(mount.subPathExpr, variables)
    if path.startswith("/"):
        raise BadSubPath(f"error SubPath `{path}` must not be an absolute path")
    if ".." in path.split("/"):
        raise BadSubPath(f"unable to provision SubPath `{path}`: must not contain '..'")
    return "" if posixpath.normpath(path or ".") == "." else posixpath.normpath(path)


def exposed_volumes(pod: Pod, *, debugged: bool = False) -> set[str]:
    """Volumes of which one container mounts a part, and another may write to a folder above it.

    Such a folder can be swapped for a link just when the part is mounted. What matters is who
    lives at the same time: who may not write can be handed an open folder by one who may.
    `debugged` counts the ephemeral containers too, which come when the Pod runs already.
    """
    written = {each.name for each in spec_of(pod).volumes or [] if not is_rendered(each)}
    return {
        part.name
        for container in _lasting(pod)
        for part in container.volumeMounts or []
        if part.name in written and is_part(part)
        for other in _neighbours(pod, container, debugged=debugged)
        if other is not part and other.name == part.name
        if not other.readOnly and _may_be_above(other, part)
    }


def own_parts(pod: Pod) -> dict[str, list[str]]:
    """The parts of exposed volumes, which get a volume of their own each; the outer ones first."""
    exposed = exposed_volumes(pod)
    parts: dict[str, set[str]] = {}
    for container in _lasting(pod):
        for each in container.volumeMounts or []:
            if each.name in exposed and is_part(each) and not each.subPathExpr:
                parts.setdefault(each.name, set()).add(_clean(each))
    return {name: sorted(found - {""}) for name, found in parts.items()}


def _neighbours(pod: Pod, container: Container, *, debugged: bool) -> Sequence[VolumeMount]:
    """Every mount whose container may live when this one starts, or has met one that does.

    Plain init containers are gone before the next container starts, and nothing of them is left.
    """
    debuggers = ephemeral_containers_of(pod) if debugged else []
    everybody, main = [*debuggers, *_lasting(pod)], containers_of(pod)
    if not debuggers and not any(is_sidecar(each) for each in init_containers_of(pod)):
        everybody = main if container in main and len(main) > 1 else []
    return [mount for each in everybody for mount in each.volumeMounts or []]


def _lasting(pod: Pod) -> list[Container]:
    """The containers that a Pod has from the start to the end."""
    return [*init_containers_of(pod), *containers_of(pod)]


def _may_be_above(other: VolumeMount, part: VolumeMount) -> bool:
    if other.subPathExpr or part.subPathExpr:
        return True  # what it means is known only when the container starts
    above, below = _clean(other), _clean(part)
    return above != below and (not above or below.startswith(f"{above}/"))


def _clean(mount: VolumeMount) -> str:
    path = posixpath.normpath(mount.subPath or ".")
    return "" if path == "." else path
