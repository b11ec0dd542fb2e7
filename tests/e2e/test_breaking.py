"""Break something: what is foretold, the press, and what did happen beside it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench

pytestmark = pytest.mark.e2e


def test_a_killed_container_comes_back(page: Page, accessible: Look) -> None:
    bench = Workbench(page).open("shared-localhost")
    bench.run()
    bench.expect_running()
    page.get_by_role("link", name="Break something").click()
    page.get_by_text("Kill web", exact=True).first.click()
    expect(page.get_by_text("Restarts of web: 0 → 1.")).to_be_visible()
    expect(page.get_by_text("docker kill hello_web")).to_be_visible()
    accessible(page)

    page.get_by_role("button", name="Kill web").click()

    row = page.get_by_role("row")
    restarts = row.filter(has_text="web: restarts")
    expect(restarts).to_contain_text("changed", timeout=60_000)
    expect(row.filter(has_text="web: last state")).to_contain_text("Error, exit code 137")
    expect(row.filter(has_text="Pod: phase")).to_contain_text("the same")
    accessible(page)
