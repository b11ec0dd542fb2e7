"""The whole networking experiment, as a learner plays it: wrong at first, right, and plainly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Look

pytestmark = pytest.mark.e2e
LESSON = "/lessons/pods-101/whose-localhost/"
WHILE_IT_RUNS = 120_000
AT_ONCE = "On the left the request is refused at once. On the right the page comes."
SECOND_FAILS = "On the left both run. On the right back ends with an error"


@dataclass(frozen=True)
class Lesson:
    """The lesson's page by the words one reads on it."""

    page: Page

    def open(self) -> "Lesson":
        self.page.goto(LESSON)
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def press(self, name: str) -> None:
        self.button(name).click()

    def predict(self, words: str, sure: str) -> None:
        self.page.get_by_label(words).check()
        self.page.get_by_label(sure, exact=True).check()
        self.press("Store my prediction")

    def see(self, words: str) -> None:
        self.page.get_by_label(words, exact=True).check()
        self.press("Store what I saw")

    def go_on(self) -> None:
        self.page.get_by_role("link", name="Continue").or_(self.button("Continue")).click()

    def card(self, claim: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=claim)

    def write(self, text: str) -> None:
        self.page.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)


@pytest.fixture
def lesson(page: Page) -> Iterator[Lesson]:
    """The lesson, opened; what runs for it is gone after the test."""
    yield Lesson(page).open()
    end(page)


@pytest.fixture
def plain_lesson(plain_page: Page) -> Iterator[Lesson]:
    """The same without JavaScript."""
    yield Lesson(plain_page).open()
    end(plain_page)


def end(page: Page) -> None:
    """As the page's own form would, whatever state the page is in."""
    tokens = [str(each["value"]) for each in page.context.cookies() if each["name"] == "csrftoken"]
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": tokens[0], "act": "end"}
    page.context.request.post(f"{LESSON}scene/", form=form, timeout=WHILE_IT_RUNS)


