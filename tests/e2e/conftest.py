"""A real browser on a real web on a real node, and axe for every page it shows."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import missing
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REFUSED = "status of 422"  # Chromium reports the answer to a text with mistakes as an error
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
MILLISECONDS_TO_SEE = 90_000  # what the page may take on a busy machine

Look = Callable[[Page], None]


@pytest.fixture(scope="session")
def site(node: NodeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web that most browser tests share."""
    if not Path("static/dist/app.js").exists():
        missing("static/dist is not built: `make test` and `make run` bundle it")
    server = WebServer(tmp_path_factory.mktemp("web"), node.kubeconfig)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    program = os.environ.get("PODLAB_CHROMIUM") or shutil.which("chromium")
    if program is None:
        missing("no Chromium: `make test` installs Debian's, or set PODLAB_CHROMIUM")
    expect.set_options(timeout=MILLISECONDS_TO_SEE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, site: WebServer) -> Iterator[BrowserContext]:
    """One learner's browser, with a session of its own. It asks nobody but the site."""
    context = browser.new_context(base_url=site.address, viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(MILLISECONDS_TO_SEE)
    strangers: list[str] = []
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((site.address, "data:", "blob:"))
            else strangers.append(request.url)
        ),
    )
    yield context
    context.close()
    assert strangers == []


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab. Whatever the page's scripts complain of fails the test."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    yield page
    stop_what_runs(page)
    assert [text for text in complaints if REFUSED not in text] == []


@pytest.fixture
def plain_page(browser: Browser, site: WebServer) -> Iterator[Page]:
    """A tab of a browser with JavaScript switched off."""
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    context.set_default_timeout(MILLISECONDS_TO_SEE)
    page = context.new_page()
    yield page
    stop_what_runs(page)
    context.close()


@pytest.fixture(scope="session")
def accessible() -> Look:
    """Fail with axe's report when the page breaks a rule of WCAG 2.2 AA."""
    axe = Axe()

    def look(page: Page) -> None:
        results = axe.run(page, options=WCAG)
        assert results.violations_count == 0, results.generate_report()

    return look


def stop_what_runs(page: Page) -> None:
    """Press Stop when there is something to stop, and wait until it is gone."""
    if page.is_closed():
        return
    page.goto("/sandbox/")
    stop = page.get_by_role("button", name="Stop", exact=True)
    if stop.count() and stop.is_enabled():
        stop.click()
        page.wait_for_load_state()
