"""The sandbox page as a learner handles it: write, run, read the panels, stop."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Workbench:
    """The page under /sandbox/, by the words one reads on it."""

    page: Page

    def open(self, example: str | None = None) -> "Workbench":
        self.page.goto(f"/sandbox/?example={example}" if example else "/sandbox/")
        return self

    @property
    def editor(self) -> Locator:
        return self.page.get_by_role("textbox", name="Manifest")

    @property
    def problems(self) -> Locator:
        return self.page.locator("#problems")

    @property
    def phase(self) -> Locator:
        return self.page.locator("[data-phase]")

    @property
    def picture(self) -> Locator:
        return self.page.locator("#picture svg.is-wide")

    def panel(self, name: str) -> Locator:
        """The rows of one reading, brought to the front."""
        self.page.get_by_role("tab", name=re.compile(f"^{name}")).click()
        return self.page.locator(f"#panel-{name.lower()}")

    def write(self, text: str) -> None:
        """Replace the whole text, as one who pastes."""
        self.editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def text(self) -> str:
        """What would be submitted."""
        return self.page.locator("#id_manifest").input_value()

    def run(self) -> None:
        self.page.get_by_role("button", name="Run", exact=True).click()

    def stop(self) -> None:
        self.page.get_by_role("button", name="Stop", exact=True).click()

    def expect_running(self) -> None:
        expect(self.phase).to_contain_text("Running")
