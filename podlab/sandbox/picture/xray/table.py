"""The table of namespaces: a row for each kind, a column for each container, equal ones joined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from podlab.sandbox.picture.activity import Activity, Namespaces
from podlab.sandbox.picture.xray.meanings import Facts, meaning

JsonObject = dict[str, Any]
KINDS = ("net", "ipc", "uts", "pid", "mnt", "user", "cgroup")
PAUSE = "pause container"
STATUSES = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
SPECS = ("initContainers", "containers", "ephemeralContainers")
MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Column:
    """A container that runs; `container` is empty for the pause container."""

    name: str
    container: str = ""
    container_id: str = ""
    inodes: Mapping[str, int | None] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Cell:
    """Neighbours that are in one namespace; `mark` tells it from the others of its row."""

    inode: int | None
    mark: str
    names: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Whether more than one container is in it, wherever they stand in the table."""
        return len(self.members) > 1


@dataclass(frozen=True)
class Row:
    """One kind of namespace."""

    kind: str
    cells: tuple[Cell, ...]
    meaning: str

    def inode_of(self, name: str) -> int | None:
        """The namespace that a column is in."""
        return next((cell.inode for cell in self.cells if name in cell.names), None)

    def is_own(self, name: str) -> bool:
        """Whether a column is alone in a namespace that is known."""
        return any(c.members == (name,) for c in self.cells if c.inode is not None)

    @property
    def is_common(self) -> bool:
        """Whether all are in one."""
        return len(self.cells) == 1 and self.cells[0].inode is not None


@dataclass(frozen=True)
class NamespaceTable:
    """What the kernel said; without columns while nothing runs."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def own_of(self, name: str) -> list[tuple[str, int | None]]:
        """The kinds of which this container has one of its own."""
        return [(row.kind, row.inode_of(name)) for row in self.rows if row.is_own(name)]

    def held_by_pause(self) -> list[tuple[str, int | None]]:
        """The kinds that the pause container holds for others."""
        return [
            (row.kind, row.inode_of(PAUSE))
            for row in self.rows
            if row.kind != "user"
            and any(PAUSE in cell.names and cell.is_shared for cell in row.cells)
        ]


def columns_of(pod: JsonObject, activity: Activity) -> tuple[Column, ...]:
    """The pause container, then the containers that run; none while none runs."""
    told = {each.container: each for each in activity.namespaces}
    running = tuple(
        Column(name, name, container_id, _inodes(told.get(name), container_id))
        for name, container_id in _running(pod)
    )
    if not running:
        return ()
    pause = told.get(None)
    return (Column(PAUSE, "", pause.container_id, pause.inodes) if pause else Column(PAUSE),
            *running)  # fmt: skip


def namespace_table(columns: Sequence[Column], facts: Facts) -> NamespaceTable:
    """Join what is equal, row by row."""
    return NamespaceTable(
        tuple(columns), tuple(_row(kind, columns, facts) for kind in KINDS) if columns else ()
    )


def _running(pod: JsonObject) -> Iterator[tuple[str, str]]:
    """Names and ids in the order of the manifest."""
    spec, status = pod.get("spec") or {}, pod.get("status") or {}
    states = {s["name"]: s for listed in STATUSES for s in status.get(listed) or []}
    for name in (each["name"] for listed in SPECS for each in spec.get(listed) or []):
        if "running" in (states.get(name, {}).get("state") or {}):
            yield str(name), str(states[name].get("containerID") or "")


def _inodes(told: Namespaces | None, container_id: str) -> Mapping[str, int | None]:
    """What was told of an attempt says nothing about the next one."""
    return told.inodes if told and container_id.endswith(told.container_id) else {}


def _row(kind: str, columns: Sequence[Column], facts: Facts) -> Row:
    members: dict[int, list[str]] = {}
    for column in columns:
        if (inode := column.inodes.get(kind)) is not None:
            members.setdefault(inode, []).append(column.name)
    marks = dict(zip(members, MARKS, strict=False))
    cells = []
    for key, run in groupby(columns, lambda column: column.inodes.get(kind) or column):
        names = tuple(column.name for column in run)
        inode = key if isinstance(key, int) else None
        everyone = tuple(members[inode]) if inode else names
        cells.append(Cell(inode, marks.get(inode or 0, ""), names, everyone))
    groups = [tuple(names) for names in members.values()]
    unknown = sum(column.inodes.get(kind) is None for column in columns)
    return Row(kind, tuple(cells), meaning(kind, groups, unknown, next(iter(members), 0), facts))
