"""Gaps in a manifest: lint lets a learner fill them, and what is sent has none left."""

from pathlib import Path

import pytest

from podlab.curriculum.format.scene import Unit
from podlab.curriculum.linting import lint
from podlab.exercises.scenes.editing.checking import read_edited
from podlab.pods.errors import InvalidManifest
from tests.curriculum.packs import FOLDER, POD
from tests.curriculum.sound import write_sound

UNIT = Unit.model_validate({"pod": "duo", "from": "scene/duo.pod.yaml", "editable": ["*"]})
FADED = POD.replace("image: busybox", "image: ___")


def test_every_gap_that_is_left_is_told_at_its_line() -> None:
    with pytest.raises(InvalidManifest) as refused:
        read_edited(FADED, FADED, UNIT, "learner-1")

    assert [(each.line, each.problem) for each in refused.value.errors] == [
        (6, "a gap is left"),
        (7, "a gap is left"),
    ]


def test_what_is_filled_is_taken() -> None:
    assert [each.kind for each in read_edited(POD, FADED, UNIT, "learner-1")] == ["Pod"]


def test_underscores_are_no_gap_where_there_was_none() -> None:
    odd = POD.replace('"600"', '"___"')

    assert [each.kind for each in read_edited(odd, POD, UNIT, "learner-1")] == ["Pod"]


@pytest.mark.parametrize(
    ("path", "expected"), [("scene/duo.pod.yaml", 0), ("solution/duo.pod.yaml", 2)]
)
def test_only_what_a_learner_finishes_may_have_gaps(
    tmp_path: Path, path: str, expected: int
) -> None:
    write_sound(tmp_path)
    file = tmp_path / FOLDER / path
    file.write_text(FADED)

    found = [each.sentence for each in lint(tmp_path, ["busybox"]).mistakes]

    assert len([each for each in found if each.startswith("has a gap")]) == expected
