"""What was loaded: the library, its packs, and their exercises with all their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from podlab.curriculum.editions import edition_of
from podlab.curriculum.format.exercise import Concept, Exercise, Pack
from podlab.curriculum.library.texts import HINTS, INSTRUCTIONS, Glossary, find_section, names_of
from podlab.curriculum.library.translations import ENGLISH, Translations
from podlab.curriculum.library.variables import fill
from podlab.curriculum.markdown import Context, Section, inline, render, render_items
from podlab.curriculum.reading.files import Files
from podlab.curriculum.reading.mistakes import Mistake, Unreadable
from podlab.curriculum.reading.written import Written

NOTHING: Mapping[str, str] = {}
MEDIA = "media/"


def filled(html: SafeString, variables: Mapping[str, str]) -> SafeString:
    """Safe HTML with the values of variables in it."""
    values = {name: escape(value) for name, value in variables.items()}
    return mark_safe(fill(html, values))  # noqa: S308 -- both parts are


@dataclass(frozen=True)
class LoadedExercise:
    """One exercise. `content` is the hash of all its files, which were read together, once."""

    spec: Exercise
    pack: Pack
    folder: Path
    content: str
    written: Written = field(repr=False, compare=False)
    translations: Translations = field(default=Translations(), repr=False)
    glossary: Glossary = field(default=Glossary(), repr=False)

    @property
    def id(self) -> str:
        return self.spec.id

    @property
    def files(self) -> Files:
        return self.written.files

    def read(self, path: str) -> str:
        """The text of one of its files. Raises `Unreadable`."""
        return self.files.text(path)

    def translated(self, locale: str) -> "LoadedExercise":
        """The same exercise, its sentences in another language as far as they are translated."""
        spec = self.translations.of(self.spec, locale)
        pack = self.glossary.translations.of(self.pack, locale)  # those of the pack
        changed = spec is not self.spec or pack is not self.pack
        return replace(self, spec=spec, pack=pack) if changed else self

    def heading(
        self, anchor: str, locale: str = ENGLISH, variables: Mapping[str, str] = NOTHING
    ) -> SafeString:
        """The heading of a section of instructions.md, as HTML without a tag of its own."""
        return filled(inline(self._section(INSTRUCTIONS, anchor, locale).title), variables)

    def text(
        self, anchor: str, locale: str = ENGLISH, variables: Mapping[str, str] = NOTHING
    ) -> SafeString:
        """A section of instructions.md (`#build`) as safe HTML, without its heading.

        `variables` are filled in. Raises `Unreadable` where there is no such section.
        """
        section = self._section(INSTRUCTIONS, anchor, locale)
        return filled(render(section.tokens, self._context(locale, section.anchor)), variables)

    def hints(
        self, check: str, locale: str = ENGLISH, variables: Mapping[str, str] = NOTHING
    ) -> tuple[SafeString, ...]:
        """The tiers of a check's hints as safe HTML; none where it has none."""
        section = find_section(self.files, HINTS, check, locale)
        if section is None:
            return ()
        tiers = render_items(section.tokens, self._context(locale, f"hint-{check}"))
        return tuple(filled(tier, variables) for tier in tiers)

    def _section(self, name: str, anchor: str, locale: str) -> Section:
        section = find_section(self.files, name, anchor, locale)
        if section is None:
            sentence = f"has no heading for {anchor}"
            raise Unreadable([self.files.mistake(f"{name}.md", sentence)])
        return section

    def _context(self, locale: str, prefix: str) -> Context:
        names = names_of(self.translated(locale).spec)
        return Context(self.glossary.terms(locale), names, self._media, prefix=f"{prefix}-")

    def _media(self, path: str) -> str:
        """The address of a picture; none for what is no picture of this exercise."""
        if path not in self.files or not path.startswith(MEDIA):
            return ""
        address = reverse("lesson-media", args=[self.pack.id, self.id, path])
        edition = edition_of(self.folder)
        return f"{address}?edition={edition}" if edition else address


@dataclass(frozen=True)
class LoadedPack:
    """One pack, its exercises in their order. `shared` are the concepts of all packs."""

    spec: Pack
    folder: Path
    exercises: tuple[LoadedExercise, ...] = ()
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    shared: Mapping[str, Concept] = field(default_factory=dict, repr=False)
    glossary: Glossary = field(default=Glossary(), repr=False)
    translations: Translations = field(default=Translations(), repr=False)

    @property
    def id(self) -> str:
        return self.spec.id

    @property
    def known_concepts(self) -> Mapping[str, Concept]:
        """All that its exercises may name; its own come before others' of the same id."""
        return {**self.shared, **self.concepts}


@dataclass(frozen=True)
class Library:
    """Everything that can be learned here. What has mistakes is left out, and told."""

    folder: Path
    packs: tuple[LoadedPack, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def exercises(self) -> tuple[LoadedExercise, ...]:
        """All of them, pack by pack, in their order."""
        return tuple(exercise for pack in self.packs for exercise in pack.exercises)

    def pack(self, pack: str) -> LoadedPack:
        """Raises KeyError when there is none, or when it has mistakes."""
        return {each.id: each for each in self.packs}[pack]

    def exercise(self, pack: str, exercise: str) -> LoadedExercise:
        """Raises KeyError when there is none, or when it has mistakes."""
        return {each.id: each for each in self.pack(pack).exercises}[exercise]
