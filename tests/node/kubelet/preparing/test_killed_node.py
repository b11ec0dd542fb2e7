"""kill -9 of a node that has prepared Pods: nothing stays, and what was asked for goes on."""

import pytest

from tests.node.kubelet.lab import eventually
from tests.node.kubelet.test_adoption import PODS, container_ids, left_of, remove, sleeper
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.docker

PREPARE = "/apis/preparation.podlab/v1/namespaces/default/pods"


def test_what_a_killed_node_had_prepared_is_removed_at_its_next_start(own_node: NodeServer) -> None:
    with own_node.client() as client:
        assert client.post(PREPARE, json=sleeper("p")).json()["status"]["prepared"]
    own_node.kill()
    assert len(left_of(own_node)) == 3

    own_node.start()

    eventually(lambda: left_of(own_node) == [])


def test_node_killed_right_after_the_create_starts_what_was_prepared(own_node: NodeServer) -> None:
    with own_node.client() as client:
        client.post(PREPARE, json=sleeper("p")).raise_for_status()
        before = left_of(own_node)
        client.post(PODS, json=sleeper("p")).raise_for_status()
    own_node.kill()

    own_node.start()
    with own_node.client() as client:
        eventually(lambda: len(container_ids(client, "p")) == 2)
        statuses = client.get(f"{PODS}/p").json()["status"]["containerStatuses"]
        assert [each["restartCount"] for each in statuses] == [0, 0]
        assert left_of(own_node) == before
        remove(client, "p")


def test_node_that_is_stopped_takes_what_it_had_prepared_with_it(own_node: NodeServer) -> None:
    with own_node.client() as client:
        client.post(PREPARE, json=sleeper("p")).raise_for_status()

    own_node.stop()

    assert left_of(own_node) == []
