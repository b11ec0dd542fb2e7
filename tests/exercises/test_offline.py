"""A lesson as a file: what stands in it, and that it asks nobody for anything."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import AsyncClient

from podlab.curriculum.library import library
from podlab.exercises.offline.playing import played
from podlab.exercises.offline.rendering import STYLES
from tests.exercises.page.conftest import LESSON, browser
from tests.exercises.twins import twins

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(transaction=True)
OUTSIDE = re.compile(
    r'(?:href|src|action)="(?!#|data:)[^"]*"|url\((?!["\']?(?:data:|#))|@import|<script'
)


@pytest.fixture(autouse=True)
def styles(settings: LazySettings, tmp_path: Path) -> None:
    """A front end of one line."""
    path = tmp_path / "base" / STYLES
    path.parent.mkdir(parents=True)
    path.write_text("body{color:black}\n/*# sourceMappingURL=app.css.map */\n")
    settings.BASE_DIR = tmp_path / "base"


async def taken(browser: AsyncClient) -> str:
    answer = await browser.get(f"{LESSON}offline/")
    assert answer["Content-Disposition"] == 'attachment; filename="whose-localhost.html"'
    return answer.content.decode()


async def test_a_learner_takes_what_they_have_done(browser: AsyncClient) -> None:
    before = await taken(browser)
    await browser.post(f"{LESSON}predict/answer/", {"answer": "both", "confidence": "2"})
    after = await taken(browser)

    assert "You said:" not in before
    assert "The answer" not in before
    assert "You said: <b>The page comes on both sides.</b>" in after
    assert "The answer" in after
    assert "The address is in use" not in after  # what comes later is not told
    assert [OUTSIDE.findall(text) for text in (before, after)] == [[], []]
    assert "<style>body{color:black}</style>" in after


async def test_nothing_of_another_learner_is_in_it(
    browser: AsyncClient,
) -> None:
    await browser.post(f"{LESSON}predict/answer/", {"answer": "both", "confidence": "2"})

    assert "You said:" not in await taken(AsyncClient())


@pytest.mark.docker
async def test_a_lesson_is_played_for_its_file(
    live: None, learner: str, tmp_path: Path, settings: LazySettings
) -> None:
    settings.PODLAB_LESSONS = twins(tmp_path)

    text = await played(library(settings.PODLAB_LESSONS).exercise("basics", "twins"))

    assert OUTSIDE.findall(text) == []
    assert "Connection refused" in text
    assert text.count("copies-") >= 2  # the Deployment's Pods, as they ran
    assert text.count("is Running") >= 4
    assert "Nothing runs in this file" in text


def test_the_command_names_what_it_does_not_know(settings: LazySettings, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tlh"):
        call_command("exercise_export", settings.PODLAB_LESSONS, language="tlh", to=tmp_path)


async def test_a_site_without_styles_says_so(browser: AsyncClient, settings: LazySettings) -> None:
    (settings.BASE_DIR / STYLES).unlink()

    answer = await browser.get(f"{LESSON}offline/")

    assert (answer.status_code, b"`make run` builds it" in answer.content) == (503, True)
