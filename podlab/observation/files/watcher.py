"""Watches the volumes of one Pod: which file changed, and which container did it."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from podlab.observation.files.changes import FileChange, Seen, merge
from podlab.observation.files.reads import FileRead
from podlab.observation.files.tree import NameGroup, VolumeTree, open_name_group
from podlab.observation.kernel.fanotify import WRITES, Change, FanotifyGroup, FileEvent
from podlab.observation.kernel.paths import open_directory

INSIDE = "/"  # the root directory of a tap in the Pod, which sees no other container's mounts
ROUNDS = 25
ECHO_SECONDS = 1.0
CONTAINER_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Mount:
    """A volume as one container sees it."""

    volume: str
    path: str
    read_only: bool


@dataclass
class _Writer:
    """One container that mounts something, and the queues of its own mounts.

    Reads have a queue of their own: however much is read, no write is pushed out.
    """

    name: str
    mounts: tuple[Mount, ...]
    group: FanotifyGroup | None = None
    reads: FanotifyGroup | None = None

    def groups(self) -> list[FanotifyGroup]:
        """Those that it has."""
        return [group for group in (self.group, self.reads) if group]


@dataclass
class PodFiles:
    """All volumes of a Pod; `root` is a path to the pause container's root directory."""

    root: str
    volumes: tuple[str, ...]
    names: NameGroup = field(default_factory=open_name_group)

    def __post_init__(self) -> None:
        self.exact = isinstance(self.names, FanotifyGroup) and self.root != INSIDE
        self._trees = {
            volume: VolumeTree(volume, self.root, f"/podlab/volumes/{volume}", self.names)
            for volume in self.volumes
        }
        self._writers: dict[str, _Writer] = {}
        self.early: list[tuple[int, Seen]] = []
        self._written: dict[tuple[str, str], float] = {}

    def add_container(
        self, container_id: str, name: str, root: str, mounts: Iterable[Mount]
    ) -> None:
        """Watch what this container writes and reads; a restarted one replaces its former self.

        Without its root directory there is no queue of its own, and writers are found otherwise.
        """
        for known, former in list(self._writers.items()):
            if former.name == name:
                self._forget(known)
        writer = self._writers[container_id] = _Writer(name, tuple(mounts))
        writable = [mount for mount in writer.mounts if not mount.read_only]
        try:
            if writable:
                writer.group = self._watch_mounts(root, writable, WRITES)
            if writer.mounts:
                writer.reads = self._watch_mounts(root, writer.mounts, Change.ACCESS)
        except (FileNotFoundError, ProcessLookupError):
            return  # it has ended already
        except OSError:
            self.exact = False

    def descriptors(self) -> list[int]:
        """What to poll for changes: names first."""
        groups = [writer.group for writer in self._writers.values() if writer.group]
        return [group.fileno() for group in (self.names, *groups)]

    def read_descriptors(self) -> list[int]:
        """What to poll for reads."""
        return [writer.reads.fileno() for writer in self._writers.values() if writer.reads]

    def collect_reads(self) -> tuple[list[FileRead], int]:
        """The reads that wait, one buffer of each container, and how many queues had overflown."""
        reads: list[FileRead] = []
        overflows = 0
        for container_id, writer in self._writers.items():
            for event in writer.reads.read() if writer.reads else []:
                overflows += bool(event.change & Change.OVERFLOW)
                reads += [
                    FileRead(seen.volume, seen.path, container_id)
                    for seen in self._locate(event, container_id)
                ]
        return reads, overflows

    def collect(self, now: float) -> tuple[list[FileChange], int]:
        """The changes since the last call, and how many queues had overflown."""
        raw = self.names.read()
        names: list[Seen] = []
        for event in raw:
            names += self._locate(event, self._container_of(event.pid))
        names += self._new_directories(names)
        writes: list[Seen] = []
        for container_id, writer in self._writers.items():
            events = writer.group.read() if writer.group else []
            raw += events
            for event in events:
                writes += self._locate(event, container_id)
        overflows = sum(bool(event.change & Change.OVERFLOW) for event in raw)
        paired = self._pair(names, writes)
        return merge(self._without_echoes(names, paired, now), paired), overflows

    def _without_echoes(self, names: list[Seen], writes: list[Seen], now: float) -> list[Seen]:
        """Drop a write that the container's own mount has told already."""
        written = {(seen.volume, seen.path) for seen in writes}
        self._written = {
            key: when for key, when in self._written.items() if now - when < ECHO_SECONDS
        }
        kept = [
            seen
            for seen in names
            if seen.change & ~WRITES
            or (seen.volume, seen.path) in written
            or (seen.volume, seen.path) not in self._written
        ]
        self._written |= dict.fromkeys(written, now)
        return kept

    def _pair(self, names: list[Seen], writes: list[Seen]) -> list[Seen]:
        """Hold back writes that came between the two readings: their names come next time."""
        named = {(seen.volume, seen.path) for seen in names}
        ready: list[Seen] = []
        waiting: list[tuple[int, Seen]] = []
        for rounds, seen in [*self.early, *((0, seen) for seen in writes)]:
            if (seen.volume, seen.path) in named or rounds >= ROUNDS:
                ready.append(seen)
            else:
                waiting.append((rounds + 1, seen))
        self.early = waiting
        return ready

    def read(self, change: FileChange) -> tuple[int, str | None, bool]:
        """Size, text and whether the text is only a part."""
        return self._trees[change.volume].read(change.path)

    def name_of(self, container_id: str) -> str | None:
        """The container's name in the Pod, when it is known already."""
        writer = self._writers.get(container_id)
        return writer.name if writer else None

    def sole_writer(self, volume: str) -> str | None:
        """The only container that may write to this volume, if there is just one."""
        names = {
            writer.name
            for writer in self._writers.values()
            for mount in writer.mounts
            if mount.volume == volume and not mount.read_only
        }
        return names.pop() if len(names) == 1 else None

    def _new_directories(self, names: list[Seen]) -> list[Seen]:
        """Mark directories that appeared; what is in them already was made just now."""
        return [
            Seen(seen.volume, path, Change.CREATE, seen.by)
            for seen in names
            if seen.path.endswith("/") and seen.change & (Change.CREATE | Change.MOVED_TO)
            for path in self._trees[seen.volume].scan(seen.path.rstrip("/"))
        ]

    def _watch_mounts(self, root: str, mounts: Iterable[Mount], what: Change) -> FanotifyGroup:
        if not root:
            raise PermissionError("other containers' mounts can't be seen from here")
        group = FanotifyGroup()
        for mount in mounts:
            if mount.volume not in self._trees:
                continue
            descriptor = open_directory(root, mount.path)
            try:
                if os.fstat(descriptor).st_dev == self._trees[mount.volume].device:
                    group.watch_mount(f"/proc/self/fd/{descriptor}", what)
            finally:
                os.close(descriptor)
        return group

    def _forget(self, container_id: str) -> None:
        for group in self._writers.pop(container_id).groups():
            group.close()

    def _locate(self, event: FileEvent, by: str) -> list[Seen]:
        """The event as something that happened to a file of one of the volumes, or nothing."""
        for tree in self._trees.values():
            if path := tree.path_of(event.directory, event.name):
                path += "/" if event.change & Change.DIRECTORY else ""
                return [Seen(tree.name, path, event.change, by, event.pid)]
        return []

    def _container_of(self, pid: int) -> str:
        """The id of the container a living process is in."""
        if not pid:
            return ""
        try:
            return container_in(Path(f"/proc/{pid}/cgroup").read_text())
        except OSError:
            return ""


def container_in(cgroup: str) -> str:
    """The innermost container id that a /proc/<pid>/cgroup text names, or nothing."""
    found = CONTAINER_ID.findall(cgroup.splitlines()[-1]) if cgroup else []
    return found[-1] if found else ""
