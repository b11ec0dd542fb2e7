"""Editions: versions of instructors' packs, each unpacked in a folder named by its content.

`<PODLAB_DATA>/versions/<edition>/<pack>/` has the files, which never change there, and
`<PODLAB_DATA>/live/<pack>` says which edition learners see. `podlab.authoring` writes both, from
the database; whoever reads lessons needs no database for it.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

EDITION = re.compile(r"[0-9a-f]{64}\Z")


def versions_folder() -> Path:
    return Path(settings.PODLAB_DATA, "versions")


def live_folder() -> Path:
    return Path(settings.PODLAB_DATA, "live")


def folder_of_edition(edition: str) -> Path:
    """Where an edition's pack lies; it holds that one pack."""
    if not EDITION.match(edition):
        raise ValueError(f"{edition!r} is no edition")
    return versions_folder() / edition


def edition_of(folder: Path) -> str:
    """The edition that a pack's or an exercise's folder belongs to; empty for shipped ones."""
    inside = folder.is_relative_to(versions_folder())
    return folder.relative_to(versions_folder()).parts[0] if inside else ""


def live_editions() -> Iterator[tuple[str, str]]:
    """Every pack that is live, with its edition, in the order of their names."""
    folder = live_folder()
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # withdrawn meanwhile
            edition = "" if entry.name.startswith(".") else entry.read_text()
            if EDITION.match(edition):
                yield entry.name, edition
