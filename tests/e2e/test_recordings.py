"""Looking back at a run, saving it, and watching it again where nothing runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench
from tests.support.web_server import WebServer
from tests.web.tape.test_documents import spoiled

pytestmark = pytest.mark.e2e

MILLISECONDS_TO_PLAY = 90_000
HOSTILE = "<img src=x onerror=\"document.body.dataset.pwned=''\">"


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """Somebody else's browser, without a cookie."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(MILLISECONDS_TO_PLAY)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def lone_web(tmp_path: Path) -> Iterator[WebServer]:
    """Web alone: no node, no engine, no cluster."""
    server = WebServer(tmp_path, tmp_path / "no-kubeconfig")
    server.start()
    yield server
    server.stop()


def test_a_run_is_looked_back_at_saved_and_replayed_elsewhere(
    page: Page, stranger: Page, accessible: Look
) -> None:
    bench = Workbench(page).open("shared-localhost")
    bench.run()
    expect(bench.picture).to_contain_text("GET /")
    slider = page.get_by_role("slider", name="Moment of the run")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("now, live"))

    slider.press("Home")
    expect(bench.picture).not_to_contain_text("GET /")
    expect(page.get_by_role("heading", name="The Pod, as it was")).to_be_visible()
    accessible(page)
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"s ago, \d\d:\d\d:\d\d: \S"))

    page.get_by_role("button", name="Back to live").click()
    expect(bench.picture).to_contain_text("GET /")
    table = page.locator("[data-tl-twin]")
    table.locator("summary").click()
    expect(table).to_contain_text("client → web:80 GET / 200")
    page.get_by_role("checkbox", name="request").uncheck()
    expect(table).not_to_contain_text("client → web:80 GET / 200")

    page.get_by_text("Save this run").click()
    accessible(page)
    page.get_by_role("button", name="Save as a recording").click()
    page.wait_for_url("**/recordings/*/")
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    address = page.url
    replay(stranger, address, accessible)

    body = stranger.request.get(f"{address}file/").body()
    stranger.goto(address.rsplit("/", 2)[0] + "/")
    file: FilePayload = {"name": "run.json", "mimeType": "application/json", "buffer": body}
    stranger.get_by_label("File", exact=True).set_input_files(file)
    stranger.get_by_role("button", name="Open", exact=True).click()
    expect(stranger.get_by_text("Recorded elsewhere")).to_be_visible()


def replay(page: Page, address: str, accessible: Look) -> None:
    """The stranger opens the address, plays it to its end, and goes back to its beginning."""
    page.goto(address)
    expect(page.get_by_text("recorded", exact=True)).to_be_visible()
    expect(page.locator("[data-timeline][data-ready]")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    picture = page.locator("#picture svg.is-wide")
    traffic = page.locator("#panel-traffic tbody tr")
    expect(picture).not_to_contain_text("GET /")
    expect(traffic).to_have_count(0)

    page.get_by_label("Speed").select_option("16")
    page.get_by_role("button", name="Play").click()
    expect(traffic.first).to_contain_text("client → web:80", timeout=MILLISECONDS_TO_PLAY)
    expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=MILLISECONDS_TO_PLAY)
    expect(picture).to_contain_text("GET /")
    accessible(page)

    page.get_by_role("slider").press("Home")
    expect(picture).not_to_contain_text("GET /")
    expect(traffic).to_have_count(0)


def test_a_file_replays_on_a_web_without_a_cluster_and_stays_text(
    stranger: Page, lone_web: WebServer, accessible: Look, tmp_path: Path
) -> None:
    document = spoiled(manifest=HOSTILE)
    for entry in document["entries"]:
        if entry["kind"] in {"event", "request", "file"}:
            entry |= {key: HOSTILE for key in ("message", "path", "text") if key in entry}
    file = tmp_path / "run.json"
    file.write_text(json.dumps(document))
    stranger.set_viewport_size({"width": 360, "height": 900})

    stranger.goto(f"{lone_web.address}/recordings/")
    accessible(stranger)
    stranger.get_by_label("File", exact=True).set_input_files(file)
    stranger.get_by_role("button", name="Open", exact=True).click()
    expect(stranger.get_by_text("Recorded elsewhere")).to_be_visible()
    expect(stranger.locator("[data-timeline][data-ready]")).to_be_visible()
    stranger.get_by_role("slider").press("End")
    expect(stranger.get_by_text("stopped by you.")).to_be_visible()
    stranger.get_by_text("Read it as a table").click()
    expect(stranger.locator("[data-tl-rows]")).to_contain_text(HOSTILE)

    accessible(stranger)
    stranger.emulate_media(color_scheme="dark")
    accessible(stranger)
    assert stranger.evaluate("document.documentElement.scrollWidth") <= 360
    assert stranger.evaluate("'pwned' in document.body.dataset") is False
