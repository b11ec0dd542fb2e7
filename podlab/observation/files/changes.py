"""Raw events of one moment to the changes one tells: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from podlab.observation.kernel.fanotify import WRITES, Change

NOTHING = Change(0)


@dataclass(frozen=True)
class Seen:
    """One event on a file of a volume; `by` is the container when that is certain."""

    volume: str
    path: str
    change: Change
    by: str | None = None
    pid: int = 0


@dataclass(frozen=True)
class FileChange:
    """One thing that happened to one file."""

    volume: str
    path: str
    action: str
    by: str | None
    old_path: str = ""


@dataclass
class _File:
    change: Change = NOTHING
    writers: list[str] = field(default_factory=list)
    by: str | None = None


def merge(
    names: Iterable[Seen],
    writes: Iterable[Seen],
    sole_writers: Mapping[str, str],
) -> list[FileChange]:
    """Each file's changes once per writer.

    `names` says what happened, with a writer where its process was still alive; `writes` comes
    from the containers' own mounts and is always right; `sole_writers` maps a volume to the only
    container that may write to it.
    """
    files: dict[tuple[str, str], _File] = {}
    changes: list[FileChange] = []
    for seen in _without_renames(names, changes, sole_writers):
        file = files.setdefault((seen.volume, seen.path), _File())
        file.change |= seen.change
        file.by = file.by or seen.by
    for seen in writes:
        file = files.setdefault((seen.volume, seen.path), _File())
        file.change |= seen.change
        if seen.by and seen.by not in file.writers:
            file.writers.append(seen.by)
    for (volume, path), file in files.items():
        changes += _changes_of(volume, path, file, sole_writers.get(volume))
    return changes


def _changes_of(volume: str, path: str, file: _File, sole: str | None) -> list[FileChange]:
    by = file.by or sole
    writers: list[str | None] = [*file.writers] or [by]
    if file.change & (Change.CREATE | Change.MOVED_TO):
        actions = [("create", writers[0])] + [("write", writer) for writer in writers[1:]]
    elif file.change & WRITES:
        actions = [("write", writer) for writer in writers]
    else:
        actions = []
    if file.change & (Change.DELETE | Change.MOVED_FROM):
        actions.append(("delete", by))
    return [FileChange(volume, path, action, who) for action, who in actions]


def _without_renames(
    names: Iterable[Seen], changes: list[FileChange], sole_writers: Mapping[str, str]
) -> list[Seen]:
    """Pair each "moved from" with the "moved to" that follows it in the same volume."""
    left: list[Seen] = []
    for seen in names:
        before = left[-1] if left else None
        if (
            before
            and seen.change & Change.MOVED_TO
            and before.change & Change.MOVED_FROM
            and (before.volume, before.pid) == (seen.volume, seen.pid)
        ):
            left.pop()
            by = seen.by or before.by or sole_writers.get(seen.volume)
            changes.append(FileChange(seen.volume, seen.path, "rename", by, before.path))
            if before.change & (Change.CREATE | WRITES):
                left.append(Seen(seen.volume, seen.path, before.change & WRITES, before.by))
        else:
            left.append(seen)
    return left
