"""The map of concepts in a browser: from a box to its exercises, readable to everybody."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look

pytestmark = pytest.mark.e2e


def test_the_map_leads_from_a_concept_to_its_exercises(page: Page, accessible: Look) -> None:
    page.goto("/lessons/")
    page.get_by_role("link", name="See what builds on what").click()
    page.locator(".concept-map a").filter(has_text="Exit code").click()

    shown = page.locator("#concept-exit-code:target")
    expect(shown.get_by_role("link", name="It keeps restarting")).to_be_visible()
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)
