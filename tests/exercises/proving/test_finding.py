"""What a folder names, and what reading it has found."""

from pathlib import Path

import pytest

from podlab.exercises.proving.finding import NothingThere, find
from tests.lessons.page import files

LESSONS = Path(__file__).resolve().parents[3] / "lessons"
BROKEN = "my-class/exercises/010.pod-name/exercise.yaml:7: minutes: must be a whole number"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The pack of docs/authoring.md."""
    for each in files():
        each.to(tmp_path)
    return tmp_path / "lessons/my-class"


@pytest.mark.parametrize("folder", ["..", ".", "exercises/010.pod-name"])
def test_packs_a_pack_or_an_exercise_can_be_named(pack: Path, folder: str) -> None:
    found = find(pack / folder, LESSONS)

    assert [each.id for each in found.exercises] == ["pod-name"]
    assert found.read_case(found.exercises[0]).is_proved
    assert found.unread == []


def test_one_exercise_can_be_asked_for(pack: Path) -> None:
    assert find(pack, LESSONS).only([]).exercises == find(pack, LESSONS).exercises
    assert [each.id for each in find(pack, LESSONS).only(["pod-name"]).exercises] == ["pod-name"]
    with pytest.raises(NothingThere, match="There is no exercise other here; there are: pod-name"):
        find(pack, LESSONS).only(["other"])


def test_what_cannot_be_read_is_not_proved(pack: Path) -> None:
    file = pack / "exercises/010.pod-name/exercise.yaml"
    file.write_text(file.read_text().replace("minutes: 5", "minutes: five"))

    [proof] = find(pack, LESSONS).unread

    assert (proof.name, proof.is_proved) == ("my-class/010.pod-name", False)
    assert [problem.says for case in proof.cases for problem in case.problems] == [BROKEN]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingThere, match="There is no folder"):
        find(tmp_path / "nothing", LESSONS)
