"""Going on anyway with a reason, and reports that a check is wrong; nothing runs for them."""

import pytest
from django.test import AsyncClient

from podlab.exercises.checking import keep
from podlab.exercises.models import Attempt, Report, Skip
from podlab.exercises.results import Outcome, Result
from tests.exercises.page.conftest import LESSON
from tests.exercises.page.test_answering import predict

pytestmark = pytest.mark.django_db(transaction=True)


async def stage(browser: AsyncClient, step: str = "") -> str:
    page = await browser.get(f"{LESSON}?step={step}")
    return str(page.context["stage"].id)


async def test_a_step_is_left_behind_with_its_reason(browser: AsyncClient) -> None:
    await predict(browser, "both")

    answer = await browser.post(f"{LESSON}run/skip/", {"reason": "broken", "words": "no node"})

    kept = await Skip.objects.aget()
    assert (answer.status_code, kept.step, kept.reason, kept.words) == (
        303, "run", "broken", "no node",
    )  # fmt: skip
    assert answer["Location"].endswith("?step=observe")
    assert await stage(browser) == "observe"
    assert await stage(browser, "run") == "run"


async def test_whoever_skips_comes_to_the_end_and_has_not_solved_it(browser: AsyncClient) -> None:
    await predict(browser, "both")
    page = await browser.get(LESSON)
    for step in page.context["visit"].spec.steps:
        asked = step.predict.options[0].id if step.predict else "words"
        await browser.post(f"{LESSON}{step.id}/skip/", {"reason": "time"})
        await browser.post(f"{LESSON}{step.id}/answer/", {"answer": asked, "confidence": "1"})

    await browser.post(f"{LESSON}end/")

    page = await browser.get(LESSON)
    assert page.context["visit"].way.is_finished
    assert page.context["visit"].way.skipped
    assert (await Attempt.objects.aget()).solved_at is None


@pytest.mark.parametrize(
    ("step", "reason", "status"),
    [
        ("run", "", 422),
        ("run", "because", 422),
        ("predict", "time", 404),
        ("build", "time", 404),
        ("no-such-step", "time", 404),
    ],
)
async def test_what_cannot_be_skipped_is_not(
    browser: AsyncClient, step: str, reason: str, status: int
) -> None:
    if step != "build":
        await predict(browser, "both")

    answer = await browser.post(f"{LESSON}{step}/skip/", {"reason": reason})

    assert answer.status_code == status
    assert not await Skip.objects.aexists()


async def test_a_report_takes_its_run_record_along(browser: AsyncClient) -> None:
    page = await browser.get(LESSON)
    first = next(iter(page.context["trouble"]["subjects"]))

    sent = {"of": first, "words": "Nobody can know that."}
    answer = await browser.post(f"{LESSON}predict/report/", sent)

    report = await Report.objects.aget()
    attempt = await Attempt.objects.aget()
    assert (answer.status_code, report.of, report.words) == (303, first, "Nobody can know that.")
    assert report.record["variables"] == attempt.variables
    assert (report.pack, report.exercise, report.content) == (
        attempt.pack, attempt.exercise, attempt.content,
    )  # fmt: skip


async def test_the_readings_of_a_check_are_in_the_record(browser: AsyncClient) -> None:
    await predict(browser, "both")
    page = await browser.get(LESSON)
    attempt = await Attempt.objects.aget()
    card = next(of for of in page.context["trouble"]["subjects"] if of.startswith("card:"))
    read = Result(Outcome.FAIL, "refused", "200 OK", "wget -qO- localhost", "HTTP/1.1 200 OK")
    await keep(attempt, card, read)

    await browser.post(f"{LESSON}run/report/", {"of": card, "words": "It does answer."})

    report = await Report.objects.aget()
    assert [(each["expected"], each["actual"]) for each in report.record["readings"]] == [
        ("refused", "200 OK")
    ]
    page = await browser.get(LESSON)
    assert [each.words for each in page.context["trouble"]["reports"]] == ["It does answer."]


async def test_a_second_report_about_the_same_takes_the_place_of_the_first(
    browser: AsyncClient,
) -> None:
    await browser.get(LESSON)
    for words in ("first", "second"):
        sent = {"of": "step:predict", "words": words}
        await browser.post(f"{LESSON}predict/report/", sent)

    assert [each.words async for each in Report.objects.all()] == ["second"]


@pytest.mark.parametrize(
    ("of", "words"), [("step:predict", ""), ("check:of-another-exercise", "wrong"), ("", "wrong")]
)
async def test_what_says_nothing_is_no_report(browser: AsyncClient, of: str, words: str) -> None:
    await browser.get(LESSON)

    answer = await browser.post(f"{LESSON}predict/report/", {"of": of, "words": words})

    assert answer.status_code == 422
    assert not await Report.objects.aexists()


async def test_reports_and_skips_of_another_learner_are_not_shown(
    browser: AsyncClient, another: AsyncClient
) -> None:
    await predict(browser, "both")
    await browser.post(f"{LESSON}run/report/", {"of": "step:run", "words": "a secret of mine"})
    await browser.post(f"{LESSON}run/skip/", {"reason": "time", "words": "a secret of mine"})
    await predict(another, "both")

    page = await another.get(f"{LESSON}?step=run")

    assert page.context["stage"].id == "run"
    assert page.context["trouble"]["reports"] == []
    assert b"a secret of mine" not in page.content
