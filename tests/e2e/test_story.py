"""The first slice's story: a newcomer reads, runs the ready example, watches, edits and stops."""

import re

import pytest
from docker import DockerClient
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.containers import begun
from tests.e2e.workbench import Workbench
from tests.support.node_server import NodeServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.e2e

LOCAL_GREETING = """\
apiVersion: v1
kind: Pod
metadata:
  name: greeting
spec:
  containers:
    - name: speaker
      image: busybox
      command: ["sh", "-c", "while true; do echo good evening; sleep 1; done"]
  terminationGracePeriodSeconds: 1
"""
CRASHING = """\
apiVersion: v1
kind: Pod
metadata:
  name: crashing
spec:
  containers:
    - name: broken
      image: busybox
      command: ["sh", "-c", "echo I give up; sleep 1; exit 3"]
"""
THREE_MISTAKES = """\
apiVersion: v1
kind: Pod
metadata:
  name: Wrong_Name
spec:
  containers:
    - name: c
      image: busybox
      comand: ["true"]
      ports:
        - containerPort: 70000
"""


@pytest.fixture
def workbench(page: Page) -> Workbench:
    return Workbench(page)


def test_home_says_what_a_pod_is_and_leads_to_the_sandbox(page: Page, accessible: Look) -> None:
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("A Pod wraps")
    expect(page.locator("table tbody tr")).to_have_count(6)
    accessible(page)

    page.get_by_role("link", name="Open the sandbox").click()
    expect(page).to_have_url(re.compile("/sandbox/"))
    accessible(page)


def test_the_ready_example_runs_and_is_watched(
    workbench: Workbench, accessible: Look, engine: DockerClient, node: NodeServer
) -> None:
    workbench.open("shared-localhost").run()

    workbench.expect_running()
    expect(workbench.picture).to_contain_text("client")
    traffic = workbench.panel("Traffic")
    expect(traffic).to_contain_text(re.compile(r"client → web:80\s*GET /\s*200"))
    logs = workbench.panel("Logs")
    expect(logs).to_contain_text(re.compile(r"reader\s*message \d"))
    expect(logs).to_contain_text(re.compile(r"web\s*127\.0\.0\.1 .*GET / HTTP/1\.1"))
    files = workbench.panel("Files")
    expect(files).to_contain_text(re.compile(r"writer"))
    expect(files).to_contain_text(re.compile(r"message\.txt"))
    events = workbench.panel("Events")
    expect(events).to_contain_text("Successfully assigned")
    expect(events).to_contain_text("Started container client")
    expect(workbench.panel("Status")).to_contain_text("10.244.")
    accessible(workbench.page)

    workbench.stop()
    expect(workbench.page.get_by_text("stopped by you")).to_be_visible()
    expect(workbench.page.get_by_role("button", name="Run it again")).to_be_visible()
    assert begun(engine, node, "hello") == []


def test_a_request_appears_once_however_often_the_page_is_loaded(workbench: Workbench) -> None:
    workbench.open("shared-localhost").run()
    traffic = workbench.panel("Traffic").locator("tbody tr")
    expect(traffic.nth(3)).to_be_visible()

    workbench.page.reload()
    expect(traffic.nth(5)).to_be_visible()

    times = traffic.locator("td:first-child").all_inner_texts()
    assert len(times) == len(set(times))


def test_the_edited_pod_replaces_the_one_that_runs(
    workbench: Workbench, engine: DockerClient, node: NodeServer
) -> None:
    workbench.open("shared-localhost").run()
    workbench.expect_running()

    workbench.write(LOCAL_GREETING)
    workbench.run()

    expect(workbench.page.get_by_role("heading", level=1)).to_have_text("greeting")
    expect(workbench.panel("Logs")).to_contain_text("good evening")
    assert begun(engine, node, "hello") == []


def test_every_mistake_is_answered_at_its_line_and_nothing_is_created(
    workbench: Workbench, accessible: Look, engine: DockerClient, node: NodeServer
) -> None:
    workbench.open()
    workbench.write(THREE_MISTAKES)
    workbench.run()

    expect(workbench.problems).to_contain_text("line 4")
    expect(workbench.problems).to_contain_text("line 9")
    expect(workbench.problems).to_contain_text("line 11")
    expect(workbench.problems).to_contain_text("must be between 1 and 65535, inclusive")
    expect(workbench.page.locator(".cm-lint-marker-error").first).to_be_visible()
    assert workbench.text() == THREE_MISTAKES
    assert begun(engine, node, "Wrong_Name") == []
    accessible(workbench.page)


def test_a_crashing_container_says_why_it_waits(workbench: Workbench, accessible: Look) -> None:
    workbench.open()
    workbench.write(CRASHING)
    workbench.run()

    expect(workbench.picture).to_contain_text("CrashLoopBackOff")
    expect(workbench.panel("Logs")).to_contain_text("I give up")
    expect(workbench.panel("Events")).to_contain_text("Back-off restarting failed container")
    accessible(workbench.page)


def test_the_learner_can_extend_the_time(workbench: Workbench) -> None:
    workbench.open()
    workbench.write(LOCAL_GREETING)
    workbench.run()
    countdown = workbench.page.locator("[data-countdown]")
    expect(countdown).to_contain_text(re.compile(r"29:|30:"))

    workbench.page.get_by_role("button", name=re.compile("^Extend")).click()

    expect(countdown).to_contain_text(re.compile(r"59:|1:00:|60:"))


def test_keyboard_alone_runs_and_leaves_the_editor(workbench: Workbench) -> None:
    workbench.open()
    workbench.write(LOCAL_GREETING)

    workbench.page.keyboard.press("Escape")
    workbench.page.keyboard.press("Tab")
    expect(workbench.editor).not_to_be_focused()
    workbench.editor.focus()
    workbench.page.keyboard.press("Control+Enter")

    expect(workbench.page.get_by_role("heading", level=1)).to_have_text("greeting")


def test_without_javascript_the_pages_read_and_the_forms_post(plain_page: Page) -> None:
    plain_page.goto("/sandbox/?example=shared-localhost")
    plain_page.get_by_role("button", name="Run", exact=True).click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("hello")

    def has_traffic() -> bool:
        plain_page.reload()
        return "client → web:80" in plain_page.locator("#panel-traffic").inner_text()

    eventually(has_traffic)
    plain_page.get_by_role("textbox", name="Manifest").fill(THREE_MISTAKES)
    plain_page.get_by_role("button", name="Run", exact=True).click()
    expect(plain_page.locator("#problems")).to_contain_text("line 9")
    expect(plain_page.get_by_role("textbox", name="Manifest")).to_have_value(THREE_MISTAKES)

    plain_page.get_by_role("button", name="Stop", exact=True).click()
    expect(plain_page.get_by_text("stopped by you")).to_be_visible()


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_pages_fit_and_are_accessible(
    page: Page, accessible: Look, colors: str, width: int
) -> None:
    page.emulate_media(color_scheme="dark" if colors == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/sandbox/"):
        page.goto(path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
