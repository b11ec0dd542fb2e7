"""The desk: a draft laid out as a folder, with what is not saved yet, read and linted there.

Each instructor has one for each pack. Only files that have changed are written, so that reading
it again while one types reads little; a desk that is left for a day is cleared like any draft.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from podlab.accounts.models import User
from podlab.authoring.models import AuthoredPack
from podlab.authoring.packs import PackFiles, draft_of
from podlab.authoring.packs.shelving import drafts_folder
from podlab.curriculum.library import Library, LoadedExercise, Mistake, library
from podlab.curriculum.linting import images_of, lint

NOTHING: PackFiles = {}


@dataclass(frozen=True)
class Desk:
    """A draft as it was read: its exercises, its mistakes and notes. Files are told from `slug`."""

    slug: str
    files: PackFiles
    library: Library
    mistakes: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]

    def of_file(self, path: str, *, notes: bool = False) -> list[Mistake]:
        """What is wrong with one file."""
        found = self.notes if notes else self.mistakes
        return [each for each in found if each.file == f"{self.slug}/{path}"]

    def elsewhere(self, path: str) -> list[tuple[str, Mistake]]:
        """The mistakes of other files, each with its path."""
        prefix = f"{self.slug}/"
        return [
            (each.file.removeprefix(prefix), each)
            for each in self.mistakes
            if each.file != f"{prefix}{path}"
        ]

    def count(self, folder: str) -> int:
        """How many mistakes an exercise's folder has."""
        return sum(
            each.file.startswith(f"{self.slug}/exercises/{folder}/")
            or each.file == f"{self.slug}/exercises/{folder}"
            for each in self.mistakes
        )

    def exercise(self, folder: str) -> LoadedExercise | None:
        """The exercise in a folder; None when it can't be read."""
        found = (each for each in self.library.exercises if each.folder.name == folder)
        return next(found, None)


def lay_out(pack: AuthoredPack, user: User, unsaved: Mapping[str, bytes] = NOTHING) -> Desk:
    """The draft with these texts in place of what is saved."""
    files = {**draft_of(pack), **unsaved}
    place = drafts_folder() / f"desk-{pack.pk}-{user.pk}"
    folder = place / pack.slug
    folder.mkdir(parents=True, exist_ok=True)
    with alone(place):
        write(folder, files)
        os.utime(place)
        report = lint(folder, images_of(settings.PODLAB_LESSONS))
        return Desk(pack.slug, files, library(folder.resolve()), report.mistakes, report.notes)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """One at a time lays it out, whichever process asks."""
    with Path(place, ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write(folder: Path, files: PackFiles) -> None:
    """Let the folder hold these files and no others; those that say the same stay untouched."""
    for path, data in files.items():
        target = folder / path
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    for found in sorted(folder.rglob("*"), reverse=True):
        if found.is_dir():
            if not any(found.iterdir()):
                found.rmdir()
        elif found.relative_to(folder).as_posix() not in files:
            found.unlink()
