"""What was loaded: the library, its packs, and their exercises with all their files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podlab.curriculum.format.exercise import Concept, Exercise, Pack, Term
from podlab.curriculum.library.files import Files
from podlab.curriculum.library.mistakes import Mistake


@dataclass(frozen=True)
class LoadedExercise:
    """One exercise. `content` is the hash of all its files, which were read together, once."""

    spec: Exercise
    pack: Pack
    folder: Path
    content: str
    files: Files = field(repr=False)

    @property
    def id(self) -> str:
        return self.spec.id

    def read(self, path: str) -> str:
        """The text of one of its files. Raises `Unreadable`."""
        return self.files.text(path)


@dataclass(frozen=True)
class LoadedPack:
    """One pack, its exercises in their order."""

    spec: Pack
    folder: Path
    exercises: tuple[LoadedExercise, ...] = ()
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.spec.id


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
