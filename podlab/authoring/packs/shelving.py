"""From the database to the folders that lessons are read from; all of it can be made again.

A folder is named by what is in it, written aside and then moved to its place: who reads never
sees half of one. Several processes may do the same at once.
"""

import asyncio
import logging
import os
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings

from podlab.authoring.models import AuthoredPack, Version
from podlab.authoring.packs.files import PackFiles, files_in
from podlab.curriculum.editions import folder_of_edition, live_folder, versions_folder
from podlab.curriculum.library.loading import forget
from podlab.curriculum.reading.files import Files

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_TURNS = 15.0
SECONDS_TO_KEEP = 24 * 60 * 60.0


def content_of(files: PackFiles) -> str:
    """The hash that names these files as a version."""
    return Files("", files).content


def folder_of_version(version: Version) -> Path:
    """The pack's folder with a version's files in it, unpacked now if need be."""
    place = folder_of_edition(version.content)
    if not place.is_dir():
        _unpack(files_in(bytes(version.archive)), version.pack.slug, place)
    return place / version.pack.slug


def folder_of_draft(pack: AuthoredPack) -> Path:
    """The pack's folder with its draft in it, as the draft is now."""
    files = {each.path: bytes(each.data) for each in pack.draft_files.all()}
    return unpack(files, pack.slug)


def unpack(files: PackFiles, slug: str) -> Path:
    """A folder that holds just these files, for lint and preview; a day later it is gone."""
    place = drafts_folder() / f"{content_of(files)}-{slug}"
    if place.is_dir():
        with suppress(FileNotFoundError):
            os.utime(place)
    if not place.is_dir():
        _unpack(files, slug, place)
    return place / slug


def drafts_folder() -> Path:
    return Path(settings.PODLAB_DATA, "drafts")


def show(slug: str, edition: str) -> None:
    """From now on learners begin with this edition."""
    folder = live_folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{slug}.{secrets.token_hex(4)}"
    draft.write_text(edition)
    draft.replace(folder / slug)


def hide(slug: str) -> None:
    """From now on learners do not find this pack."""
    (live_folder() / slug).unlink(missing_ok=True)


def restore() -> None:
    """Make the folders what the database says; what another machine has changed as well."""
    kept = Version.objects.filter(state__in=(Version.State.LIVE, Version.State.RETIRED))
    there = set()
    live = dict(kept.filter(state=Version.State.LIVE).values_list("pack__slug", "content"))
    for pk, content in kept.values_list("pk", "content"):
        there.add(content)
        if not folder_of_edition(content).is_dir():
            folder_of_version(Version.objects.select_related("pack").get(pk=pk))
    folder = live_folder()
    shown = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
    for slug, edition in live.items():
        if slug not in shown or (folder / slug).read_text() != edition:
            show(slug, edition)
    for slug in shown - set(live):
        if not slug.startswith("."):
            hide(slug)
    sweep(there)


def sweep(editions: set[str]) -> None:
    """Remove drafts of yesterday, and versions that nothing refers to any more."""
    before = time.time() - SECONDS_TO_KEEP
    for folder in (drafts_folder(), versions_folder()):
        for entry in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if entry.name not in editions and entry.stat().st_mtime < before:
                    forget(entry)
                    shutil.rmtree(entry, ignore_errors=True)


async def keep_shelves() -> None:
    """Restore every few seconds, until cancelled; `fill_shelves` has done it once."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_TURNS)
        await fill_shelves()


async def fill_shelves() -> None:
    """Restore; a database that is away, or a full disk, leaves the shelves as they are."""
    try:
        await sync_to_async(restore)()
    except Exception:
        logger.exception("Packs could not be put on their shelves; the next turn follows")


def _unpack(files: PackFiles, slug: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as aside:
        for path, data in files.items():
            target = Path(aside, "pack", slug, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        Path(aside, "pack", slug).mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # another process was faster
            Path(aside, "pack").rename(place)