def test_wrong_predictions_meet_the_evidence(lesson: Lesson, accessible: Look) -> None:
    page = lesson.page
    expect(page.get_by_text("Not started").first).to_be_visible()
    accessible(page)

    lesson.predict("The page comes on both sides.", "fairly sure")
    lesson.press("Ask localhost on both sides")

    expect(page.get_by_text("The evidence disagrees")).to_be_visible(timeout=WHILE_IT_RUNS)
    expect(lesson.card("Nobody listens on client's own localhost")).to_contain_text("refused")
    expect(lesson.card("One network namespace")).to_contain_text(re.compile(r"net:\[\d+\]"))
    expect(page.locator("#scene")).not_to_contain_text("being measured", timeout=WHILE_IT_RUNS)
    expect(page.locator(".side-left")).to_contain_text("connection refused")
    accessible(page)

    lesson.see("The page, as on the right.")
    expect(page.get_by_text("That is not what the cards show.")).to_be_visible()
    expect(page.locator("#card-refused.is-marked")).to_be_visible()
    accessible(page)
    lesson.see("Connection refused, at once.")
    expect(page.get_by_text("So being on one machine is not what counts.")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(page)


def test_the_whole_experiment_predicted_right(lesson: Lesson, accessible: Look) -> None:
    page = lesson.page
    lesson.predict(AT_ONCE, "sure")
    lesson.press("Ask localhost on both sides")
    expect(page.get_by_text("It came as you said")).to_be_visible(timeout=WHILE_IT_RUNS)
    lesson.see("Connection refused, at once.")
    lesson.go_on()
    page.get_by_label("In your own words").fill("They share one network namespace.")
    lesson.press("Compare with another's words")
    expect(page.get_by_text("One could say")).to_be_visible()
    accessible(page)
    lesson.go_on()

    lesson.predict(SECOND_FAILS, "sure")
    lesson.press("Start both servers on both sides")
    expect(lesson.card("the address is in use")).to_contain_text(
        "Address already in use", timeout=WHILE_IT_RUNS
    )
    lesson.see("back in the Pod")
    lesson.go_on()
    build(lesson, accessible)
    lesson.go_on()
    expect(page.get_by_role("heading", name="In a real cluster")).to_be_visible()
    expect(page.get_by_text("kubectl apply -f duo.yaml")).to_be_visible()
    accessible(page)
    lesson.go_on()
    remember(lesson, accessible)


def build(lesson: Lesson, accessible: Look) -> None:
    """First what can't be read, then what is right; each check says why not until it passes."""
    page = lesson.page
    expect(page.locator("#check-back-answers")).to_contain_text("On which port does back try")
    text = page.locator("#id_manifest").input_value()
    lesson.write(text.replace("kind: Pod", "kind: Pot"))
    lesson.press("Run rivals with this")
    expect(page.locator("#problems li").first).to_contain_text("Required value: Pod")
    accessible(page)

    asked = page.locator("#check-back-answers .check-title").inner_text()
    other = re.findall(r"\d+", asked)[0]
    head, _, tail = text.rpartition('value: "')
    lesson.write(f'{head}value: "{other}{tail[tail.index(chr(34)) :]}')
    lesson.press("Run rivals with this")
    expect(page.get_by_text("All checks pass.")).to_be_visible(timeout=WHILE_IT_RUNS)
    accessible(page)


def remember(lesson: Lesson, accessible: Look) -> None:
    """A wrong answer gets the right one beside it."""
    page = lesson.page
    expect(page.get_by_text("You have gone through this lesson.")).to_be_visible()
    page.get_by_label("Both run, since each has ports of its own.").check()
    lesson.button("Answer").first.click()
    expect(page.get_by_text("The answer is another one:")).to_be_visible()
    accessible(page)


def test_without_javascript_to_the_end(plain_lesson: Lesson) -> None:
    lesson, plain_page = plain_lesson, plain_lesson.page
    lesson.predict(AT_ONCE, "a guess")
    lesson.press("Ask localhost on both sides")

    expect(plain_page.get_by_text("It came as you said")).to_be_visible(timeout=WHILE_IT_RUNS)
    expect(lesson.card("Two network namespaces")).to_contain_text(re.compile(r"net:\[\d+\]"))
    plain_page.get_by_role("link", name="Look inside what runs").click()
    expect(plain_page.locator("#panel-traffic")).to_contain_text("client → web")
    plain_page.go_back()
    lesson.see("A page, but not that of web.")
    expect(plain_page.get_by_text("That is not what the cards show.")).to_be_visible()
    lesson.see("Connection refused, at once.")
    lesson.go_on()
    plain_page.get_by_label("In your own words").fill("A network namespace.")
    lesson.press("Compare with another's words")
    lesson.go_on()
    lesson.predict(SECOND_FAILS, "sure")
    lesson.press("Start both servers on both sides")
    lesson.see("back in the Pod")
    lesson.go_on()
    build_plainly(lesson)
    lesson.go_on()
    expect(plain_page.get_by_role("heading", name="In a real cluster")).to_be_visible()
    lesson.go_on()
    expect(plain_page.get_by_text("You have gone through this lesson.")).to_be_visible()
    with plain_page.expect_download() as kept:
        plain_page.get_by_role("link", name="Keep it as a file").click()
    assert kept.value.suggested_filename == "whose-localhost.html"


def build_plainly(lesson: Lesson) -> None:
    """The other port in the text area, run, and checked by a button."""
    page = lesson.page
    other = re.findall(r"\d+", page.locator("#check-back-answers .check-title").inner_text())[0]
    head, _, tail = page.locator("#id_manifest").input_value().rpartition('value: "')
    page.locator("#id_manifest").fill(f'{head}value: "{other}{tail[tail.index(chr(34)) :]}')
    lesson.press("Run rivals with this")
    lesson.press("Check now")
    expect(page.get_by_text("All checks pass.")).to_be_visible(timeout=WHILE_IT_RUNS)
