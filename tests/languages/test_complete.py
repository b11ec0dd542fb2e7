"""Nothing that the site says lacks its German, nor does the lesson that is translated."""

from pathlib import Path

import pytest
import yaml

from podlab.curriculum.library import LoadedExercise, library
from podlab.curriculum.library.translations import sentences_in
from podlab.curriculum.markdown import sections_of
from podlab.languages.catalogs import languages, missing

LESSONS = Path(__file__).parents[2] / "lessons"
NAMES = {"Podlab"}
TEXTS = {"aspect", "question", "container", "pod", "title", "text", "meta"}


@pytest.fixture(scope="module")
def networking() -> LoadedExercise:
    return library(LESSONS).exercise("pods-101", "whose-localhost")


@pytest.mark.parametrize("language", languages())
def test_every_text_of_the_site_is_translated(language: str) -> None:
    assert list(missing(language)) == []  # `manage.py messages` writes them into locale/


@pytest.mark.parametrize("language", languages())
def test_everything_on_the_home_page_is_translated(language: str) -> None:
    said = yaml.safe_load((LESSONS / "locale" / f"{language}.yaml").read_text())
    parts = yaml.safe_load((LESSONS / "home.yaml").read_text()).values()
    texts = {t for part in parts for each in part for key, t in each.items() if key in TEXTS}

    assert texts - set(said) == set()


def test_networking_says_every_sentence_in_german(networking: LoadedExercise) -> None:
    german = networking.translations.sentences("de")

    assert {each for each in sentences_in(networking.spec) if each not in german} <= NAMES


@pytest.mark.parametrize("text", ["instructions", "hints"])
def test_networking_has_every_section_in_german(networking: LoadedExercise, text: str) -> None:
    english = sections_of(networking.read(f"{text}.md")).by_anchor
    german = sections_of(networking.read(f"{text}.de.md")).by_anchor

    assert [name for name, section in english.items() if section.level > 1] == [
        name for name, section in german.items() if section.level > 1
    ]
