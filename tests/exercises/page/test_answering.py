"""Predictions and answers, stored by forms; nothing runs for them."""

import pytest
from asgiref.sync import ThreadSensitiveContext
from django.test import AsyncClient

from podlab.exercises.models import Answer, Attempt, SceneRun
from tests.exercises.page.conftest import LESSON

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = f"{LESSON}predict/answer/"


async def predict(browser: AsyncClient, option: str, confidence: str = "2") -> int:
    await browser.get(LESSON)
    answer = await browser.post(ANSWER, {"answer": option, "confidence": confidence})
    return answer.status_code


async def test_a_prediction_is_stored_and_opens_the_run(browser: AsyncClient) -> None:
    assert await predict(browser, "both") == 303

    stored = await Answer.objects.aget(step="predict")
    page = await browser.get(LESSON)
    assert (stored.value, stored.confidence, stored.is_right) == ("both", 2, False)
    assert page.context["stage"].id == "run"
    assert not await SceneRun.objects.aexists()


async def test_a_prediction_is_changed_once_and_both_are_kept(browser: AsyncClient) -> None:
    await predict(browser, "both")

    assert [await predict(browser, "hangs"), await predict(browser, "pod-only")] == [303, 409]

    stored = await Answer.objects.aget(step="predict")
    assert (stored.value, stored.before) == ("hangs", "both")


@pytest.mark.parametrize(("option", "confidence"), [("nonsense", "2"), ("", "2"), ("both", "9")])
async def test_what_is_no_answer_stores_nothing(
    browser: AsyncClient, option: str, confidence: str
) -> None:
    assert await predict(browser, option, confidence) == 422
    assert not await Answer.objects.aexists()


@pytest.mark.parametrize("path", ["run/do/", "observe/answer/", "build/check/", "end/"])
async def test_nothing_runs_before_the_prediction(browser: AsyncClient, path: str) -> None:
    await browser.get(LESSON)

    answer = await browser.post(f"{LESSON}{path}", {"answer": "refused", "key": "a"})

    assert answer.status_code == 404
    assert not await SceneRun.objects.aexists()


async def test_the_scene_cannot_be_built_before_the_prediction(browser: AsyncClient) -> None:
    await browser.get(LESSON)

    answer = await browser.post(f"{LESSON}scene/", {"act": "begin"})

    assert answer.status_code == 400


async def test_variables_stay_the_same_for_a_learner(browser: AsyncClient) -> None:
    first = await browser.get(LESSON)
    again = await browser.get(LESSON)

    assert first.context["visit"].attempt.variables == again.context["visit"].attempt.variables
    assert await Attempt.objects.acount() == 1


async def test_one_learner_sees_nothing_of_another(
    browser: AsyncClient, another: AsyncClient
) -> None:
    await predict(browser, "both")

    page = await another.get(LESSON)

    assert page.context["stage"].id == "predict"
    assert page.context["given"] is None


async def test_beginning_again_keeps_the_attempt_before(browser: AsyncClient) -> None:
    await predict(browser, "both")

    await browser.post(f"{LESSON}again/")

    page = await browser.get(LESSON)
    assert page.context["stage"].id == "predict"
    assert await Attempt.objects.acount() == 2


async def test_a_node_that_is_away_is_told_and_loses_nothing(browser: AsyncClient) -> None:
    await predict(browser, "both")

    async with ThreadSensitiveContext():  # as a server gives one to each request
        answer = await browser.post(f"{LESSON}run/do/", {"key": "a"})

    assert answer.status_code == 503
    assert b"What you answered is stored" in answer.content
    assert answer.context["predicted"].said == "The page comes on both sides."


@pytest.mark.parametrize("address", ["/lessons/no/such/", "/lessons/pods-101/nothing/"])
async def test_a_lesson_that_is_not_there(browser: AsyncClient, address: str) -> None:
    assert (await browser.get(address)).status_code == 404


@pytest.mark.parametrize("path", ["predict/answer/", "run/do/", "scene/", "again/", "end/"])
async def test_nothing_changes_by_get(browser: AsyncClient, path: str) -> None:
    assert (await browser.get(f"{LESSON}{path}")).status_code == 405


async def test_a_form_of_another_site_stores_nothing(browser: AsyncClient) -> None:
    strict = AsyncClient(enforce_csrf_checks=True)
    await strict.get(LESSON)

    answer = await strict.post(ANSWER, {"answer": "both", "confidence": "1"})

    assert answer.status_code == 403


async def test_a_row_of_the_table_leads_to_its_experiment(browser: AsyncClient) -> None:
    answer = await browser.get("/compare/networking/")

    assert (answer.status_code, answer["Location"]) == (302, LESSON)
    assert (await browser.get("/compare/colour/")).status_code == 404
