"""What lint finds: mistakes, which must be mended, and notes, which an author may leave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from podlab.curriculum.library import LoadedExercise, LoadedPack, Mistake


@dataclass(frozen=True)
class Finding:
    """One sentence about one line."""

    mistake: Mistake
    is_note: bool = False


Rule = Callable[[LoadedExercise, LoadedPack], Iterator[Finding]]
Steps = tuple[str | int, ...]


def wrong(exercise: LoadedExercise, steps: Steps, sentence: str) -> Finding:
    """A mistake at a field of exercise.yaml."""
    return Finding(exercise.written.mistake(tuple(map(str, steps)), sentence))


def note(exercise: LoadedExercise, steps: Steps, sentence: str) -> Finding:
    """A note at a field of exercise.yaml."""
    return Finding(exercise.written.mistake(tuple(map(str, steps)), sentence), is_note=True)


def wrong_in(exercise: LoadedExercise, path: str, line: int, sentence: str) -> Finding:
    """A mistake in another file of the exercise."""
    return Finding(exercise.files.mistake(path, sentence, line))


def note_in(exercise: LoadedExercise, path: str, line: int, sentence: str) -> Finding:
    """A note about another file of the exercise."""
    return Finding(exercise.files.mistake(path, sentence, line), is_note=True)
