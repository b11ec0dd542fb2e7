"""The small rules of the page: when cards come back, what a failed command says."""

from datetime import UTC, datetime, timedelta

import pytest

from podlab.curriculum.format.exercise import Check
from podlab.exercises.learning.progress import way_through
from podlab.exercises.learning.reviewing import next_due
from podlab.exercises.page.parts.panels import panels_of
from podlab.exercises.page.parts.scores import Score, score
from podlab.exercises.page.parts.sides import places_in
from podlab.exercises.templatetags.lessons import is_long, refusal
from tests.exercises.steps import exercise

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPACING = [timedelta(days=days) for days in (1, 3, 7, 21)]


@pytest.mark.parametrize(("known", "days"), [(0, 1), (1, 3), (2, 7), (3, 21)])
def test_a_card_comes_back_later_each_time(known: int, days: int) -> None:
    assert next_due(SPACING, known, NOON) == NOON + timedelta(days=days)


def test_a_card_that_was_known_often_enough_stays_away() -> None:
    assert next_due(SPACING, 4, NOON) is None


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"exit_code": 1, "stderr": "wget: Connection refused"}, "refused"),
        ({"exit_code": 1, "stderr": "wget: download timed out"}, "timed out"),
        ({"exit_code": 1, "stderr": "Network is unreachable"}, "unreachable"),
        ({"exit_code": 7, "stdout": "no"}, "exit code 7"),
    ],
)
def test_how_a_command_failed(result: dict[str, object], said: str) -> None:
    assert refusal(result) == said


def test_the_places_that_a_button_names() -> None:
    written = {"actions": [{"in": {"left": "client", "right": "duo/client"}}], "of": "right/duo"}

    found = set(places_in(written))

    assert {"left/client", "right/duo/client", "right/duo"} <= found


@pytest.mark.parametrize(("text", "long"), [("", False), (None, False), ("a\n" * 9, True)])
def test_a_reading_that_is_folded(text: str | None, long: bool) -> None:
    assert is_long(text) is long


def test_points_count_once_for_each_check_that_is_asked_for() -> None:
    serves = {"title": "It serves", "assert": {"pod": {"of": "web", "phase": "Running"}}}
    checks = {
        "serves": Check.model_validate(serves | {"points": 3}),
        "stays": Check.model_validate(serves),
        "unasked": Check.model_validate(serves | {"points": 5}),
    }

    assert score(checks, ["serves", "stays", "serves"], ["serves", "unasked"]) == Score(3, 4)


@pytest.mark.parametrize(
    ("done", "at", "traffic"),
    [
        ("", "first", "hidden"),
        ("first", "first", "open"),
        ("first", "run", "open"),
        ("first run", "second", "hidden"),
        ("first run", "run", "open"),
        ("first run second", "again", "open"),
    ],
)
def test_a_panel_that_waits_for_the_prediction(done: str, at: str, traffic: str) -> None:
    spec = exercise("first:predict", "run:do", "second:predict", "again:do")

    found = panels_of({"traffic": "after-predict"}, way_through(spec, done.split(), at))

    assert (found["traffic"], found["yaml"], found["picture"]) == (traffic, "closed", "open")


def test_panels_are_as_the_author_wants_them() -> None:
    way = way_through(exercise("text"), [])

    found = panels_of({"yaml": "open", "picture": "closed", "files": "after-predict"}, way)

    assert (found["yaml"], found["picture"], found["files"]) == ("open", "closed", "open")
