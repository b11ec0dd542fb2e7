"""The map of concepts: ranks, lines, what is met and what is next, and its page."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from podlab.curriculum.contents.concepts import concept_map
from podlab.curriculum.format.exercise import Concept
from podlab.exercises.models import Attempt
from podlab.exercises.overview.drawing import drawn
from tests.exercises.test_overview import attempt, guest
from tests.exercises.twins import FOLDER, twins

CONCEPTS = """\
process: {title: Process}
container: {title: Container, prerequisites: [process]}
pod: {title: Pod, prerequisites: [container, process]}
volume: {title: Volume, prerequisites: [pod]}
"""


def concept(*before: str) -> Concept:
    return Concept(title="x", prerequisites=before)


def test_ranks_stand_behind_all_that_they_build_on() -> None:
    found = concept_map(
        [{"pod": concept("container", "process"), "process": concept()},
         {"container": concept("process"), "image": concept(), "pod": concept()}]
    )  # fmt: skip

    assert found.ranks == [["process", "image"], ["container"], ["pod"]]
    assert found.edges == [("container", "pod"), ("process", "container")]


def test_concepts_in_a_circle_are_drawn_all_the_same() -> None:
    found = concept_map([{"a": concept("b"), "b": concept("a"), "c": concept()}])

    assert found.ranks == [["c"], ["a", "b"]]


def test_a_picture_has_a_column_for_each_rank() -> None:
    labels = {"a": ("A", "done"), "b": ("A long title that takes two lines", "next")}
    picture = drawn([["a"], ["b"]], [("a", "b")], labels)

    a, b = picture.boxes
    assert (a.x < b.x, a.y, len(a.lines), len(b.lines)) == (True, b.y, 1, 2)
    assert [line.state for line in picture.lines] == ["next"]


@pytest.fixture(autouse=True)
def lessons(tmp_path: Path, settings: LazySettings, transactional_db: None) -> None:
    settings.PODLAB_LESSONS = twins(tmp_path)
    (tmp_path / "basics/concepts.yaml").write_text(CONCEPTS)
    file = tmp_path / FOLDER / "exercise.yaml"
    first = file.read_text()
    file.write_text(first.replace("vars:", "concepts: [container, pod]\nvars:", 1))
    other = file.parent.parent / "010.whose-localhost/exercise.yaml"
    text = other.read_text().replace("vars:", "concepts: [volume]\nprerequisites: [pod]\nvars:", 1)
    other.write_text(text)


def states(page: str) -> dict[str, str]:
    """What the list says of each concept."""
    items = page.split('<li id="concept-')[1:]
    return {each.partition('"')[0]: each.partition("is-")[2].partition('"')[0] for each in items}


def next_ones(page: str) -> list[str]:
    part = page.partition('id="next-h"')[2].partition("</section>")[0]
    return [each.partition('"')[0] for each in part.split('href="/lessons/')[1:]]


def test_what_is_next_builds_on_what_is_given() -> None:
    page = guest("1111111111").get("/lessons/map/").content.decode()

    assert states(page) == {
        "process": "given",
        "container": "next",
        "pod": "later",
        "volume": "later",
    }
    assert next_ones(page) == ["basics/twins/"]


def test_who_has_finished_an_exercise_has_met_its_concepts() -> None:
    attempt(solved_at=timezone.now())
    Attempt.objects.create(owner_key="2222222222", pack="basics", exercise="whose-localhost",
                           variables={}, solved_at=timezone.now())  # fmt: skip
    page = guest("1111111111").get("/lessons/map/").content.decode()

    assert states(page) == {
        "process": "given",
        "container": "done",
        "pod": "done",
        "volume": "next",
    }
    assert next_ones(page) == ["basics/whose-localhost/"]
    assert "2 of 3 concepts met." in page


def test_lessons_lead_to_the_map_and_tell_levels() -> None:
    page = Client(SERVER_NAME="localhost").get("/lessons/").content.decode()

    assert 'href="/lessons/map/"' in page
    assert "level 1" in page
