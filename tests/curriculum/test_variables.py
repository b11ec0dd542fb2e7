"""Variables: drawn once, filled in wherever they stand, and nowhere else."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

from podlab.curriculum.format.exercise import Exercise, Variable
from podlab.curriculum.library import draw_variables, fill, library
from podlab.curriculum.library.variables import WORDS
from tests.curriculum.packs import write_pack


@pytest.fixture
def spec(tmp_path: Path) -> Exercise:
    return library(write_pack(tmp_path)).exercises[0].spec


@pytest.mark.parametrize(
    ("variable", "looks_like"),
    [
        (Variable(random="hex4"), r"[0-9a-f]{4}"),
        (Variable(random="hex8"), r"[0-9a-f]{8}"),
        (Variable(random="word"), "|".join(WORDS)),
        (Variable(random="port"), r"8\d\d\d"),
        (Variable(pick=("8080", "8081")), "8080|8081"),
        (Variable(value="fixed"), "fixed"),
    ],
)
def test_variable_is_drawn(spec: Exercise, variable: Variable, looks_like: str) -> None:
    drawn = draw_variables(spec.model_copy(update={"vars": {"IT": variable}}))

    assert re.fullmatch(looks_like, drawn["IT"])


def test_fill_reaches_every_text_of_a_model(spec: Exercise) -> None:
    filled = fill(spec, {"PORT": "8081", "TOKEN": "abcd"})

    assert filled.steps[0].do
    assert filled.steps[0].do.actions[0].model_dump()["command"][-1] == (
        "http://localhost:8081/abcd"
    )
    assert filled.uid == spec.uid


def test_fill_makes_numbers_of_digits(spec: Exercise) -> None:
    filled = fill(spec, {"PORT": "8081", "TOKEN": "abcd"})

    listen = filled.checks["listens"].check.listen
    assert listen
    assert listen.port == 8081


def test_fill_leaves_what_is_not_declared() -> None:
    assert fill("${PORT} ${HOME} $PORT {PORT}", {"PORT": "80"}) == "80 ${HOME} $PORT {PORT}"


def test_fill_does_not_fill_what_it_filled_in() -> None:
    assert fill("${A}", {"A": "${B}", "B": "x"}) == "${B}"


MODULES = (
    "authoring",
    "format.values",
    "reading.mistakes",
    "reading.sentences",
    "library.texts",
    "library.translations",
    "library.variables",
    "markdown.rendering",
    "markdown.sections",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(import_module(f"podlab.curriculum.{name}"))

    assert (outcome.attempted > 0, outcome.failed) == (True, 0)
