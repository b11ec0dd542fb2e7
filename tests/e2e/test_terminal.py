"""A shell in a container, from the page: typed in, reloaded, closed; nothing is left of it."""

import re

import pytest
from docker import DockerClient
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench
from tests.support.node_server import NodeServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.e2e


@pytest.fixture
def workbench(page: Page) -> Workbench:
    bench = Workbench(page)
    bench.open("shared-localhost").run()
    bench.expect_running()
    return bench


def open_shell(page: Page, container: str, program: str = "sh") -> Locator:
    """Open one in the Terminal tab; its screen."""
    panel = Workbench(page).panel("Terminal")
    panel.get_by_label("Container").select_option(container)
    panel.get_by_label("Program").select_option(program)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("[data-term-state]")).to_have_text(f"{program} in {container}")
    return page.locator(".xterm-rows")


def processes(engine: DockerClient, node: NodeServer, program: str) -> list[str]:
    """The commands of this node's containers that run `program`, and nothing else."""
    labels = [f"podlab.node={node.node_id}", "podlab.role=container"]
    mine = engine.containers.list(filters={"label": labels})
    running = [each.top()["Processes"] for each in mine]
    return [row[-1] for rows in running for row in rows if row[-1] == program]


def test_a_shell_answers_survives_a_reload_and_leaves_nothing(
    workbench: Workbench, page: Page, accessible: Look, engine: DockerClient, node: NodeServer
) -> None:
    before = len(processes(engine, node, "sh"))
    screen = open_shell(page, "client")
    page.keyboard.type("answer=$((6 * 7)); echo is $answer\n")
    expect(screen).to_contain_text("is 42")
    accessible(page)

    page.reload()
    workbench.panel("Terminal")
    expect(screen).to_contain_text("is 42")
    page.get_by_role("textbox", name="Terminal input").focus()
    page.keyboard.type("echo still $answer\n")
    expect(screen).to_contain_text("still 42")

    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("[data-term-state]")).to_have_text("Closed.")
    eventually(lambda: len(processes(engine, node, "sh")) == before)


def test_a_closed_window_leaves_nothing(
    workbench: Workbench, page: Page, engine: DockerClient, node: NodeServer
) -> None:
    screen = open_shell(page, "client")
    page.keyboard.type("sleep 999\n")
    expect(screen).to_contain_text("sleep 999")
    assert processes(engine, node, "sleep 999") == ["sleep 999"]

    page.goto("about:blank")

    eventually(lambda: processes(engine, node, "sleep 999") == [])


def test_the_shell_knows_its_size_and_its_end(workbench: Workbench, page: Page) -> None:
    screen = open_shell(page, "client")
    page.keyboard.type("stty size\n")
    expect(screen).to_contain_text(re.compile(r"(1|2)\d \d{2,3}"))

    page.keyboard.type("exit 3\n")

    expect(page.locator("[data-term-state]")).to_have_text("Ended with exit code 3.")


def test_a_flood_stops_when_told(workbench: Workbench, page: Page) -> None:
    screen = open_shell(page, "client")
    page.keyboard.type("yes flood\n")
    expect(screen).to_contain_text("flood")

    page.keyboard.press("Control+C")
    page.keyboard.type("echo; echo calm again\n")

    expect(screen).to_contain_text("calm again")


def test_what_the_image_has_not_is_said(workbench: Workbench, page: Page) -> None:
    workbench.panel("Terminal").get_by_label("Program").select_option("redis-cli")
    page.get_by_role("button", name="Open", exact=True).click()

    expect(page.locator("[data-term-state]")).to_contain_text("no such program")


def test_the_keyboard_leaves_and_a_screen_reader_reads(workbench: Workbench, page: Page) -> None:
    open_shell(page, "client")

    page.keyboard.press("Shift+Tab")

    expect(page.get_by_role("textbox", name="Terminal input")).not_to_be_focused()
    page.get_by_role("button", name="Screen reader").click()
    expect(page.locator(".xterm-accessibility")).to_be_attached()


def test_without_scripts_the_command_is_told(plain_page: Page) -> None:
    plain_page.goto("/sandbox/?example=shared-localhost")
    plain_page.get_by_role("button", name="Run", exact=True).click()

    expect(plain_page.locator("#panel-terminal")).to_contain_text("kubectl -n learner-")
