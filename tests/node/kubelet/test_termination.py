"""The order in which a Pod's containers end, and what is left of that when node dies meanwhile."""

import time
from typing import Any

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

STUBBORN = "trap '' TERM; while :; do sleep 0.1; done"
JOURNAL = [{"name": "v"}]
MOUNT: JsonObject = {"volumeMounts": [{"name": "v", "mountPath": "/data"}]}
# It tells what happened once all others have ended.
READER = "trap 'sleep 1; cat /data/journal; exit 0' TERM; while :; do sleep 0.1; done"


def noting(name: str, hook: str = "", **fields: Any) -> JsonObject:
    """A container that writes into the journal when it is told to end."""
    line = f"trap 'echo {name} >> /data/journal; exit 0' TERM; while :; do sleep 0.1; done"
    lifecycle = {"preStop": {"exec": {"command": ["sh", "-c", hook]}}} if hook else None
    return box(name, line, **MOUNT, **fields, **({"lifecycle": lifecycle} if lifecycle else {}))


def sidecar(name: str, hook: str = "") -> JsonObject:
    return noting(name, hook, restartPolicy="Always")


def ended_in_order(lab: Lab, name: str) -> list[str]:
    """The journal, of a Pod that has ended by itself and whose containers are still there."""
    return lab.log(name, "reader").split("\n")[:-1]


def test_sidecars_end_after_main_containers_the_last_listed_first(lab: Lab) -> None:
    reader = {**box("reader", READER, **MOUNT), "restartPolicy": "Always"}
    lab.create(
        "p",
        noting("web", hook="sleep 1; echo hook of web >> /data/journal"),
        noting("worker"),
        initContainers=[
            reader,
            sidecar("first", hook="echo hook of first >> /data/journal"),
            sidecar("last"),
        ],
        restartPolicy="Never",
        activeDeadlineSeconds=8,
        terminationGracePeriodSeconds=20,
        volumes=JOURNAL,
    )
    lab.wait_running("p")
    eventually(lambda: lab.phase("p") == "Failed" and lab.state("p", "reader") == "Completed")

    journal = ended_in_order(lab, "p")
    assert set(journal[:2]) == {"worker", "hook of first"}
    assert journal[2:] == ["hook of web", "web", "last", "first"]
    killed = {message for reason, message in lab.events("p") if reason == "Killing"}
    names = ("web", "worker", "reader", "first", "last")
    assert killed == {f"Stopping container {name}" for name in names}


def test_stubborn_containers_share_one_grace_period(lab: Lab) -> None:
    stubborn = {**box("side", STUBBORN), "restartPolicy": "Always"}
    other = {**box("other", STUBBORN), "restartPolicy": "Always"}
    lab.create("p", box("c", STUBBORN), initContainers=[stubborn, other])
    lab.wait_running("p")

    began = time.monotonic()
    lab.delete("p", grace=4)
    lab.wait_gone("p")

    assert 4 < time.monotonic() - began < 20
    assert lab.left() == []


def test_readiness_is_probed_while_the_pod_ends_and_liveness_is_not(lab: Lab) -> None:
    def asking(line: str) -> JsonObject:
        command = ["sh", "-c", line]
        return {"exec": {"command": command}, "periodSeconds": 1, "timeoutSeconds": 5,
                "failureThreshold": 1}  # fmt: skip

    sick = "test ! -e /tmp/ending"
    line = "trap 'touch /tmp/ending' TERM; while :; do sleep 0.1; done"
    lab.create("p", box("c", line, readinessProbe=asking(sick), livenessProbe=asking(sick)))
    lab.wait_running("p")
    eventually(lambda: lab.status("p", "c")["ready"])

    lab.delete("p", grace=8)
    eventually(lambda: lab.status("p", "c")["ready"] is False)
    assert lab.state("p", "c") == "running"
    lab.delete("p", grace=1)
    lab.wait_gone("p")

    texts = [text for reason, text in lab.events("p") if reason == "Unhealthy"]
    assert any(text.startswith("Readiness probe failed") for text in texts)
    assert not any(text.startswith("Liveness") for text in texts)


def test_grace_period_goes_on_where_node_left_it(lab: Lab) -> None:
    lab.create("p", box("c", STUBBORN))
    lab.wait_running("p")

    began = time.monotonic()
    lab.delete("p", grace=6)
    eventually(lambda: ("Killing", "Stopping container c") in lab.events("p"))
    lab.restart(meanwhile=lambda: time.sleep(4))
    lab.wait_gone("p")

    assert 6 <= time.monotonic() - began < 20
    assert lab.left() == []


def test_probe_has_a_grace_period_of_its_own(lab: Lab) -> None:
    probe = {
        "exec": {"command": ["false"]},
        "periodSeconds": 1,
        "failureThreshold": 1,
        "terminationGracePeriodSeconds": 1,
    }
    lab.create("p", box("c", STUBBORN, livenessProbe=probe), terminationGracePeriodSeconds=600)

    eventually(lambda: lab.status("p", "c").get("restartCount") == 1)

    assert lab.status("p", "c")["lastState"]["terminated"]["exitCode"] == 137
