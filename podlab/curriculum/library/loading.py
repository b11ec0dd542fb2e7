"""From folders to the library: every pack, every exercise, and every mistake at its line."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from podlab.curriculum.format.exercise import SCHEMA, Concept, Exercise, Pack
from podlab.curriculum.format.values import Slug, Text
from podlab.curriculum.library.concepts import concept_packs, shared_concepts
from podlab.curriculum.library.loaded import Library, LoadedExercise, LoadedPack
from podlab.curriculum.library.references import judges_of
from podlab.curriculum.library.texts import Glossary
from podlab.curriculum.library.translations import read_translations
from podlab.curriculum.reading.files import Files, read_files
from podlab.curriculum.reading.mistakes import Mistake, Unreadable
from podlab.curriculum.reading.written import read_yaml

PACK_SCHEMA = "podlab/pack@1"
Signature = tuple[tuple[str, int, int, int], ...]
Entry = TypeVar("Entry")

_kept: dict[Path, tuple[Signature, Library]] = {}
_kept_exercises: dict[Path, tuple[Signature, LoadedPack, LoadedExercise]] = {}


def library(folder: Path) -> Library:
    """All packs in a folder, or the one pack that it is; read again when a file has changed."""
    places = dict.fromkeys((*_pack_folders(folder), *concept_packs()))
    signature = tuple(_signature(places))
    kept = _kept.get(folder)
    if kept is None or kept[0] != signature:
        kept = _kept[folder] = signature, _load(folder)
    return kept[1]


def forget(folder: Path) -> None:
    """Keep nothing in memory of packs in this folder; it may go, or was read only once."""
    for kept in [each for each in _kept if each.is_relative_to(folder)]:
        _kept.pop(kept, None)
    for inside in [each for each in _kept_exercises if each.is_relative_to(folder)]:
        _kept_exercises.pop(inside, None)


def _signature(places: Iterable[Path]) -> Iterator[tuple[str, int, int, int]]:
    """What tells one state of the files from another; editors' files come and go meanwhile."""
    for place in places:
        for parent, folders, names in os.walk(place):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted((*folders, *names)):
                path = Path(parent, name)
                with suppress(FileNotFoundError):
                    seen = path.lstat()
                    yield str(path), seen.st_ino, seen.st_ctime_ns, seen.st_size


def _pack_folders(folder: Path) -> list[Path]:
    if (folder / "pack.yaml").exists():
        return [folder]
    found = sorted(each.parent for each in folder.glob("*/pack.yaml"))
    return [each for each in found if not each.name.startswith(".")]


def _load(folder: Path) -> Library:
    mistakes: list[Mistake] = []
    packs: dict[str, LoadedPack] = {}
    shared = shared_concepts()
    for place in _pack_folders(folder):
        try:
            pack = _load_pack(place, shared, mistakes)
        except Unreadable as unreadable:
            mistakes += unreadable.mistakes
            continue
        if pack.id in packs:
            other = packs[pack.id].folder.name
            mistakes.append(_pack_mistake(place, f"`{pack.id}` is the id of {other} as well"))
        packs.setdefault(pack.id, pack)
    ordered = sorted(packs.values(), key=lambda each: each.spec.order)
    return Library(folder, tuple(ordered), tuple(sorted(set(mistakes))))


def _pack_mistake(place: Path, sentence: str) -> Mistake:
    return Mistake(f"{place.name}/pack.yaml", 1, "id", sentence)


def _load_pack(folder: Path, shared: Mapping[str, Concept], mistakes: list[Mistake]) -> LoadedPack:
    if folder.is_symlink():
        raise Unreadable([Mistake(folder.name, 1, "", "is a link; a pack is a folder of its own")])
    files = read_files(folder, folder.name, beside="exercises")
    translations = read_translations(files)
    words = _entries(files, "glossary.yaml", dict[str, Text], mistakes)
    pack = LoadedPack(
        read_yaml(files, "pack.yaml").as_a(Pack, PACK_SCHEMA),
        folder,
        concepts=_entries(files, "concepts.yaml", dict[Slug, Concept], mistakes),
        shared=shared,
        glossary=Glossary(words, translations),
        translations=translations,
    )
    exercises: dict[str, LoadedExercise] = {}
    for place in _exercise_folders(folder):
        try:
            exercise = _kept_exercise(place, pack)
            _must_be_new(exercise, exercises)
            exercises[exercise.id] = exercise
        except Unreadable as unreadable:
            mistakes += unreadable.mistakes
    return replace(pack, exercises=tuple(exercises.values()))


def _entries(
    files: Files, path: str, kind: type[dict[str, Entry]], mistakes: list[Mistake]
) -> dict[str, Entry]:
    """What a file of names says; nothing where there is no such file."""
    if path not in files:
        return {}
    try:
        return read_yaml(files, path).as_a(kind)
    except Unreadable as unreadable:
        mistakes += unreadable.mistakes
        return {}


def _exercise_folders(folder: Path) -> list[Path]:
    inside = folder / "exercises"
    if inside.is_symlink():
        label = f"{folder.name}/exercises"
        raise Unreadable([Mistake(label, 1, "", "is a link; a pack holds plain folders only")])
    if not inside.is_dir():
        return []
    entries = [each for each in sorted(inside.iterdir()) if not each.name.startswith(".")]
    return [each for each in entries if not stat.S_ISREG(each.lstat().st_mode)]


def _kept_exercise(folder: Path, pack: LoadedPack) -> LoadedExercise:
    """The exercise as it was read before, if neither it nor its pack has changed."""
    signature = tuple(_signature([folder]))
    kept = _kept_exercises.get(folder)
    if kept and kept[:2] == (signature, pack):
        return kept[2]
    exercise = _load_exercise(folder, pack)
    _kept_exercises[folder] = signature, pack, exercise
    return exercise


def _load_exercise(folder: Path, pack: LoadedPack) -> LoadedExercise:
    label = "/".join(folder.parts[-3:])
    if folder.is_symlink():
        raise Unreadable([Mistake(label, 1, "", "is a link; an exercise is a folder of its own")])
    files = read_files(folder, label)
    written = read_yaml(files, "exercise.yaml")
    spec = written.as_a(Exercise, SCHEMA)
    written.as_a(Exercise, judges=judges_of(spec, files, pack.known_concepts))
    translations = read_translations(files)
    return LoadedExercise(
        spec, pack.spec, folder, files.content, written, translations, pack.glossary
    )


def _must_be_new(exercise: LoadedExercise, others: dict[str, LoadedExercise]) -> None:
    for other in others.values():
        for name in ("id", "uid"):
            told = getattr(exercise.spec, name)
            if told == getattr(other.spec, name):
                sentence = f"`{told}` is the {name} of {other.folder.name} as well"
                raise Unreadable([exercise.files.mistake("exercise.yaml", sentence, 1, name)])
