"""Where volumes may be mounted: never over what the engine itself puts into a container."""

import posixpath
from collections.abc import Iterator

from podlab.node.admission.walking import containers, items, mounting, volumes
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.volumes import exposed_volumes

TREES = ("/proc", "/sys", "/dev", "/podlab")
PLACES = frozenset({"/", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/sbin/docker-init"})
LONGEST = 4096
NO_EXPRESSION = (
    "Forbidden: another container may write to the same volume meanwhile, and what the expression "
    "means is known only when this one starts; use subPath here"
)
NO_PART_OF_A_CLAIM = (
    "Forbidden: another Pod may write to the same claim meanwhile; mount all of it, or make a "
    "claim for each part"
)
MESSAGE_PATH = "/dev/termination-log"  # the only one below /dev


def bad_mounts(pod: JsonObject) -> Iterator[FieldError]:
    """Every mount path that this node refuses."""
    exposed = exposed_volumes(mounting(pod))
    claimed = {each.get("name") for _, each in volumes(pod) if "persistentVolumeClaim" in each}
    for path, container in containers(pod):
        seen: set[str] = set()
        for place, mount in items(container, "volumeMounts", path):
            problem = _problem(str(mount.get("mountPath", "")), seen)
            if problem:
                yield FieldError(f"{place}.mountPath", problem)
            for field in ("subPath", "subPathExpr"):
                if mount.get(field) and mount.get("name") in claimed:
                    yield FieldError(f"{place}.{field}", NO_PART_OF_A_CLAIM)
            if mount.get("subPathExpr") and mount.get("name") in exposed:
                yield FieldError(f"{place}.subPathExpr", NO_EXPRESSION)
        message = container.get("terminationMessagePath") or MESSAGE_PATH
        problem = _problem(message, seen) if message != MESSAGE_PATH else ""
        if problem:
            yield FieldError(f"{path}.terminationMessagePath", problem)


def _problem(given: str, seen: set[str]) -> str:
    if not given.isprintable() or len(given) > LONGEST:
        return "Forbidden: a mount path is a printable text of at most 4096 characters"
    clean = posixpath.normpath(f"/{given.lstrip('/')}")
    if clean in PLACES or any(clean == tree or clean.startswith(f"{tree}/") for tree in TREES):
        return f"Forbidden: nothing may be mounted at {clean}, which the engine itself provides"
    if clean in seen:
        return f"Forbidden: {clean} is mounted already, in another spelling"
    seen.add(clean)
    return ""
