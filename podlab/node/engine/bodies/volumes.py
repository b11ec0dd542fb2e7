"""A Pod's volumes as the engine's mount objects, and the archives that fill them."""

import hashlib
import io
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from podlab.node.engine import names
from podlab.pods.volumes import File

DATA = "..data"  # the link that is swapped when the content changes
NEW_DATA = "..data_tmp"
STAMP = "..%Y_%m_%d_%H_%M_%S."
MESSAGE_MODE = 0o666


@dataclass(frozen=True)
class VolumePlan:
    """One volume of a Pod. `memory` is the size of its tmpfs in bytes, 0 for a volume on disk.

    `files` is None for what Pods fill, else all that is in the volume; `claim` is the uid of the
    claim that brings it.
    """

    name: str
    engine_name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    memory: int = 0
    files: Sequence[File] | None = None
    group: int = 0
    mode: int = 0o777
    read_only: bool = False
    claim: str = ""

    @property
    def is_memory(self) -> bool:
        """Whether it is a tmpfs."""
        return self.memory > 0

    @property
    def digest(self) -> str:
        """Ten digits that stand for the content; its folder is named so, in the kubelet's way."""
        parts = [(each.path, each.content, each.mode) for each in self.files or ()]
        return f"{int(hashlib.sha256(repr(parts).encode()).hexdigest(), 16) % 10**10:010}"


def mount(
    plan: VolumePlan, target: str, *, read_only: bool = False, copy: bool = False
) -> dict[str, Any]:
    """The volume at a place in a container. Makes the volume if it is not there yet; with `copy`,
    a new one begins with what the image has at that place.

    Never a `source:target` text, which would read a path of the host out of a strange name.
    """
    options: dict[str, Any] = {"NoCopy": not copy, "Labels": dict(plan.labels)}
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


def bind(source: str, target: str, *, read_only: bool = False) -> dict[str, Any]:
    """One file or folder in a volume of ours, by its path on the engine's machine.

    Whoever asks for it answers for the path: no container may be able to lay a link on it.
    """
    return {
        "Type": "bind",
        "Source": source,
        "Target": target if target.startswith("/") else f"/{target}",
        "ReadOnly": read_only,
    }


def pause_mounts(plans: Sequence[VolumePlan]) -> list[dict[str, Any]]:
    """Every volume in the pause container: it keeps a tmpfs alive and gives us a door to each."""
    return [mount(plan, f"{names.VOLUMES_FOLDER}/{plan.name}") for plan in plans]


def folders(pieces: Sequence[str], mode: int, group: int, now: datetime) -> bytes:
    """An archive with a folder in a folder and so on."""
    with _Archive(now) as archive:
        for depth in range(len(pieces)):
            archive.folder("/".join(pieces[: depth + 1]), mode, group)
    return archive.bytes()


def messages_mount(pod_uid: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """The volume whose files containers see at their terminationMessagePath, one file each.

    It begins with the pause image's files: to send them would delay every Pod by 50 ms.
    """
    plan = VolumePlan("", names.messages_name(pod_uid), labels)
    return mount(plan, names.MESSAGES_FOLDER, copy=True)


def messages(files: Sequence[str], now: datetime) -> bytes:
    """An archive for MESSAGES_FOLDER with empty files that anybody may write to."""
    with _Archive(now) as archive:
        for name in files:
            archive.file(name, File(name, b"", MESSAGE_MODE), 0)
    return archive.bytes()


def first_content(plans: Sequence[VolumePlan], files: Sequence[str], now: datetime) -> bytes | None:
    """An archive for FOLDER: modes and content of the volumes on disk, and message files.

    A tmpfs has its mode by its options; what is unpacked into one before the start is lost.
    None when there is nothing to send.
    """
    on_disk = [plan for plan in plans if not plan.is_memory]
    if not on_disk and not files:
        return None
    with _Archive(now) as archive:
        for plan in on_disk:
            for outer in _parents(f"{plan.name}/"):
                archive.folder(f"volumes/{outer}", plan.mode, plan.group)
            _add_files(archive, plan, f"volumes/{plan.name}")
        for name in files:
            archive.file(f"messages/{name}", File(name, b"", MESSAGE_MODE), 0)
    return archive.bytes()


def secrets(plans: Sequence[VolumePlan], now: datetime) -> bytes | None:
    """An archive for VOLUMES_FOLDER of a pause container that runs: the files kept in memory."""
    in_memory = [plan for plan in plans if plan.is_memory and plan.files is not None]
    if not in_memory:
        return None
    with _Archive(now) as archive:
        for plan in in_memory:
            _add_files(archive, plan, plan.name)
    return archive.bytes()


def refilling(plans: Sequence[VolumePlan], now: datetime) -> bytes:
    """An archive that lays new content beside the old; `..data` has to be swapped afterwards."""
    with _Archive(now) as archive:
        for plan in plans:
            content = _add_content(archive, plan, plan.name)
            archive.link(f"{plan.name}/{NEW_DATA}", content, plan.group)
    return archive.bytes()


def tops(plan: VolumePlan) -> list[str]:
    """The names that one sees in the volume."""
    return sorted({each.path.split("/")[0] for each in plan.files or ()})


def _add_files(archive: "_Archive", plan: VolumePlan, place: str) -> None:
    if plan.files is None:
        return
    archive.link(f"{place}/{DATA}", _add_content(archive, plan, place), plan.group)
    for top in tops(plan):
        archive.link(f"{place}/{top}", f"{DATA}/{top}", plan.group)


def _add_content(archive: "_Archive", plan: VolumePlan, place: str) -> str:
    """The kubelet's layout: a folder with the time in its name holds the files."""
    content = f"{archive.now:{STAMP}}{plan.digest}"
    mode = 0o2755 if plan.group else 0o755
    archive.folder(f"{place}/{content}", mode, plan.group)
    made: set[str] = set()
    for each in plan.files or ():
        for parent in _parents(each.path):
            if parent not in made:
                made.add(parent)
                archive.folder(f"{place}/{content}/{parent}", mode, plan.group)
        archive.file(f"{place}/{content}/{each.path}", each, plan.group)
    return content


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


class _Archive:
    """A tar archive in memory whose entries belong to root and to a group."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._buffer = io.BytesIO()
        self._tar = tarfile.open(fileobj=self._buffer, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- closed on exit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._tar.close()

    def bytes(self) -> bytes:
        return self._buffer.getvalue()

    def folder(self, name: str, mode: int, group: int) -> None:
        entry = self._entry(name, mode, group)
        entry.type = tarfile.DIRTYPE
        self._tar.addfile(entry)

    def link(self, name: str, target: str, group: int) -> None:
        entry = self._entry(name, 0o777, group)
        entry.type = tarfile.SYMTYPE
        entry.linkname = target
        self._tar.addfile(entry)

    def file(self, name: str, file: File, group: int) -> None:
        entry = self._entry(name, file.mode, group)
        entry.size = len(file.content)
        self._tar.addfile(entry, io.BytesIO(file.content))

    def _entry(self, name: str, mode: int, group: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(name)
        entry.mode = mode
        entry.gid = group
        entry.mtime = self.now.timestamp()
        return entry
