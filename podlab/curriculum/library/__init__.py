"""The library: packs of exercises as files, read with every mistake at its file and line."""

from podlab.curriculum.library.loaded import Library, LoadedExercise, LoadedPack
from podlab.curriculum.library.loading import library
from podlab.curriculum.library.variables import draw_variables, fill
from podlab.curriculum.reading.mistakes import Mistake, Unreadable

__all__ = [
    "Library",
    "LoadedExercise",
    "LoadedPack",
    "Mistake",
    "Unreadable",
    "draw_variables",
    "fill",
    "library",
]
