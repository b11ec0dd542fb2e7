"""Scenes: what runs for an attempt, from its beginning to its end, and what is done to it."""

from podlab.exercises.scenes.actions.performing import perform
from podlab.exercises.scenes.adopting import runs_of
from podlab.exercises.scenes.editing.replacing import replace_unit, restore_unit
from podlab.exercises.scenes.looking import current, exercise_of, last
from podlab.exercises.scenes.problems import (
    BrokenScene,
    NameTaken,
    NoScene,
    NotAble,
    NotAllowed,
    SceneProblem,
)
from podlab.exercises.scenes.running.beginning import begin, restart
from podlab.exercises.scenes.running.ending import end
from podlab.exercises.scenes.running.keeping import extend
from podlab.exercises.scenes.running.preparing import prepare
from podlab.exercises.scenes.running.settling import settle
from podlab.exercises.scenes.scene import Scene

__all__ = [
    "BrokenScene",
    "NameTaken",
    "NoScene",
    "NotAble",
    "NotAllowed",
    "Scene",
    "SceneProblem",
    "begin",
    "current",
    "end",
    "exercise_of",
    "extend",
    "last",
    "perform",
    "prepare",
    "replace_unit",
    "restart",
    "restore_unit",
    "runs_of",
    "settle",
]
