"""Packs: images of the catalogue, a map of concepts without circles, and what is translated."""

from collections.abc import Collection, Iterator, Mapping

from podlab.curriculum.format.exercise import Concept, Pack
from podlab.curriculum.library import LoadedExercise, LoadedPack
from podlab.curriculum.library.references import unknown
from podlab.curriculum.library.translations import ENGLISH, Translations, sentences_in
from podlab.curriculum.linting.findings import Finding
from podlab.curriculum.reading.files import Files, read_files
from podlab.curriculum.reading.written import Written, read_yaml


def pack_findings(pack: LoadedPack, catalogue: Collection[str]) -> Iterator[Finding]:
    """Everything about pack.yaml, concepts.yaml, glossary.yaml and their translations."""
    files = read_files(pack.folder, pack.folder.name, beside="exercises")
    written = read_yaml(files, "pack.yaml")
    for number, image in enumerate(pack.spec.images):
        told = unknown("image", image, catalogue, " in the catalogue") if catalogue else ""
        if told:
            yield Finding(written.mistake(("images", str(number)), told))
    if ENGLISH not in pack.spec.locales:
        yield Finding(written.mistake(("locales",), "must hold en: all else falls back to it"))
    if "concepts.yaml" in files:
        yield from concept_findings(pack, read_yaml(files, "concepts.yaml"))
    said, words = sentences_of_pack(pack), tuple(pack.glossary.meanings)
    yield from locale_findings(pack.spec, pack.translations, said, files, words)


def concept_findings(pack: LoadedPack, written: Written) -> Iterator[Finding]:
    """Prerequisites are there, in no circle, and each concept is taught or needed somewhere."""
    known = pack.known_concepts
    used = {name for each in known.values() for name in each.prerequisites}
    for exercise in pack.exercises:
        used |= {*exercise.spec.concepts, *exercise.spec.prerequisites}
    for name, concept in pack.concepts.items():
        for number, other in enumerate(concept.prerequisites):
            told = unknown("concept", other, known)
            if told:
                steps = (name, "prerequisites", str(number))
                yield Finding(written.mistake(steps, told))
        if name in before(name, known):
            yield Finding(written.mistake((name,), "comes before itself, by its prerequisites"))
        if name not in used:
            told = "no exercise teaches or needs this concept"
            yield Finding(written.mistake((name,), told), is_note=True)


def before(name: str, concepts: Mapping[str, Concept]) -> set[str]:
    """All that comes before a concept, directly or not."""
    found: set[str] = set()
    waiting = list(concepts[name].prerequisites)
    while waiting:
        each = waiting.pop()
        if each not in found and each in concepts:
            found.add(each)
            waiting += concepts[each].prerequisites
    return found


def translation_findings(exercise: LoadedExercise, pack: LoadedPack) -> Iterator[Finding]:
    """What of an exercise is translated, and what is translated that it does not say."""
    said = sentences_in(exercise.spec)
    yield from locale_findings(pack.spec, exercise.translations, said, exercise.files)


def locale_findings(
    pack: Pack,
    translations: Translations,
    said: Collection[str],
    files: Files,
    words: Collection[str] = (),
) -> Iterator[Finding]:
    """For each language: sentences that nobody says, and how many are missing.

    `words` may be translated; many are the same in every language.
    """
    for locale, sentences in translations.by_locale.items():
        path = f"locale/{locale}.yaml"
        written = read_yaml(files, path)
        if locale not in pack.locales:
            yield Finding(files.mistake(path, f"pack.yaml has no {locale} among its `locales`"))
        for sentence in sentences:
            if sentence not in said and sentence not in words:
                told = f"nothing says this in English: {sentence[:60]}"
                yield Finding(files.mistake(path, told, written.line_of((sentence,))))
    for locale in pack.locales:
        missing = [each for each in said if not translations.sentences(locale).get(each)]
        if missing and locale != ENGLISH:
            told = f"{len(missing)} of {len(said)} sentences are not translated: {missing[0][:60]}"
            yield Finding(files.mistake(f"locale/{locale}.yaml", told), is_note=True)


def sentences_of_pack(pack: LoadedPack) -> tuple[str, ...]:
    """All that the pack itself says: its title, its concepts and the words of its glossary."""
    said = dict.fromkeys(sentences_in(pack.spec))
    for concept in pack.concepts.values():
        said |= dict.fromkeys(sentences_in(concept))
    for word, meaning in pack.glossary.meanings.items():
        said |= dict.fromkeys((word, meaning))
    return tuple(said)
