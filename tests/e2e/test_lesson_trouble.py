"""What goes wrong in the middle of a lesson, as a learner meets it; what was answered stays."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.test_lesson_networking import AT_ONCE, WHILE_IT_RUNS, Lesson, end
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def lesson(own_node: NodeServer, browser: Browser, tmp_path: Path) -> Iterator[Lesson]:
    """The lesson on a site and a node of its own, after its first button."""
    site = WebServer(tmp_path / "web", own_node.kubeconfig)
    site.start()
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(WHILE_IT_RUNS)
    try:
        lesson = Lesson(context.new_page()).open()
        lesson.predict(AT_ONCE, "sure")
        lesson.press("Ask localhost on both sides")
        expect(lesson.page.get_by_text("It came as you said")).to_be_visible(timeout=WHILE_IT_RUNS)
        yield lesson
        end(lesson.page)
    finally:
        context.close()
        site.stop()


def namespace_of(page: Page) -> str:
    """Where the learner's Pods run, as the cards' commands say."""
    found = re.search(r"learner-\w+", page.locator("#scene").inner_text())
    assert found
    return found[0]


def test_a_pod_that_dies_and_a_cluster_that_goes_away(
    lesson: Lesson, own_node: NodeServer, accessible: Look
) -> None:
    page = lesson.page
    look_inside(page, accessible)

    with own_node.client() as client:
        path = f"/api/v1/namespaces/{namespace_of(page)}/pods/duo"
        client.request("DELETE", path, json={"gracePeriodSeconds": 0}).raise_for_status()
    expect(page.locator(".unit-gone")).to_contain_text("deleted with kubectl")
    accessible(page)
    lesson.press("Build it again")
    expect(page.locator('.unit[data-unit="right/duo"] svg.is-wide')).to_contain_text("Running")
    expect(page.locator(".predicted")).to_contain_text(AT_ONCE)

    own_node.kill()
    expect(page.get_by_text("The connection to Podlab is lost.").first).to_be_visible()
    lesson.press("Do it again")
    expect(page.get_by_text("What you answered is stored.")).to_be_visible(timeout=WHILE_IT_RUNS)
    expect(page.locator(".predicted")).to_contain_text(AT_ONCE)
    accessible(page)

    own_node.start()
    page.get_by_role("link", name="Try again").click()
    lesson.press("Do it again")
    expect(page.locator(".side-right .verdict")).to_contain_text("answered", timeout=WHILE_IT_RUNS)


def look_inside(page: Page, accessible: Look) -> None:
    """Traffic of the Pod, a shell in it, then another container of the scene."""
    page.get_by_text("Look inside", exact=True).click()
    choice = page.get_by_label("Look into")
    expect(choice.locator("option:checked")).to_have_text("duo · One Pod")
    expect(page.locator("#panel-traffic")).to_contain_text("client → web")
    accessible(page)
    page.get_by_role("tab", name="Terminal").click()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("[data-term-state]")).to_contain_text("sh in web")
    page.keyboard.type("hostname\n")
    expect(page.locator(".xterm-rows")).to_contain_text("duo")
    page.get_by_role("tab", name="Over time").click()
    expect(page.locator(".tl-drawing")).to_contain_text("Running")
    choice.select_option(label="client · Separate containers")
    expect(page.locator(".tl-drawing")).to_contain_text("Running")
    expect(page.locator("#picture")).to_contain_text("connection refused")
    page.get_by_text("Look inside", exact=True).click()
