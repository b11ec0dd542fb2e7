"""Export and share: from the editor to the page, and by its link into another browser's sandbox."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench

pytestmark = pytest.mark.e2e


def test_what_is_written_opens_in_somebody_elses_sandbox(
    page: Page, browser: Browser, accessible: Look
) -> None:
    bench = Workbench(page).open("run-once")
    text = bench.text().replace("errand", "shared-errand")
    bench.write(text)
    page.get_by_role("button", name="Export and share").click()
    expect(page.get_by_role("heading", name="docker run, line by line")).to_be_visible()
    expect(page.get_by_text("podman kube play shared-errand-podman.yaml")).to_be_visible()
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download shared-errand.sh").click()
    assert download.value.suggested_filename == "shared-errand.sh"
    link = page.locator("[data-share-link]").inner_text()

    other = browser.new_context()
    visitor = other.new_page()
    visitor.goto(link)
    expect(visitor.get_by_text("Somebody shared this Pod with you.")).to_be_visible()
    assert Workbench(visitor).text() == text
    expect(visitor.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    accessible(visitor)
    other.close()
