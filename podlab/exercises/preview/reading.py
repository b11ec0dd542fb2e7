"""Everything that reading the packs finds, anew when a file has changed."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from podlab.curriculum.library import Library, Mistake, library
from podlab.curriculum.linting import images_of, lint


@dataclass(frozen=True)
class Read:
    """The packs as they are, and what lint says of them."""

    library: Library
    mistakes: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]


_last: list[Read] = []


def read_all() -> Read:
    """The packs now; lint runs once for each state of the files."""
    folder = Path(settings.PODLAB_PREVIEWED or settings.PODLAB_LESSONS)
    now = library(folder)
    if not _last or _last[0].library is not now:
        report = lint(folder, images_of(settings.PODLAB_LESSONS))
        _last[:] = [Read(now, report.mistakes, report.notes)]
    return _last[0]
