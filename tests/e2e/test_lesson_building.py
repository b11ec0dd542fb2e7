"""A Dockerfile of one stage becomes one of two, in the browser, as a learner does it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look

pytestmark = pytest.mark.e2e
LESSON = "/lessons/practices/multi-stage/"
WHILE_IT_BUILDS = 240_000
UNWISE = "FROM gcc\nADD http://localhost/ /x\nRUN cd /tmp && ls\n"
TWO_STAGES = """\
FROM gcc AS workshop
WORKDIR /src
COPY server.c build.key ./
RUN gcc -O2 -static -o /server server.c

FROM scratch
COPY --from=workshop /server /server
USER 65532
CMD ["/server"]
"""


@pytest.fixture
def lesson(page: Page) -> Iterator[Page]:
    """The lesson, opened; what was built for it is gone after the test."""
    page.goto(LESSON)
    yield page
    tokens = [str(each["value"]) for each in page.context.cookies() if each["name"] == "csrftoken"]
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": tokens[0], "act": "end"}
    page.context.request.post(f"{LESSON}scene/", form=form, timeout=WHILE_IT_BUILDS)


def test_a_dockerfile_is_built_linted_and_mended(lesson: Page, accessible: Look) -> None:
    page = lesson
    predict(page, "only in the left image")
    page.get_by_role("button", name="Build both images").click()
    expect(page.get_by_text("It came as you said")).to_be_visible(timeout=WHILE_IT_BUILDS)
    expect(page.locator(".side-right .layers li")).to_have_count(1)
    accessible(page)
    page.get_by_role("link", name="Open multi").click()
    expect(page.locator(".image-says")).to_contain_text("programs: 1", timeout=WHILE_IT_BUILDS)

    page.get_by_label("one", exact=True).check()
    page.get_by_role("button", name="Store what I saw").click()
    predict(page, "Both Pods answer with the same page.")
    page.get_by_role("button", name="Run both images").click()
    expect(page.get_by_text("It came as you said")).to_be_visible(timeout=WHILE_IT_BUILDS)

    page.goto(f"{LESSON}?step=build")
    write(page, UNWISE)
    findings = page.locator("#findings")
    expect(findings).to_contain_text("ADD is refused here", timeout=WHILE_IT_BUILDS)
    expect(findings.locator("li[data-line='3']")).to_contain_text("DL3003")
    accessible(page)

    write(page, TWO_STAGES)
    page.get_by_role("button", name="Build mine with this").click()
    expect(page.get_by_text("4 of 4 points")).to_be_visible(timeout=WHILE_IT_BUILDS)


def predict(page: Page, words: str) -> None:
    page.get_by_label(words).check()
    page.get_by_label("sure", exact=True).check()
    page.get_by_role("button", name="Store my prediction").click()


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
