"""Packs that are being written elsewhere, among all that can be learned."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from podlab.curriculum.shelves import all_lessons, lesson_of
from podlab.exercises.preview.reading import read_all
from tests.curriculum.packs import FOLDER, write_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(tmp_path: Path, settings: LazySettings) -> Path:
    """A pack that lies in no folder of lessons."""
    folder = write_pack(tmp_path / "desk")
    settings.PODLAB_PREVIEWED = str(folder)
    return folder


def test_a_pack_elsewhere_stands_before_the_shipped_ones(written: Path) -> None:
    assert [pack.id for pack in all_lessons().packs][:2] == ["basics", "pods-101"]
    assert lesson_of("basics", "whose-localhost").folder.is_relative_to(written)
    assert lesson_of("pods-101", "whose-localhost").pack.id == "pods-101"


def test_the_preview_reads_what_is_written_elsewhere(written: Path) -> None:
    assert [pack.id for pack in read_all().library.packs] == ["basics"]

    (written / FOLDER / "exercise.yaml").write_text("schema: podlab/exercise@1\n")

    assert any("exercise.yaml" in str(mistake) for mistake in read_all().mistakes)
