"""Which part of a volume a mount shows. Source: kubelet_pods.go, makeMounts."""

import posixpath
from collections.abc import Mapping

from lightkube.models.core_v1 import VolumeMount

from podlab.pods.expansion import REFERENCE, expand


class BadSubPath(ValueError):
    """A part that a container cannot be given, in the kubelet's words."""


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
    return posixpath.normpath(path) if path else ""
