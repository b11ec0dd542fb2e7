"""Where a container's cgroup is, and the id by which the kernel marks its packets."""

import re
from pathlib import Path

MOUNTED_AT = Path("/hostcg")


def cgroup_directory(container_id: str, root: Path = MOUNTED_AT) -> Path | None:
    """The container's directory in the unified hierarchy, wherever the engine's driver put it.

    cgroupfs: docker/<id>, or docker/<pause>/<id>; systemd: system.slice/docker-<id>.scope.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", container_id):
        return None
    unified = root / "unified"
    base = unified if unified.is_dir() else root
    for depth in ("*", "*/*", "*/*/*"):
        if found := next(base.glob(f"{depth}/*{container_id}*"), None):
            return found
    return None


def cgroup_id(directory: Path) -> int:
    """The low half of the cgroup's id, which is what fits into a mark."""
    return directory.stat().st_ino & 0xFFFFFFFF


def cgroup_level(directory: Path, root: Path = MOUNTED_AT) -> int:
    """How deep the directory is below the root of the unified hierarchy."""
    unified = root / "unified"
    return len(directory.relative_to(unified if unified.is_dir() else root).parts)
