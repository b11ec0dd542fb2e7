"""Texts that can't become a Pod: a clear answer, the text still in the editor, nothing created."""

import pytest
from docker import DockerClient
from playwright.sync_api import Page, expect

from tests.e2e.containers import begun
from tests.e2e.workbench import Workbench
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.e2e

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\nspec:\n  containers:\n    - name: c\n"
MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 31)
)
BAD_TEXTS = {
    "tab": (POD + "\t  image: busybox\n", "line 8"),
    "duplicate key": (POD + "      image: busybox\n      image: nginx\n", "line 9"),
    "unknown field": (
        POD + "      image: busybox\n      comand: [a]\n",
        "spec.containers[0].comand",
    ),
    "wrong type": (POD + "      image: busybox\n      command: sh\n", "spec.containers[0].command"),
    "merge-key bomb": (MERGE_BOMB, "line "),
}


@pytest.mark.parametrize(("text", "said"), BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_bad_text_is_answered_and_kept(
    page: Page, engine: DockerClient, node: NodeServer, text: str, said: str
) -> None:
    workbench = Workbench(page).open()
    workbench.write(text)
    workbench.run()

    expect(workbench.problems).to_contain_text(said)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    assert workbench.text() == text
    assert begun(engine, node) == []


def test_five_megabytes_of_brackets_are_refused_by_size(
    plain_page: Page, engine: DockerClient, node: NodeServer
) -> None:
    brackets = "[" * 5_000_000
    plain_page.goto("/sandbox/")
    plain_page.get_by_role("textbox", name="Manifest").fill(brackets)
    plain_page.get_by_role("button", name="Run", exact=True).click()

    expect(plain_page.locator("#problems")).to_contain_text("may not be more than 65536 bytes")
    kept = plain_page.get_by_role("textbox", name="Manifest").input_value()
    assert kept == brackets
    assert begun(engine, node) == []
