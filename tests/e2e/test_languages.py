"""A learner whose browser speaks German: every page does, scripts included, until they switch."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import MILLISECONDS_TO_SEE, Look
from tests.support.web_server import WebServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def german_page(browser: Browser, site: WebServer) -> Iterator[Page]:
    """A tab of a browser that asks for German. What its scripts complain of fails the test."""
    context = browser.new_context(base_url=site.address, locale="de-AT")
    context.set_default_timeout(MILLISECONDS_TO_SEE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_german_learner_reads_runs_and_switches(german_page: Page, accessible: Look) -> None:
    page = german_page
    for path, heading in (
        ("/", "Ein Pod umschließt Container, die sich eine Adresse teilen."),
        ("/lessons/", "Lektionen"),
        ("/review/", "Wiederholen"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        accessible(page)

    page.goto("/sandbox/?example=shared-localhost")
    page.get_by_role("button", name="Starten", exact=True).click()
    expect(page.locator("[data-phase]")).to_contain_text("bereit")  # a script's word
    expect(page.locator("#picture .is-wide")).to_contain_text("bereit")  # the server's
    page.get_by_role("button", name="Beenden", exact=True).click()
    expect(page.locator("[data-ended-reason]")).to_have_text("von dir beendet")

    page.goto("/lessons/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lessons")
    assert page.url.endswith("/lessons/")
    assert page.locator("html").get_attribute("lang") == "en"
