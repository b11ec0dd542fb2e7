"""A fault as learners meet it: a symptom, a wrong diagnosis, the log, the Pod mended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look

pytestmark = pytest.mark.e2e
LESSON = "/lessons/debugging/keeps-restarting/"
WHILE_IT_RUNS = 120_000


@pytest.fixture
def lesson(page: Page) -> Iterator[Page]:
    """The lesson, opened; what runs for it is gone after the test."""
    page.goto(LESSON)
    yield page
    tokens = [str(each["value"]) for each in page.context.cookies() if each["name"] == "csrftoken"]
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": tokens[0], "act": "end"}
    page.context.request.post(f"{LESSON}scene/", form=form, timeout=WHILE_IT_RUNS)


def test_a_symptom_a_diagnosis_and_a_pod_mended(lesson: Page, accessible: Look) -> None:
    page = lesson
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Ask kubectl for the Pod").click()
    said = page.get_by_role("article").filter(has_text="What kubectl said")
    expect(said).to_contain_text("CrashLoopBackOff", timeout=WHILE_IT_RUNS)

    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_text("Answer from what you have read.")).to_be_visible()
    expect(said).to_contain_text("CrashLoopBackOff")
    accessible(page)
    page.get_by_label("Kubernetes ends it").check()
    page.get_by_label("a guess", exact=True).check()
    page.get_by_role("button", name="Store my prediction").click()
    page.get_by_role("button", name="Describe it, and read its log").click()
    expect(page.get_by_text("The evidence disagrees")).to_be_visible(timeout=WHILE_IT_RUNS)
    expect(said).to_contain_text("logs shop -c app --previous")
    expect(said).to_contain_text("CATALOGUE is not set")

    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_text("Not being ready ends no container.")).to_be_visible()
    broken = page.locator("#id_manifest").input_value()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(broken.replace("name: CATALOG\n", "name: CATALOGUE\n"))
    page.get_by_role("button", name="Run shop with this").click()
    expect(page.locator(".check-list")).to_contain_text("passed", timeout=WHILE_IT_RUNS)
    expect(page.get_by_role("link", name="Continue")).to_be_visible(timeout=WHILE_IT_RUNS)
