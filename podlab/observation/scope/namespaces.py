"""Which of the kernel's namespaces a process is in, by the inode that names each."""

import os
from pathlib import Path
from typing import Any

KINDS = ("net", "ipc", "uts", "pid", "mnt", "user", "cgroup")


def namespaces_of(pid: int, proc: Path = Path("/proc")) -> dict[str, int | None]:
    """What `readlink /proc/<pid>/ns/*` says; None for what can't be read. Needs SYS_PTRACE."""
    return {kind: _inode(proc / str(pid) / "ns" / kind) if pid else None for kind in KINDS}


def namespaces_entry(
    container: str | None, container_id: str, found: dict[str, int | None], time: float
) -> dict[str, Any]:
    """What the page is told of one container; `container` is None for the pause container."""
    told = {"container": container, "id": container_id, "namespaces": found}
    return {"time": time, "kind": "namespaces", "containers": [told]}


def _inode(path: Path) -> int | None:
    try:
        return os.stat(path).st_ino  # noqa: PTH116 -- follows the kernel's own kind of link
    except OSError:
        return None
