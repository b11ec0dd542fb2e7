"""What exercise_new writes is an exercise that is proved, before anybody has changed a word."""

from pathlib import Path

import pytest

from podlab.curriculum.authoring import KINDS
from tests.lessons.page import files
from tests.lessons.proving import Author

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]


def test_a_new_exercise_of_each_kind_is_proved(author: Author, tmp_path: Path) -> None:
    next(each for each in files() if each.path.endswith("pack.yaml")).to(tmp_path)
    pack = tmp_path / "lessons/my-class"
    for number, kind in enumerate(KINDS, 1):
        folder = pack / f"exercises/{number}0.my-{kind}"
        author.manage("exercise_new", kind, str(folder)).check_returncode()

    proofs = author.prove(pack, "--repeat", "1", "--at-a-time", "4", "--patience", "3")

    assert {name: proof["proved"] for name, proof in proofs.items()} == {
        f"my-{kind}": True for kind in KINDS
    }
