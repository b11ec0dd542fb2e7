"""Where a learner stands: on the home page, and in the list of lessons."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from podlab.exercises.models import Attempt
from tests.exercises.twins import FOLDER, twins

STEPS = """\
steps:
  - id: ask
    do:
      label: Ask
      cards:
        - {id: refused, side: left, claim: "Nobody on ${PORT}", assert: {pod: {of: left/web}}}
        - {id: answered, side: right, claim: "`web` answers", assert: {pod: {of: right/duo}}}
        - {id: second, side: right, claim: "Later", assert: {pod: {of: right/duo}}}
  - {id: why, explain: {prompt: "Why?", model: "Because."}}
"""


@pytest.fixture(autouse=True)
def lessons(tmp_path: Path, settings: LazySettings, transactional_db: None) -> None:
    settings.PODLAB_LESSONS = twins(tmp_path)
    file = tmp_path / FOLDER / "exercise.yaml"
    head = file.read_text().partition("steps:\n")[0]
    file.write_text(head.replace("aspect: networking", "aspect: storage") + STEPS)
    for name in ("home.yaml", "images.yaml", "sandbox"):
        (tmp_path / name).symlink_to(Path(__file__).parents[2] / "lessons" / name)


@pytest.fixture
def learner() -> Client:
    return guest("1111111111")


def guest(key: str) -> Client:
    """A visitor whose session is known."""
    client = Client(SERVER_NAME="localhost")
    session = client.session
    session["guest"] = key
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def attempt(key: str = "1111111111", **fields: object) -> Attempt:
    variables = {"PORT": "8080", "TOKEN": "c0ffee"}
    return Attempt.objects.create(
        owner_key=key, pack="basics", exercise="twins", variables=variables, **fields
    )


def read_off(of: Attempt, card: str, actual: str, outcome: str = "pass") -> None:
    of.readings.create(of=f"card:{card}", milliseconds=1, outcome=outcome, actual=actual)


def row(page: str, slug: str) -> str:
    """The words of one row of the table."""
    found = re.search(rf'<tr id="{slug}">.*?</tr>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_home_shows_the_first_evidence_of_each_side(learner: Client) -> None:
    mine = attempt()
    mine.done.create(step="ask", key="1", finished_at=timezone.now())
    read_off(mine, "ask/refused", "refused at first")
    read_off(mine, "ask/refused", "refused")
    read_off(mine, "ask/answered", "not yet", "fail")
    read_off(mine, "ask/second", "<b>seen</b>")

    told = row(learner.get("/").content.decode(), "storage")

    assert "You have seen: Nobody on 8080 refused, " in told
    assert "refused at first" not in told
    assert "You have seen: Later &lt;b&gt;seen&lt;/b&gt;, " in told
    assert "1 of 2 steps" in told


def test_home_shows_nobody_elses_evidence(learner: Client) -> None:
    theirs = attempt("2222222222", solved_at=timezone.now())
    read_off(theirs, "ask/refused", "refused")

    told = row(learner.get("/").content.decode(), "storage")

    assert "Not begun" in told
    assert "seen" not in told


def test_home_says_nothing_of_rows_without_a_lesson(learner: Client) -> None:
    assert "Not begun" not in row(learner.get("/").content.decode(), "definition")


@pytest.mark.parametrize("aspect", ["pattern:sidecar", "practice:non-root"])
def test_home_opens_the_lesson_of_a_pattern_and_of_a_practice(
    learner: Client, tmp_path: Path, aspect: str
) -> None:
    file = tmp_path / FOLDER / "exercise.yaml"
    file.write_text(file.read_text().replace("aspect: storage", f"aspect: {aspect}"))
    slug = aspect.partition(":")[2]
    page = learner.get("/").content.decode()

    card = page.partition(f'<article class="card" id="{slug}">')[2].partition("</article>")[0]
    assert "/lessons/basics/twins/" in card


def test_home_prefers_an_experiment(learner: Client, tmp_path: Path) -> None:
    file = tmp_path / FOLDER / "exercise.yaml"
    first = file.read_text().replace("id: twins", "id: first").replace("0d7c3f0e", "0d7c3f0f")
    folder = tmp_path / FOLDER.replace("020.twins", "005.first")
    shutil.copytree(tmp_path / FOLDER, folder)
    (folder / "exercise.yaml").write_text(f"kind: fix\n{first}")
    page = learner.get("/").content.decode()

    assert "/lessons/basics/twins/" in page.partition('<tr id="storage">')[2]
    assert "/lessons/basics/first/" not in page.partition('<tr id="storage">')[2]
    assert learner.get("/compare/storage/").headers["Location"] == "/lessons/basics/twins/"


def test_a_lesson_that_was_solved_stays_done_when_it_is_begun_again(learner: Client) -> None:
    attempt(solved_at=timezone.now(), superseded_at=timezone.now())
    attempt()

    assert "Done" in row(learner.get("/").content.decode(), "storage")


@pytest.mark.parametrize("path", ["/", "/lessons/"])
def test_pages_ask_as_much_for_many_attempts_as_for_one(
    learner: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        attempt(superseded_at=timezone.now())
    attempt()

    with django_assert_max_num_queries(5):
        learner.get(path)


def test_lessons_tells_how_far_one_is(learner: Client) -> None:
    mine = attempt()
    mine.done.create(step="ask", key="1", finished_at=timezone.now())
    mine.done.create(step="ask", key="2")
    page = learner.get("/lessons/").content.decode()

    assert "Twins" in page
    assert "1 of 2 steps" in page
    assert 'max="2" value="1"' in page


def test_lessons_with_mistakes_are_left_out_and_told(
    learner: Client, tmp_path: Path, settings: LazySettings
) -> None:
    settings.PODLAB_LESSONS = twins(tmp_path / "broken", "  - {id: why}\n")
    page = learner.get("/lessons/").content.decode()

    assert "left out" in page
    assert "Twins" not in page
