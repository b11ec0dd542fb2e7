"""Watches the volumes of one Pod: which file changed, and which container did it."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from podlab.observation.files.changes import FileChange, Seen, merge
from podlab.observation.files.tree import VolumeTree
from podlab.observation.kernel.fanotify import WRITES, Change, FanotifyGroup
from podlab.observation.kernel.paths import open_directory

CONTAINER_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Mount:
    """A volume as one container sees it."""

    volume: str
    path: str
    read_only: bool


@dataclass
class _Writer:
    """One container that mounts something, and the queue of its own mounts."""

    name: str
    mounts: tuple[Mount, ...]
    group: FanotifyGroup | None = None


@dataclass
class PodFiles:
    """All volumes of a Pod; `root` is a path to the pause container's root directory."""

    root: str
    volumes: tuple[str, ...]
    names: FanotifyGroup = field(default_factory=FanotifyGroup)
    exact: bool = True

    def __post_init__(self) -> None:
        self._trees = [
            VolumeTree(volume, self.root, f"/podlab/volumes/{volume}", self.names)
            for volume in self.volumes
        ]
        self._writers: dict[str, _Writer] = {}

    def add_container(
        self, container_id: str, name: str, root: str, mounts: Iterable[Mount]
    ) -> None:
        """Watch what this container writes; a restarted one replaces its former self."""
        for known, former in list(self._writers.items()):
            if former.name == name:
                self._forget(known)
        writer = _Writer(name, tuple(mounts))
        self._writers[container_id] = writer
        if root and any(not mount.read_only for mount in writer.mounts):
            try:
                writer.group = self._watch_mounts(root, writer.mounts)
            except OSError:
                self.exact = False

    def descriptors(self) -> list[int]:
        """What to poll: names first."""
        groups = [writer.group for writer in self._writers.values() if writer.group]
        return [group.fileno() for group in (self.names, *groups)]

    def collect(self) -> tuple[list[FileChange], int]:
        """The changes since the last call, and how many queues had overflown."""
        raw = self.names.read()
        overflows = sum(bool(event.change & Change.OVERFLOW) for event in raw)
        names = [
            Seen(tree.name, path, event.change, self._container_of(event.pid), event.pid)
            for event in raw
            if (found := self._locate(event.directory, event.name))
            for tree, path in [found]
        ]
        for seen in names:
            if seen.change & Change.DIRECTORY and seen.change & (Change.CREATE | Change.MOVED_TO):
                self._tree(seen.volume).scan(seen.path)
        writes: list[Seen] = []
        for writer in self._writers.values():
            events = writer.group.read() if writer.group else []
            overflows += sum(bool(event.change & Change.OVERFLOW) for event in events)
            writes += [
                Seen(found[0].name, found[1], event.change & WRITES, writer.name)
                for event in events
                if (found := self._locate(event.directory, event.name))
            ]
        return merge(names, writes, self._sole_writers()), overflows

    def read(self, change: FileChange) -> tuple[int, str | None, bool]:
        """Size, text and whether the text is only a part."""
        return self._tree(change.volume).read(change.path)

    def still_there(self, change: FileChange) -> bool:
        """Whether the file of this change exists now."""
        return self._tree(change.volume).exists(change.path)

    def _watch_mounts(self, root: str, mounts: Iterable[Mount]) -> FanotifyGroup:
        group = FanotifyGroup()
        devices = {tree.name: tree.device for tree in self._trees}
        for mount in mounts:
            if mount.read_only or mount.volume not in devices:
                continue
            descriptor = open_directory(root, mount.path)
            try:
                if os.fstat(descriptor).st_dev == devices[mount.volume]:
                    group.watch_mount(f"/proc/self/fd/{descriptor}", WRITES)
            finally:
                os.close(descriptor)
        return group

    def _forget(self, container_id: str) -> None:
        former = self._writers.pop(container_id)
        if former.group:
            former.group.close()

    def _locate(self, directory: bytes, name: str) -> tuple[VolumeTree, str] | None:
        for tree in self._trees:
            path = tree.path_of(directory, name)
            if path:
                return tree, path
        return None

    def _tree(self, volume: str) -> VolumeTree:
        return next(tree for tree in self._trees if tree.name == volume)

    def _container_of(self, pid: int) -> str | None:
        """The container a living process is in."""
        if not pid:
            return None
        try:
            text = Path(f"/proc/{pid}/cgroup").read_text()
        except OSError:
            return None
        return container_in(text, {key: writer.name for key, writer in self._writers.items()})

    def _sole_writers(self) -> dict[str, str]:
        """Each volume that only one container may write to, with that container."""
        found: dict[str, set[str]] = {}
        for writer in self._writers.values():
            for mount in writer.mounts:
                if not mount.read_only:
                    found.setdefault(mount.volume, set()).add(writer.name)
        return {volume: min(names) for volume, names in found.items() if len(names) == 1}


def container_in(cgroup: str, known: dict[str, str]) -> str | None:
    """The known container that a /proc/<pid>/cgroup text names, the innermost first."""
    for line in cgroup.splitlines():
        for container_id in reversed(CONTAINER_ID.findall(line)):
            if container_id in known:
                return known[container_id]
    return None
