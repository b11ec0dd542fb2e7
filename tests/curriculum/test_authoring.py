"""A new exercise of each kind is sound from the beginning."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from podlab.curriculum.authoring import KINDS
from podlab.curriculum.library import library
from podlab.curriculum.linting import lint

HERE = "my-class/exercises/010.my-exercise"


def begin(folder: Path, kind: str, *more: str) -> str:
    out = StringIO()
    call_command("exercise_new", kind, str(folder), *more, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_new_exercise_is_sound(tmp_path: Path, kind: str) -> None:
    begin(tmp_path / HERE, kind, "--title", 'A "title"')

    report = lint(tmp_path, ["busybox"])
    assert ([*map(str, report.mistakes)], [*map(str, report.notes)]) == ([], [])
    exercise = library(tmp_path).exercise("my-class", "my-exercise")
    assert (exercise.spec.kind, exercise.spec.title) == (kind, "A title")


def test_two_exercises_of_a_pack_differ(tmp_path: Path) -> None:
    begin(tmp_path / HERE, "fix")
    begin(tmp_path / "my-class/exercises/020.other", "fix")

    assert lint(tmp_path).mistakes == ()
    assert [each.id for each in library(tmp_path).exercises] == ["my-exercise", "other"]


def test_command_lists_files_and_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = begin(Path(HERE), "order").splitlines()

    assert f"{HERE}/exercise.yaml" in told
    assert told[-1] == f"python manage.py exercise_prove {HERE}"


@pytest.mark.parametrize("folder", ["my-exercise", "my-class/exercises/My Exercise"])
def test_folder_outside_a_pack_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(CommandError, match="name the exercise's folder as in"):
        begin(tmp_path / folder, "fix")


def test_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    begin(tmp_path / HERE, "fix")

    with pytest.raises(CommandError, match="is not empty"):
        begin(tmp_path / HERE, "fix")
