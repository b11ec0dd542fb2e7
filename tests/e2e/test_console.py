"""Asking a port of the Pod from the page: who asks, what comes back, and what is seen of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench

pytestmark = pytest.mark.e2e


@pytest.fixture
def console(page: Page) -> Locator:
    bench = Workbench(page).open("shared-localhost")
    bench.run()
    bench.expect_running()
    return bench.panel("Ask")


def ask(console: Locator, source: str, path: str, port: str = "80") -> Locator:
    console.get_by_label("From").select_option(source)
    console.get_by_label("Port").fill(port)
    console.get_by_label("Path").fill(path)
    console.get_by_role("button", name="Ask", exact=True).click()
    return console.locator("#answer")


def test_a_container_and_outside_ask(console: Locator, page: Page, accessible: Look) -> None:
    inside = ask(console, "writer", "/asked-from-the-page")
    expect(inside).to_contain_text("404")
    expect(inside).to_contain_text(re.compile("nginx", re.IGNORECASE))
    accessible(page)
    traffic = Workbench(page).panel("Traffic")
    expect(traffic).to_contain_text(re.compile(r"writer → web:80\s*GET /asked-from-the-page"))

    Workbench(page).panel("Ask")
    expect(ask(console, "outside the Pod", "/")).to_contain_text("200")
    console.get_by_role("button", name="Ask again and show it as a page").click()
    frame = page.frame_locator("iframe[name=answer-page]")
    expect(frame.get_by_role("heading")).to_contain_text("nginx", ignore_case=True)


@pytest.mark.parametrize("source", ["client", "outside the Pod"])
def test_why_there_is_no_answer_is_said(console: Locator, source: str) -> None:
    answer = ask(console, source, "/", port="81")

    expect(answer).to_contain_text("No answer.")
    expect(answer).to_contain_text(re.compile("connection refused", re.IGNORECASE))


def test_without_scripts_the_answer_is_a_page(plain_page: Page) -> None:
    plain_page.goto("/sandbox/?example=shared-localhost")
    plain_page.get_by_role("button", name="Run", exact=True).click()
    expect(plain_page.locator("[data-phase]")).to_be_visible()
    plain_page.wait_for_timeout(5000)  # no stream tells this page when the Pod runs
    plain_page.reload()
    plain_page.locator("#panel-ask").get_by_role("button", name="Ask", exact=True).click()

    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("answered")
    expect(plain_page.locator(".answer-head")).to_contain_text("200")
