"""An instructor copies an exercise, breaks it, mends it, publishes it; a learner solves it."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Look
from tests.support.web_server import ROOT, WebServer

pytestmark = pytest.mark.e2e
ORIGINAL = "debugging/connection-refused"
WHILE_IT_PLAYS = 600_000
CARD = 'assert: { tcp: { from: kiosk/customer, to: "localhost:${ASKED}", expect: %s } }'


@dataclass(frozen=True)
class Studio:
    """The studio's pages by the words one reads on them."""

    page: Page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def open_file(self, name: str) -> None:
        files = self.page.get_by_role("navigation", name="Files of this exercise")
        files.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).click()

    def text(self) -> str:
        """What would be saved."""
        return self.page.locator("#id_text").input_value()

    def write(self, text: str) -> None:
        """Replace the whole text, as one who pastes."""
        self.page.get_by_role("textbox", name=re.compile("^Text of")).click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def replace(self, old: str, new: str) -> None:
        text = self.text()
        assert text.count(old) == 1
        self.write(text.replace(old, new))

    def prove(self, outcome: str) -> None:
        self.press("Prove it")
        heading = self.page.get_by_role("heading", name=outcome, exact=True)
        expect(heading).to_be_visible(timeout=WHILE_IT_PLAYS)


@pytest.fixture
def studio(page: Page, site: WebServer) -> Studio:
    """Somebody who opened the operator's invitation, and made an account with it."""
    command = [sys.executable, "manage.py", "invite_instructor", "--address", site.address]
    environment = {**os.environ, **site.environment}
    told = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    page.goto(told.stdout.split()[0])
    page.get_by_role("link", name="Make an account").click()
    page.locator("[name=username]").fill(f"ada-{uuid.uuid4().hex[:8]}")
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill("correct horse battery")
    page.locator("main form").get_by_role("button").first.click()
    page.get_by_role("button", name=re.compile("^Make .* an instructor$")).click()
    page.get_by_role("link", name="Studio", exact=True).click()
    return Studio(page)


@pytest.fixture
def learner(browser: Browser, site: WebServer) -> Iterator[BrowserContext]:
    """A learner without an account, elsewhere."""
    context = browser.new_context(base_url=site.address, viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(90_000)
    yield context
    context.close()


def test_an_exercise_is_copied_broken_mended_published_and_solved(
    studio: Studio, learner: BrowserContext, accessible: Look
) -> None:
    page, slug = studio.page, f"class-{uuid.uuid4().hex[:8]}"
    accessible(page)
    begin_a_copy(studio, slug, accessible)

    break_it(studio, accessible)
    studio.prove("Not proved")
    expect(page.get_by_text("claims “The declared port")).to_contain_text("not what was measured")
    accessible(page)

    mend_it(studio)
    studio.prove("Proved")
    page.get_by_role("button", name=re.compile("^Publish version")).click()
    expect(page.get_by_role("row", name=re.compile("live"))).to_be_visible()
    accessible(page)

    solver = learner.new_page()
    lesson = f"/lessons/{slug}/connection-refused/"
    try:
        solve(solver, lesson, accessible)
    finally:
        end(solver, lesson)
    answer_the_report(studio, accessible)
    solver.goto(f"{lesson}?step=mend")
    expect(solver.get_by_text("It is meant so.")).to_be_visible()


def begin_a_copy(studio: Studio, slug: str, accessible: Look) -> None:
    """A pack of one's own, with a copy whose solution the proof plays once."""
    page = studio.page
    page.get_by_label("Title of the pack").fill(slug)
    studio.press("Begin the pack")
    accessible(page)
    page.get_by_label("Exercise", exact=True).select_option(ORIGINAL)
    studio.press("Copy it into this pack")
    page.get_by_label("How often the proof plays the solution").fill("1")
    studio.press("Save")
    expect(page.get_by_text("No mistakes in this file.")).to_be_visible()
    accessible(page)


def break_it(studio: Studio, accessible: Look) -> None:
    """A slip of the pen is told at its line; a wrong claim only the engine can tell."""
    page = studio.page
    studio.open_file("exercise.yaml")
    sound = studio.text()
    studio.write(sound.replace("answer: port", "answer: prot"))
    expect(page.locator("#problems")).to_contain_text("is none of the options")
    accessible(page)
    studio.write(sound.replace(CARD % "refused", CARD % "open"))
    expect(page.locator("#problems")).to_contain_text("No mistakes in this file.")
    expect(page.locator("#preview")).to_contain_text("Running, and yet refused")
    studio.press("Save")
    page.wait_for_load_state()


def mend_it(studio: Studio) -> None:
    page = studio.page
    page.get_by_role("link", name="Back to the pack").click()
    page.get_by_role("link", name="Running, and yet refused").click()
    studio.open_file("exercise.yaml")
    studio.replace(CARD % "open", CARD % "refused")
    studio.press("Save")
    page.wait_for_load_state()


def solve(page: Page, lesson: str, accessible: Look) -> None:
    """What the learner does not do is left behind with a reason; the Pod is mended."""
    page.goto(lesson)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_text("Continue anyway").first.click()
    page.get_by_label("I know this already").check()
    accessible(page)
    page.get_by_role("button", name="Continue anyway").click()
    page.get_by_label("The kernel, since nobody listens").check()
    page.get_by_label("sure", exact=True).check()
    page.get_by_role("button", name="Store my prediction").click()
    expect(page.get_by_text("You predicted")).to_be_visible()
    page.goto(f"{lesson}?step=mend")
    text = page.locator("#id_manifest").input_value()
    listen = re.search(r'name: LISTEN\s+value: "(\d+)"', text)
    assert listen
    asked = re.sub(r'(name: ASK\s+value: )"\d+"', rf'\1"{listen[1]}"', text)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(asked)
    page.get_by_role("button", name="Run kiosk with this").click()
    expect(page.get_by_text("All checks pass.")).to_be_visible(timeout=WHILE_IT_PLAYS)
    page.locator("#report > summary").click()
    page.get_by_label("What should it say instead, or what did you see?").fill("Two are enough.")
    page.get_by_role("button", name="Send it to the authors").click()
    expect(page.get_by_text("Sent to the authors")).to_be_visible()


def answer_the_report(studio: Studio, accessible: Look) -> None:
    """What the learner wrote has come with its readings; the answer goes back."""
    page = studio.page
    page.goto("/studio/reports/")
    accessible(page)
    row = page.get_by_role("listitem").filter(has_text="Two are enough.")
    row.get_by_role("link").click()
    expect(page.get_by_role("article").first).to_contain_text("check:buys: pass")
    accessible(page)
    page.get_by_label("Your answer").fill("It is meant so.")
    studio.press("Answer")
    expect(page.get_by_text("Nobody has continued anyway.")).to_have_count(0)


def end(page: Page, lesson: str) -> None:
    """As the page's own form would, whatever state the page is in."""
    tokens = [str(each["value"]) for each in page.context.cookies() if each["name"] == "csrftoken"]
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": tokens[0], "act": "end"}
    page.context.request.post(f"{lesson}scene/", form=form, timeout=WHILE_IT_PLAYS)
