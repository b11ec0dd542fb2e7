"""A Pod's volumes as the engine's mount objects, and the archive that fills them."""

import io
import tarfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from podlab.node.engine import names

DATA = "..data"  # the link that the kubelet swaps when a ConfigMap changes
CONTENT = "..podlab"  # what it points at


@dataclass(frozen=True)
class File:
    """One file of a ConfigMap or Secret; `path` may be nested."""

    path: str
    content: bytes
    mode: int = 0o644


@dataclass(frozen=True)
class VolumePlan:
    """One volume of a Pod. `memory` is the size of its tmpfs in bytes, 0 for a volume on disk.

    `files` is None for an emptyDir, and the whole content of a ConfigMap or Secret volume.
    """

    name: str
    engine_name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    memory: int = 0
    files: Sequence[File] | None = None
    group: int = 0
    mode: int = 0o777

    @property
    def is_memory(self) -> bool:
        """Whether it is a tmpfs."""
        return self.memory > 0


def mount(plan: VolumePlan, target: str, *, read_only: bool = False) -> dict[str, Any]:
    """The volume at a place in a container. Makes the volume if it is not there yet.

    Never a `source:target` text, which would read a path of the host out of a strange name.
    """
    options: dict[str, Any] = {"NoCopy": True, "Labels": dict(plan.labels)}
    if plan.is_memory:
        size = f"size={plan.memory},nr_inodes=4096,nosuid,nodev"
        owner = f"mode={plan.mode:04o},uid=0,gid={plan.group}"
        driver = {"type": "tmpfs", "device": "tmpfs", "o": f"{size},{owner}"}
        options["DriverConfig"] = {"Name": "local", "Options": driver}
    return {
        "Type": "volume",
        "Source": plan.engine_name,
        "Target": target if target.startswith("/") else f"/{target}",
        "ReadOnly": read_only,
        "VolumeOptions": options,
    }


def pause_mounts(plans: Sequence[VolumePlan]) -> list[dict[str, Any]]:
    """Every volume in the pause container: it keeps a tmpfs alive and gives us a door to each."""
    return [mount(plan, f"{names.VOLUMES_FOLDER}/{plan.name}") for plan in plans]


def filling(plans: Sequence[VolumePlan]) -> bytes | None:
    """An archive for VOLUMES_FOLDER that gives each volume on disk its mode and content.

    A tmpfs has its mode by its options; what is unpacked into one before the start is lost.
    """
    on_disk = [plan for plan in plans if not plan.is_memory]
    if not on_disk:
        return None
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for plan in on_disk:
            archive.addfile(_folder(plan.name, plan.mode, plan.group))
            if plan.files is not None:
                _add_files(archive, plan)
    return buffer.getvalue()


def _add_files(archive: tarfile.TarFile, plan: VolumePlan) -> None:
    """The kubelet's layout: `key -> ..data/key`, `..data -> ` the folder with the content."""
    content = f"{plan.name}/{CONTENT}"
    archive.addfile(_folder(content, 0o755, plan.group))
    made: set[str] = set()
    for each in plan.files or ():
        for parent in _parents(each.path):
            if parent not in made:
                made.add(parent)
                archive.addfile(_folder(f"{content}/{parent}", 0o755, plan.group))
        entry = _entry(f"{content}/{each.path}", each.mode, plan.group)
        entry.size = len(each.content)
        archive.addfile(entry, io.BytesIO(each.content))
    archive.addfile(_link(f"{plan.name}/{DATA}", CONTENT, plan.group))
    for top in sorted({each.path.split("/")[0] for each in plan.files or ()}):
        archive.addfile(_link(f"{plan.name}/{top}", f"{DATA}/{top}", plan.group))


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def _entry(name: str, mode: int, group: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.mode = mode
    entry.gid = group
    entry.mtime = time.time()
    return entry


def _folder(name: str, mode: int, group: int) -> tarfile.TarInfo:
    entry = _entry(name, mode, group)
    entry.type = tarfile.DIRTYPE
    return entry


def _link(name: str, target: str, group: int) -> tarfile.TarInfo:
    entry = _entry(name, 0o777, group)
    entry.type = tarfile.SYMTYPE
    entry.linkname = target
    return entry
