"""What a folder names: all packs, one pack, or one exercise; and what reading it has found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from podlab.curriculum.library import LoadedExercise, Mistake, library
from podlab.curriculum.linting import images_of, lint
from podlab.exercises.proving.telling.cases import Case, Problem, Proof


class NothingThere(ValueError):
    """There is no such folder; the sentence says which one to name."""


@dataclass(frozen=True)
class Found:
    """Exercises to prove. `folder` is where the library lies; `mistakes` are those of the named."""

    folder: Path
    exercises: tuple[LoadedExercise, ...]
    mistakes: tuple[Mistake, ...]

    def only(self, names: Collection[str]) -> "Found":
        """Those of these ids; all, when there is none. Raises NothingThere."""
        known = {each.id for each in self.exercises}
        for name in names:
            if name not in known:
                told = ", ".join(sorted(known)) or "none"
                raise NothingThere(f"There is no exercise {name} here; there are: {told}.")
        kept = tuple(each for each in self.exercises if not names or each.id in names)
        mistakes = tuple(
            m for m in self.mistakes if not names or any(belongs(m, e.files.label) for e in kept)
        )
        return Found(self.folder, kept, mistakes)

    def read_case(self, exercise: LoadedExercise) -> Case:
        """What reading alone has found."""
        return files_case([m for m in self.mistakes if belongs(m, exercise.files.label)])

    @property
    def unread(self) -> list[Proof]:
        """Proofs of what is no exercise, or could not be read as one: each folder's mistakes."""
        labels = [exercise.files.label for exercise in self.exercises]
        left = [m for m in self.mistakes if not any(belongs(m, label) for label in labels)]
        places = dict.fromkeys(folder_of(mistake) for mistake in left)
        return [unread_proof(at, [m for m in left if folder_of(m) == at]) for at in places]


def find(folder: Path, lessons: Path) -> Found:
    """Read what the folder names; `lessons` says which images there are. Raises NothingThere."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise NothingThere(f"There is no folder {folder}. Name an exercise, or a pack.")
    mistakes = lint(folder, images_of(lessons)).mistakes
    if folder.parent.name != "exercises":
        return Found(folder, library(folder).exercises, mistakes)
    pack = folder.parent.parent
    only = (each for each in library(pack).exercises if each.folder.resolve() == folder)
    return Found(pack, tuple(only), mistakes)


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
    name = exercise.removeprefix("exercises/") or "pack.yaml"
    return Proof(pack, name, 0.0, (files_case(mistakes),))


def files_case(mistakes: Sequence[Mistake]) -> Case:
    return Case("files", problems=tuple(Problem(str(mistake)) for mistake in mistakes))
