"""What is taught as a whole: the table of lessons/README.md, and that nothing is left out."""

from pathlib import Path

import pytest
from django.conf import settings

from podlab.curriculum.contents.table import aspects, written_anew
from podlab.curriculum.library import library

LESSONS: Path = settings.BASE_DIR / "lessons"


def test_the_readme_has_the_table_as_it_is() -> None:
    assert written_anew(LESSONS) == (LESSONS / "README.md").read_text(), (
        "write it anew: python manage.py lessons_table"
    )


def test_every_exercise_is_about_something_that_the_home_page_names() -> None:
    known = {aspect for aspect, _name in aspects(LESSONS)}

    assert {each.spec.aspect for each in library(LESSONS).exercises} <= known


def test_ids_are_unique_among_all_packs() -> None:
    ids = [each.id for each in library(LESSONS).exercises]

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("kind", ["experiment", "fix", "compose", "complete", "order", "explain"])
def test_there_are_exercises_of_every_kind(kind: str) -> None:
    assert [each for each in library(LESSONS).exercises if each.spec.kind == kind]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_there_are_exercises_of_every_level(level: int) -> None:
    assert [each for each in library(LESSONS).exercises if each.spec.level == level]
