"""The texts beside exercise.yaml: sections of instructions.md and the tiers of hints.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from podlab.curriculum.format.exercise import Exercise
from podlab.curriculum.library.translations import Translations, wider
from podlab.curriculum.markdown import Section, sections_of, slug_of
from podlab.curriculum.reading.files import Files

INSTRUCTIONS = "instructions"
HINTS = "hints"


@dataclass(frozen=True)
class Glossary:
    """The words of a pack and what they mean."""

    meanings: Mapping[str, str] = field(default_factory=dict)
    translations: Translations = field(default=Translations())

    def terms(self, locale: str) -> dict[str, tuple[str, str]]:
        """Word and meaning in a language, by what a text links to: `glossary:network-namespace`."""
        said = self.translations.sentences(locale)
        return {
            slug_of(word): (said.get(word, word), said.get(meaning, meaning))
            for word, meaning in self.meanings.items()
        }


def names_of(spec: Exercise) -> dict[tuple[str, str], str]:
    """The titles of all that a block of a text can refer to, by the block's name and the id."""
    return dict(_names_of(spec))


def _names_of(spec: Exercise) -> Iterator[tuple[tuple[str, str], str]]:
    for name, check in spec.checks.items():
        yield ("check", name), check.title
    for step in spec.steps:
        if step.predict:
            yield ("predict", step.id), step.predict.prompt
        if step.observe:
            yield ("observe", step.id), step.observe.prompt
        if step.do:
            yield ("do", step.id), step.do.label
            for card in step.do.cards:
                yield ("evidence", f"{step.id}/{card.id}"), card.claim


def find_section(files: Files, name: str, anchor: str, locale: str) -> Section | None:
    """A section in the language, else in English; None where the exercise has none."""
    wanted = anchor.removeprefix("#")
    for path in paths_of(name, locale):
        found = sections_of(files.text(path)).by_anchor.get(wanted) if path in files else None
        if found:
            return found
    return None


def paths_of(name: str, locale: str) -> Iterator[str]:
    """Where a text may stand, the best first.

    >>> list(paths_of("hints", "de-AT"))
    ['hints.de-at.md', 'hints.de.md', 'hints.md']
    """
    for each in wider(locale):
        yield f"{name}.{each}.md"
    yield f"{name}.md"
