"""The small rules of the page: when cards come back, what a failed command says."""

from datetime import UTC, datetime, timedelta

import pytest

from podlab.exercises.learning.reviewing import next_due
from podlab.exercises.page.parts.sides import places_in
from podlab.exercises.templatetags.lessons import is_long, refusal

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
