"""What a folder names: all packs, one pack, or one exercise; and what reading it has found."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podlab.curriculum.library import LoadedExercise, Mistake, library
from podlab.exercises.proving.telling.cases import Case, Problem, Proof


class NothingThere(ValueError):
    """The folder holds no pack and no exercise; the sentence says what it should hold."""


@dataclass(frozen=True)
class Found:
    """Exercises to prove. `folder` is where the library lies; `mistakes` are those of the named."""

    folder: Path
    exercises: tuple[LoadedExercise, ...]
    mistakes: tuple[Mistake, ...]

    def mistakes_of(self, exercise: LoadedExercise) -> list[Mistake]:
        return [each for each in self.mistakes if belongs(each, exercise.files.label)]

    @property
    def unread(self) -> list[Proof]:
        """Proofs of what could not even be read: each file's mistakes."""
        labels = [exercise.files.label for exercise in self.exercises]
        left = [m for m in self.mistakes if not any(belongs(m, label) for label in labels)]
        places = dict.fromkeys(folder_of(mistake) for mistake in left)
        return [unread_proof(at, [m for m in left if folder_of(m) == at]) for at in places]


def find(folder: Path) -> Found:
    """Read what the folder names. Raises NothingThere."""
    folder = folder.resolve()
    pack = folder.parent.parent
    if (pack / "pack.yaml").is_file() and folder.parent.name == "exercises":
        return only(folder, pack)
    read = library(folder)
    if not read.packs and not read.mistakes:
        raise NothingThere(
            f"{folder} holds no pack. Name a folder with a pack.yaml, or an exercise's folder "
            f"in a pack's folder exercises."
        )
    return Found(folder, read.exercises, read.mistakes)


def only(folder: Path, pack: Path) -> Found:
    """One exercise of a pack, with the pack's own mistakes."""
    read = library(pack)
    label = "/".join(folder.parts[-3:])
    others = f"{pack.name}/exercises/"
    return Found(
        pack,
        tuple(each for each in read.exercises if each.folder.resolve() == folder),
        tuple(m for m in read.mistakes if belongs(m, label) or not m.file.startswith(others)),
    )


def belongs(mistake: Mistake, label: str) -> bool:
    return mistake.file == label or mistake.file.startswith(f"{label}/")


def folder_of(mistake: Mistake) -> str:
    """The exercise's folder, or the pack's.

    >>> folder_of(Mistake("pods-101/exercises/010.x-ray/exercise.yaml", 1, "", "is no text"))
    'pods-101/exercises/010.x-ray'
    >>> folder_of(Mistake("pods-101/pack.yaml", 1, "", "is no text"))
    'pods-101'
    """
    parts = mistake.file.split("/")
    return "/".join(parts[:3] if parts[1:2] == ["exercises"] else parts[:1])


def unread_proof(place: str, mistakes: Sequence[Mistake]) -> Proof:
    pack, _, exercise = place.partition("/")
    case = Case("files", problems=tuple(Problem(str(mistake)) for mistake in mistakes))
    return Proof(pack, exercise.removeprefix("exercises/") or "pack.yaml", 0.0, (case,))
