"""What if these were just containers: one press, both sides, and the difference seen."""

import pytest
from docker import DockerClient
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.workbench import Workbench
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.e2e


def test_the_same_containers_apart_reach_nobody(
    page: Page, accessible: Look, engine: DockerClient, node: NodeServer
) -> None:
    bench = Workbench(page).open("shared-localhost")
    bench.run()
    bench.expect_running()
    page.get_by_role("link", name="What if these were just containers?").click()
    expect(page.get_by_text("Nothing runs on this side yet.")).to_be_visible()
    accessible(page)

    page.get_by_role("button", name="Run them apart").click()

    row = page.get_by_role("row")
    asked = row.filter(has_text="client asks localhost:80")
    expect(asked).to_contain_text("web answers")
    expect(asked).to_contain_text("connection refused (ECONNREFUSED)")
    expect(asked).to_contain_text("different")
    expect(row.filter(has_text="What writer writes")).to_contain_text("is there for writer alone")
    address = page.get_by_role("rowheader", name="Address")
    expect(row.filter(has=address)).to_contain_text("different")
    expect(page.locator("svg.is-wide .lone-box")).to_have_count(4)
    apart = page.get_by_role("region", name="Namespaces of the separate containers")
    net = apart.get_by_role("row").filter(has_text="Each has a network of its own")
    expect(net.locator("td.is-own")).to_have_count(4, timeout=60_000)
    accessible(page)

    words = page.locator("#apart-words")
    words.locator("summary").click()
    expect(words).to_contain_text("It has a localhost of its own")
    page.wait_for_timeout(2000)  # one turn of the page later
    expect(words).to_have_attribute("open", "")

    page.get_by_role("button", name="End the comparison").click()
    expect(page.get_by_role("button", name="Run them apart")).to_be_visible()
    mine = engine.containers.list(all=True, filters={"label": f"podlab.node={node.node_id}"})
    names = {each.labels.get("podlab.name", "") for each in mine}
    assert {name for name in names if name.startswith("hello")} == {"hello"}


def test_a_crash_stays_dead_outside_a_pod(page: Page) -> None:
    bench = Workbench(page).open("memory-limit")
    bench.run()
    expect(bench.picture.locator("[data-left]").first).to_contain_text("again in", timeout=60_000)
    page.get_by_role("link", name="What if these were just containers?").click()
    page.get_by_role("button", name="Run them apart").click()

    ended = page.get_by_role("row").filter(has_text="ends")
    expect(ended.first).to_contain_text("started again", timeout=90_000)
    expect(ended.first).to_contain_text("stays ended", timeout=90_000)
