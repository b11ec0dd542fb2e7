"""Pods that wait for the node: without room on it, or held back by a gate."""

from typing import Any

import pytest

from podlab.node.housekeeping.first_objects import ensure_first_objects
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap exit TERM; while true; do sleep 0.1; done"
WAITS = (
    "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: "
    "1 No preemption victims found for incoming pod."
)


def small_node(lab: Lab, pods: str = "110") -> None:
    """A node with room for one Pod of a gibibyte."""
    ensure_first_objects(lab.store, "podlab", "v1.32.0")

    def edit(node: JsonObject) -> JsonObject:
        status = node["status"]
        return {
            **node,
            "status": {**status, "allocatable": {"cpu": "8", "memory": "1Gi", "pods": pods}},
        }

    lab.store.change("nodes", "", "podlab", edit)


def asking(memory: str, line: str = FOREVER) -> JsonObject:
    return box("a", line, resources={"requests": {"memory": memory}})


def scheduled(lab: Lab, name: str) -> dict[str, Any]:
    """The condition PodScheduled."""
    conditions = lab.pod(name).get("status", {}).get("conditions", [])
    found = [each for each in conditions if each["type"] == "PodScheduled"]
    return found[0] if found else {}


def test_a_pod_without_room_waits_until_another_is_gone(lab: Lab) -> None:
    small_node(lab)
    lab.create("first", asking("600Mi"))
    lab.wait_running("first")
    lab.create("second", asking("600Mi"))
    eventually(lambda: scheduled(lab, "second").get("reason") == "Unschedulable")

    assert scheduled(lab, "second")["message"] == WAITS
    assert "nodeName" not in lab.pod("second")["spec"]
    assert set(lab.pod("second")["status"]) == {"phase", "conditions", "qosClass"}
    eventually(lambda: ("FailedScheduling", WAITS) in lab.events("second"))

    lab.delete("first")
    lab.wait_running("second")
    assert scheduled(lab, "second")["status"] == "True"
    assert "Scheduled" in lab.reasons("second")


def test_a_pod_too_many_waits_until_another_is_gone(lab: Lab) -> None:
    small_node(lab, pods="1")
    lab.create("first", box("a", FOREVER))
    lab.wait_running("first")
    lab.create("second", box("a", FOREVER))

    eventually(lambda: ("FailedScheduling", WAITS.replace(
        "Insufficient memory", "Too many pods")) in lab.events("second"))  # fmt: skip
    assert lab.phase("second") == "Pending"
    lab.delete("first")
    lab.wait_running("second")


def test_a_pod_that_names_the_node_itself_fails_without_room(lab: Lab) -> None:
    small_node(lab)
    lab.create("first", asking("600Mi"), nodeName="podlab")
    lab.wait_running("first")
    lab.create("second", asking("600Mi"), nodeName="podlab")
    eventually(lambda: lab.phase("second") == "Failed")

    lack = ("Node didn't have enough resource: memory, requested: 629145600, used: 629145600, "
            "capacity: 1073741824")  # fmt: skip
    status = lab.pod("second")["status"]
    assert (status["reason"], status["message"]) == ("OutOfmemory", f"Pod was rejected: {lack}")
    assert "containerStatuses" not in status
    eventually(lambda: ("OutOfmemory", lack) in lab.events("second"))
    assert "Scheduled" not in lab.reasons("first")

    lab.restart()
    lab.delete("first")
    lab.wait_gone("first")
    assert lab.phase("second") == "Failed"
    lab.delete("second")
    lab.wait_gone("second")


def test_a_pod_that_has_ended_gives_its_room_to_the_next(lab: Lab) -> None:
    small_node(lab)
    lab.create("first", asking("600Mi", "sleep 2"), restartPolicy="Never")
    eventually(lambda: lab.pod("first")["spec"].get("nodeName"))
    lab.create("second", asking("600Mi"))

    lab.wait_running("second")
    assert lab.phase("first") == "Succeeded"


def test_of_two_pods_at_once_only_one_takes_the_room(lab: Lab) -> None:
    small_node(lab)
    for name in ("one", "two", "three"):
        lab.create(name, asking("600Mi"))
    eventually(
        lambda: (
            sorted(scheduled(lab, each).get("status", "") for each in ("one", "two", "three"))
            == ["False", "False", "True"]
        )
    )


def test_a_waiting_pod_is_known_to_the_next_kubelet_and_can_be_deleted(lab: Lab) -> None:
    small_node(lab)
    lab.create("big", asking("2Gi"))
    eventually(lambda: scheduled(lab, "big").get("reason") == "Unschedulable")

    lab.restart()
    lab.create("small", asking("1Gi"))
    lab.wait_running("small")
    lab.delete("big")
    lab.wait_gone("big")
    assert "Scheduled" not in lab.reasons("big")


def test_a_gated_pod_starts_when_its_last_gate_is_removed(lab: Lab) -> None:
    gates = [{"name": "example.org/a"}, {"name": "example.org/b"}]
    lab.create("gated", box("a", FOREVER), schedulingGates=gates)
    eventually(lambda: scheduled(lab, "gated").get("reason") == "SchedulingGated")

    def remove(pod: JsonObject) -> JsonObject:
        left = pod["spec"]["schedulingGates"][1:]
        return {**pod, "spec": {**pod["spec"], "schedulingGates": left}}

    lab.store.change("pods", "default", "gated", remove)
    assert lab.left() == []
    lab.store.change("pods", "default", "gated", remove)

    lab.wait_running("gated")
    assert "FailedScheduling" not in lab.reasons("gated")


def test_a_pod_for_another_node_is_left_alone_and_can_be_deleted(lab: Lab) -> None:
    lab.create("elsewhere", box("a", FOREVER), nodeName="another")
    lab.create("here", box("a", FOREVER), nodeName="podlab")
    lab.wait_running("here")

    assert lab.pod("elsewhere").get("status", {}) == {}
    assert all(each["Labels"]["podlab.name"] != "elsewhere" for each in lab.engine.containers())
    lab.delete("elsewhere")
    lab.wait_gone("elsewhere")
