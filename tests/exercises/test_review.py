"""Cards that come back: asked one at a time, judged, and put off for longer each time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from podlab.exercises.learning.reviewing import next_due
from podlab.exercises.models import Review
from tests.exercises.test_overview import attempt, guest
from tests.exercises.twins import FOLDER, twins

CARDS = """\
review:
  - q: "Who has port ${PORT}?"
    options: {one: The first one., both: Both of them.}
    answer: one
    why: A port has one listener.
"""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPACING = [timedelta(days=days) for days in (1, 3, 7, 21)]


@pytest.fixture(autouse=True)
def lessons(tmp_path: Path, settings: LazySettings, transactional_db: None) -> None:
    settings.PODLAB_LESSONS = twins(tmp_path)
    file = tmp_path / FOLDER / "exercise.yaml"
    file.write_text(file.read_text() + CARDS)


@pytest.fixture
def learner() -> Client:
    return guest("1111111111")


def card(key: str = "1111111111", **fields: object) -> Review:
    due = timezone.now() - timedelta(hours=1)
    given = {"due_at": due, "card": 0, "exercise": "twins", **fields}
    return Review.objects.create(owner_key=key, pack="basics", **given)


def test_a_card_that_is_known_comes_back_later_each_time_until_it_does_not() -> None:
    assert [next_due(SPACING, known, NOON) for known in range(5)] == [
        NOON + timedelta(days=1),
        NOON + timedelta(days=3),
        NOON + timedelta(days=7),
        NOON + timedelta(days=21),
        None,
    ]


def test_review_asks_what_is_due_with_the_learners_own_values(learner: Client) -> None:
    attempt()
    card()
    page = learner.get("/review/").content.decode()

    assert "Who has port 8080?" in page
    assert "A port has one listener." not in page


def test_a_right_answer_puts_the_card_off(learner: Client) -> None:
    due = card(known=1)
    page = learner.post(f"/review/{due.pk}/", {"answer": "one"}).content.decode()

    assert "Right." in page
    assert "A port has one listener." in page
    due.refresh_from_db()
    assert due.known == 2
    assert due.due_at
    assert due.due_at > timezone.now() + timedelta(days=6)


def test_a_wrong_answer_begins_again(learner: Client) -> None:
    due = card(known=3)
    page = learner.post(f"/review/{due.pk}/", {"answer": "both"}).content.decode()

    assert "The answer is another one:" in page
    due.refresh_from_db()
    assert due.known == 0


def test_an_answer_counts_once(learner: Client) -> None:
    due = card()
    for _ in range(2):
        learner.post(f"/review/{due.pk}/", {"answer": "one"})

    due.refresh_from_db()
    assert due.known == 1


def test_what_is_no_answer_asks_again(learner: Client) -> None:
    due = card()
    answer = learner.post(f"/review/{due.pk}/", {"answer": "three"})

    assert (answer.status_code, answer["Location"]) == (303, "/review/")
    due.refresh_from_db()
    assert due.known == 0


def test_somebody_elses_card_is_not_there(learner: Client) -> None:
    theirs = card("2222222222")

    assert "Nothing is due." in learner.get("/review/").content.decode()
    assert learner.post(f"/review/{theirs.pk}/", {"answer": "one"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.known == 0


@pytest.mark.parametrize("gone", [{"card": 7}, {"exercise": "was-here-once"}])
def test_a_card_whose_question_is_gone_is_passed_over(
    learner: Client, gone: dict[str, object]
) -> None:
    card("1111111111", **gone)

    assert "Nothing is due." in learner.get("/review/").content.decode()


def test_nothing_due_says_when_something_will_be(learner: Client) -> None:
    card(due_at=timezone.now() + timedelta(days=2))

    assert "The next question comes back on" in learner.get("/review/").content.decode()


def test_a_visitor_without_a_session_has_no_cards() -> None:
    assert "Nothing is due." in Client(SERVER_NAME="localhost").get("/review/").content.decode()
