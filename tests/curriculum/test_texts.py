"""The texts of an exercise: sections, hints, words and other languages."""

from pathlib import Path

import pytest

from podlab.curriculum.library import LoadedExercise, library
from podlab.curriculum.library.translations import sentences_in
from tests.curriculum.packs import FOLDER, write_pack

INSTRUCTIONS = """\
# Whose localhost?

## Build it

Let `web` listen on ${PORT}, in its [namespace](glossary:network-namespace).

::: check listens
:::

## In a real cluster

The same.
"""
FILES = {
    f"{FOLDER}/instructions.md": INSTRUCTIONS,
    f"{FOLDER}/instructions.de.md": "## Bau es {#build-it}\n\nLass `web` auf ${PORT} lauschen.\n",
    f"{FOLDER}/hints.md": "## listens\n\n* Which port?\n* Look at `web` and ${PORT}.\n",
    f"{FOLDER}/hints.de.md": "## listens\n\n* Welcher Port?\n",
    f"{FOLDER}/locale/de.yaml": "Something listens: Etwas lauscht\nWhose localhost is it?: Wessen?",
    "basics/glossary.yaml": "network namespace: One set of ports.",
    "basics/locale/de.yaml": "One set of ports.: Ein Satz Ports.",
}


@pytest.fixture
def exercise(tmp_path: Path) -> LoadedExercise:
    found = library(write_pack(tmp_path, FILES))
    assert found.mistakes == ()
    return found.exercises[0]


def test_text_is_a_section_without_its_heading(exercise: LoadedExercise) -> None:
    html = exercise.text("#build-it", variables={"PORT": "8081"})

    assert html.startswith("<p>Let <code>web</code> listen on 8081")
    assert "Check: Something listens" in html
    assert "<dd>One set of ports.</dd>" in html
    assert "The same" not in html
    assert exercise.heading("#build-it") == "Build it"


def test_text_falls_back_to_english_section_by_section(exercise: LoadedExercise) -> None:
    assert exercise.text("#build-it", "de").startswith("<p>Lass <code>web</code>")
    assert exercise.heading("#build-it", "de-at") == "Bau es"
    assert exercise.text("#in-a-real-cluster", "de") == "<p>The same.</p>\n"


def test_text_without_such_a_heading_is_a_mistake(exercise: LoadedExercise) -> None:
    with pytest.raises(ValueError, match=r"instructions\.md:1: has no heading for #nowhere"):
        exercise.text("#nowhere")


def test_values_of_variables_are_escaped(exercise: LoadedExercise) -> None:
    assert "<b>" not in exercise.text("#build-it", variables={"PORT": "<b>"})


def test_hints_are_told_tier_by_tier(exercise: LoadedExercise) -> None:
    assert [hint.strip() for hint in exercise.hints("listens", variables={"PORT": "80"})] == [
        "Which port?",
        "Look at <code>web</code> and 80.",
    ]
    assert [hint.strip() for hint in exercise.hints("listens", "de")] == ["Welcher Port?"]
    assert exercise.hints("no-such-check") == ()


def test_translated_says_what_is_translated_and_keeps_the_rest(exercise: LoadedExercise) -> None:
    german = exercise.translated("de")

    assert german.spec.title == "Wessen?"
    assert german.spec.checks["listens"].title == "Etwas lauscht"
    assert german.spec.blurb == exercise.spec.blurb
    assert german.content == exercise.content
    assert exercise.translated("fr") is exercise


def test_words_are_told_in_the_language(exercise: LoadedExercise) -> None:
    assert exercise.glossary.terms("de") == {
        "network-namespace": ("network namespace", "Ein Satz Ports.")
    }


def test_sentences_are_all_that_learners_read(exercise: LoadedExercise) -> None:
    assert sentences_in(exercise.spec) == (
        "Whose localhost is it?",
        "The same request, in two places.",
        "Ask localhost",
        "Something listens",
    )
