"""Raw events of one moment to the changes one tells: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podlab.observation.kernel.fanotify import WRITES, Change

NOTHING = Change(0)
APPEARS = Change.CREATE | Change.MOVED_TO
VANISHES = Change.DELETE | Change.MOVED_FROM


@dataclass(frozen=True)
class Seen:
    """One event on a file of a volume; `by` is the container's id where that is certain."""

    volume: str
    path: str
    change: Change
    by: str = ""
    pid: int = 0


@dataclass(frozen=True)
class FileChange:
    """One thing that happened to one file; `by` is the container's id, empty while unknown."""

    volume: str
    path: str
    action: str
    by: str
    old_path: str = ""


@dataclass
class _File:
    """All that happened to one name; the numbers say when it came and when it went."""

    first: int
    last: int = 0
    change: Change = NOTHING
    by: str = ""


def merge(names: Iterable[Seen], writes: Iterable[Seen]) -> list[FileChange]:
    """Each file's changes once per writer, in the order in which they happened.

    `names` says what happened, with a writer where its process was still alive; `writes` comes
    from the containers' own mounts and is always right.
    """
    writers: dict[tuple[str, str], list[str]] = {}
    for seen in writes:
        known = writers.setdefault((seen.volume, seen.path), [])
        if seen.by not in known:
            known.append(seen.by)
    files, numbered = _gather(names, writers)
    for seen in writes:
        file = files.setdefault((seen.volume, seen.path), _File(len(numbered) + len(files) + 1000))
        file.change |= seen.change
    for (volume, path), file in files.items():
        numbered += _changes_of(volume, path, file, writers.get((volume, path), []))
    return [change for _, change in sorted(numbered, key=lambda item: item[0])]


def _gather(
    names: Iterable[Seen], writers: Mapping[tuple[str, str], list[str]]
) -> tuple[dict[tuple[str, str], _File], list[tuple[int, FileChange]]]:
    """The files by name, and the renames; a "moved to" belongs to the "moved from" before it."""
    files: dict[tuple[str, str], _File] = {}
    renames: list[tuple[int, FileChange]] = []
    before: Seen | None = None
    for number, seen in enumerate(names):
        key = (seen.volume, seen.path)
        if _is_rename(before, seen):
            assert before is not None  # noqa: S101 -- told by _is_rename
            old = (before.volume, before.path)
            by = seen.by or before.by or next(iter(writers.get(old, [])), "")
            renames.append((number, FileChange(*key, "rename", by, before.path)))
            files[old].change &= ~Change.MOVED_FROM
            before = None
            continue
        file = files.setdefault(key, _File(number))
        file.change |= seen.change
        file.by = file.by or seen.by
        file.last = number
        before = seen
    return files, renames


def _is_rename(before: Seen | None, seen: Seen) -> bool:
    return bool(
        before
        and seen.change & Change.MOVED_TO
        and before.change & Change.MOVED_FROM
        and (before.volume, before.pid) == (seen.volume, seen.pid)
    )


def _changes_of(
    volume: str, path: str, file: _File, exact: list[str]
) -> list[tuple[int, FileChange]]:
    writers = exact or [file.by]
    found: list[tuple[int, FileChange]] = []
    if file.change & (APPEARS | WRITES):
        first = "create" if file.change & APPEARS else "write"
        found += [
            (file.first, FileChange(volume, path, "write" if number else first, writer))
            for number, writer in enumerate(writers)
        ]
    if file.change & VANISHES:
        found.append((file.last, FileChange(volume, path, "delete", file.by)))
    return found
