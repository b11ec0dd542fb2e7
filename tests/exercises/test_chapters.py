"""The rail over a lesson: which stages stand under which name."""

import pytest

from podlab.exercises.learning.chapters import Chapter, chapters_of
from podlab.exercises.learning.progress import way_through
from tests.exercises.steps import exercise
from tests.exercises.test_progress import ENDS

WHOLE = (
    "hook:text predict run:do observe why:text explain vary:predict again:do seen:observe "
    "ports:text checkpoint"
)


def rail(done: str = "", asked: str = "") -> list[Chapter]:
    return [*chapters_of(way_through(exercise(*WHOLE.split(), **ENDS), done.split(), asked))]


def test_a_lesson_in_its_rhythm() -> None:
    assert [(each.title, [stage.id for stage in each.stages]) for each in rail()] == [
        ("Predict", ["hook", "predict"]),
        ("Run", ["run"]),
        ("What did you see?", ["observe"]),
        ("Explain", ["why", "explain"]),
        ("Change one thing", ["vary", "again", "seen", "ports"]),
        ("Build it", ["checkpoint"]),
        ("In a real cluster", ["_cluster"]),
        ("Remember", ["_review"]),
    ]


@pytest.mark.parametrize(
    ("done", "states", "current", "goal"),
    [
        ("", "open" + " locked" * 7, "Predict", "predict"),
        ("hook predict", "done open locked open open locked locked locked", "Run", "run"),
        (
            "hook predict run observe why explain vary",
            "done done done done open open locked locked",
            "Change one thing",
            "again",
        ),
    ],
)
def test_where_a_learner_stands(done: str, states: str, current: str, goal: str) -> None:
    found = rail(done)

    assert [each.state for each in found] == states.split()
    assert [(each.title, each.goal.id) for each in found if each.is_current] == [(current, goal)]


def test_each_further_prediction_has_a_chapter_of_its_own() -> None:
    spec = exercise("predict", "do", "vary:predict", "again:do", "hint:text", "last:predict")

    found = chapters_of(way_through(spec, []))

    assert [[stage.id for stage in each.stages] for each in found] == [
        ["predict"],
        ["do"],
        ["vary", "again"],
        ["hint", "last"],
    ]


def test_a_lesson_of_texts() -> None:
    way = way_through(exercise("one:text", "two:text", "checkpoint"), ["one"])

    found = chapters_of(way)

    assert [each.title for each in found] == ["Read", "Build it"]
    assert found[0].goal.id == "two"


def test_the_export_stands_beside_its_own_note() -> None:
    spec = exercise("predict", "text", export={"unit": "duo", "note": "#read"})

    assert [each.title for each in chapters_of(way_through(spec, []))] == [
        "Predict",
        "In a real cluster",
    ]
