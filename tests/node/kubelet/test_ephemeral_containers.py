"""Ephemeral containers on a real engine: added to what runs, once, and gone with the Pod."""

from typing import Any

import pytest

from podlab.node.engine import names
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap exit TERM; while true; do sleep 0.1; done"


def add(lab: Lab, name: str, *containers: JsonObject) -> None:
    """What …/ephemeralcontainers does."""

    def edit(pod: JsonObject) -> JsonObject:
        known = pod["spec"].get("ephemeralContainers", [])
        pod["spec"]["ephemeralContainers"] = [*known, *containers]
        return default_object("Pod", pod)

    lab.store.change("pods", "default", name, edit)


def state(lab: Lab, name: str, container: str) -> dict[str, Any]:
    listed = lab.pod(name).get("status", {}).get("ephemeralContainerStatuses", [])
    found = [each["state"] for each in listed if each["name"] == container]
    return dict(found[0]) if found else {}


def test_it_joins_network_processes_and_volumes(lab: Lab) -> None:
    mount = {"name": "v", "mountPath": "/data"}
    app = box("app", f"echo hello > /data/file; {FOREVER}", volumeMounts=[mount])
    lab.create("web", app, box("other", FOREVER), volumes=[{"name": "v"}])
    lab.wait_running("web")

    look = "cat /data/file; ip addr show lo; ps"
    add(lab, "web", box("debug", look, targetContainerName="app", volumeMounts=[mount]))
    eventually(lambda: "terminated" in state(lab, "web", "debug"))

    log = lab.log("web", "debug")
    assert log.startswith("hello\n")
    assert lab.pod("web")["status"]["podIP"] in log
    assert log.count("trap exit TERM") == 1  # that of the target, not that of the other
    assert state(lab, "web", "debug")["terminated"]["reason"] == "Completed"
    assert lab.phase("web") == "Running"
    told = lab.store.list("events", "default").items
    paths = {each["involvedObject"]["fieldPath"] for each in told if each["reason"] == "Created"}
    assert "spec.ephemeralContainers{debug}" in paths


def test_it_runs_beside_init_containers_and_only_once(lab: Lab) -> None:
    lab.create("web", box("app", FOREVER), initContainers=[box("first", FOREVER)])
    eventually(lambda: lab.state("web", "first") == "running")

    add(lab, "web", box("debug", "exit 3"))
    eventually(lambda: "terminated" in state(lab, "web", "debug"))
    lab.restart()
    add(lab, "web", box("again", FOREVER))
    eventually(lambda: "running" in state(lab, "web", "again"))

    assert state(lab, "web", "debug")["terminated"]["exitCode"] == 3
    attempts = [
        each for each in lab.engine.containers() if each["Labels"].get(names.CONTAINER) == "debug"
    ]
    assert len(attempts) == 1


def test_it_is_adopted_braked_and_announced_by_the_next_kubelet(lab: Lab) -> None:
    lab.create("web", box("app", FOREVER))
    lab.wait_running("web")
    add(lab, "web", box("debug", FOREVER))
    eventually(lambda: "running" in state(lab, "web", "debug"))
    assert "debug" in {each.name for each in lab.watcher.containers}
    began = state(lab, "web", "debug")

    lab.restart()

    eventually(lambda: "debug" in {each.name for each in lab.watcher.containers})
    assert state(lab, "web", "debug") == began
    assert lab.exec("web", "debug", "echo inside") == "inside\n"


def test_a_target_that_never_ran_or_has_ended_is_named(lab: Lab) -> None:
    lab.create("web", box("app", FOREVER), initContainers=[box("first", FOREVER)])
    eventually(lambda: lab.state("web", "first") == "running")

    add(lab, "web", box("debug", "true", targetContainerName="app"))

    eventually(lambda: "waiting" in state(lab, "web", "debug"))
    eventually(
        lambda: (
            state(lab, "web", "debug").get("waiting", {})
            == {
                "reason": "CreateContainerConfigError",
                "message": "unable to find target container app",
            }
        )
    )


def test_it_goes_with_its_pod(lab: Lab) -> None:
    lab.create("web", box("app", FOREVER))
    lab.wait_running("web")
    add(lab, "web", box("debug", FOREVER))
    eventually(lambda: "running" in state(lab, "web", "debug"))

    lab.delete("web")
    lab.wait_gone("web")

    assert lab.left() == []
    assert ("Killing", "Stopping container debug") in lab.events("web")
