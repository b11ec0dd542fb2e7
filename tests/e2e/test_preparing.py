"""While a learner reads the page, its Pod is prepared; Run starts what is there already."""

from pathlib import Path

import pytest
import yaml
from docker import DockerClient
from playwright.sync_api import Page, expect

from tests.e2e.workbench import Workbench
from tests.support.node_server import NodeServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.e2e

EXAMPLE = "readiness"  # which no other test opens: their pages prepare what they show, too


def containers_of(engine: DockerClient, node: NodeServer) -> dict[str, str]:
    """Name and state of the example's containers, of all guests."""
    labels = [f"podlab.node={node.node_id}", "podlab.name=slow-starter"]
    listed = engine.api.containers(all=True, filters={"label": labels})
    return {each["Names"][0]: each["State"] for each in listed}


def test_a_run_starts_with_what_was_prepared_while_one_read(
    page: Page, engine: DockerClient, node: NodeServer
) -> None:
    manifest = yaml.safe_load(Path(f"lessons/sandbox/{EXAMPLE}.yaml").read_text())
    size = len(manifest["spec"]["containers"]) + 1
    others = containers_of(engine, node)

    def prepared() -> dict[str, str]:
        found = containers_of(engine, node)
        return {name: state for name, state in found.items() if name not in others}

    workbench = Workbench(page).open(EXAMPLE)
    eventually(lambda: len(prepared()) == size)
    before = prepared()
    assert sorted(before.values()) == ["created"] * (size - 1) + ["running"]

    workbench.run()
    workbench.expect_running()
    expect(workbench.panel("Events")).to_contain_text("Started container app")
    assert prepared() == dict.fromkeys(before, "running")
