"""All that can be learned here: the shipped packs, and the instructors' packs that are live."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from podlab.curriculum.editions import edition_of, folder_of_edition, live_editions
from podlab.curriculum.library import Library, LoadedExercise, LoadedPack, library

_joined: list[tuple[Library, tuple[str, ...], Library]] = []
_editions: dict[Path, tuple[Library, Library]] = {}


def all_lessons() -> Library:
    """Every pack; an instructor's pack does not come before a shipped one of the same id."""
    if settings.PODLAB_PREVIEWED:
        return _with_previewed(Path(settings.PODLAB_PREVIEWED))
    shipped, live = library(settings.PODLAB_LESSONS), tuple(live_editions())
    if not live:
        return shipped
    folders = tuple(str(folder_of_edition(edition)) for _slug, edition in live)
    if not _joined or _joined[0][0] is not shipped or _joined[0][1] != folders:
        packs = (*shipped.packs, *_live_packs(shipped, live))
        _joined[:] = [(shipped, folders, Library(shipped.folder, packs, shipped.mistakes))]
    return _joined[0][2]


def lesson_of(pack: str, exercise: str, edition: str = "") -> LoadedExercise:
    """An exercise of the edition that is asked for, if it is still here; else the one to learn now.

    Raises KeyError when there is none.
    """
    if edition:
        try:
            return _edition(edition).exercise(pack, exercise)
        except (KeyError, ValueError):
            pass
    return all_lessons().exercise(pack, exercise)


def pinned_edition(lesson: LoadedExercise) -> str:
    """What an attempt at this lesson stays with: its edition; empty for a shipped one."""
    return edition_of(lesson.folder)


def is_newest(lesson: LoadedExercise) -> bool:
    """Whether the lesson is what a learner would begin with now, or is not taught any more."""
    try:
        return all_lessons().exercise(lesson.pack.id, lesson.id).content == lesson.content
    except KeyError:
        return True


def _with_previewed(folder: Path) -> Library:
    """The packs that are being written, before the shipped ones of other ids."""
    written, shipped = library(folder), library(settings.PODLAB_LESSONS)
    ids = {pack.id for pack in written.packs}
    others = (pack for pack in shipped.packs if pack.id not in ids)
    return Library(folder, (*written.packs, *others), written.mistakes)


def _live_packs(shipped: Library, live: tuple[tuple[str, str], ...]) -> Iterator[LoadedPack]:
    taken = {pack.id for pack in shipped.packs}
    for slug, edition in live:
        if slug not in taken:
            yield from (pack for pack in _edition(edition).packs if pack.id == slug)


def _edition(edition: str) -> Library:
    """An edition's library, read again only when shipped packs have changed: they share concepts.

    What is not unpacked yet is not kept.
    """
    shipped = library(settings.PODLAB_LESSONS)
    folder = folder_of_edition(edition)
    kept = _editions.get(folder)
    if kept is None or kept[0] is not shipped:
        found = library(folder)
        if not found.packs:
            return found
        kept = _editions[folder] = shipped, found
    return kept[1]
