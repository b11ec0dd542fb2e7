"""The leak check itself: it finds what a test leaves on the engine, and takes it away."""

import docker
import pytest

from tests.support.leaks import NODE_LABEL, Leaks, identity

pytestmark = pytest.mark.docker


def test_what_a_test_leaves_is_found_and_taken_away(
    engine: docker.DockerClient, leaks: Leaks, node_id: str
) -> None:
    labels = {NODE_LABEL: node_id}
    volume = engine.volumes.create(f"leak-{node_id}", labels=labels)
    container = engine.containers.create(
        "podlab/busybox", ["true"], name=f"leak-{node_id}", labels=labels, network_mode="none"
    )

    mine = [thing for thing in leaks.find() if node_id in identity(thing)]
    assert {identity(thing) for thing in mine} == {identity(volume), identity(container)}

    leaks.remove(mine)
    assert [thing for thing in leaks.find() if node_id in identity(thing)] == []
