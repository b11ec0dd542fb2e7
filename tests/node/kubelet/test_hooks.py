"""postStart and preStop on a real engine: who waits for them, and what their failure does."""

import time
from typing import Any

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
VOLUME: JsonObject = {"volumes": [{"name": "v"}]}
MOUNT: JsonObject = {"volumeMounts": [{"name": "v", "mountPath": "/data"}]}


def executing(line: str) -> JsonObject:
    return {"exec": {"command": ["sh", "-c", line]}}


def hooked(name: str, line: str = FOREVER, **hooks: Any) -> JsonObject:
    return box(name, line, lifecycle=hooks, **MOUNT)


def test_next_container_waits_for_post_start(lab: Lab) -> None:
    first = hooked("first", postStart=executing("sleep 1; echo hook >> /data/order"))
    second = box("second", f"echo second >> /data/order; {FOREVER}", **MOUNT)
    lab.create("p", first, second, **VOLUME)

    eventually(lambda: ("Started", "Started container first") in lab.events("p"))
    eventually(lambda: lab.state("p", "first") == "ContainerCreating")
    assert lab.phase("p") == "Pending"

    lab.wait_running("p")
    eventually(lambda: lab.exec("p", "second", "cat /data/order") == "hook\nsecond\n")


def test_failed_post_start_kills_the_container(lab: Lab) -> None:
    lab.create("p", hooked("c", postStart=executing("echo no; exit 3")), **VOLUME)

    eventually(lambda: lab.state("p", "c") == "PostStartHookError")
    eventually(lambda: lab.status("p", "c")["restartCount"] == 1)
    eventually(lambda: lab.state("p", "c") == "PostStartHookError")
    message = lab.status("p", "c")["state"]["waiting"]["message"]
    assert 'Container "c" in Pod "p_default(' in message
    assert "exited with 3: no" in message
    happened = [("FailedPostStartHook", "PostStartHook failed"), ("Killing", "FailedPostStartHook")]
    eventually(lambda: set(happened) <= set(lab.events("p")))


def test_pre_stop_runs_before_the_signal(lab: Lab) -> None:
    polite = "trap 'cat /data/order; exit 0' TERM; while :; do sleep 0.1; done"
    lab.create(
        "p",
        hooked("c", polite, preStop=executing("sleep 1; echo hook > /data/order")),
        hooked("other"),
        restartPolicy="Never",
        activeDeadlineSeconds=3,
        **{**VOLUME, "terminationGracePeriodSeconds": 20},
    )
    eventually(lambda: lab.phase("p") == "Failed")

    assert lab.log("p", "c") == "hook\n"
    assert lab.status("p", "c")["state"]["terminated"]["exitCode"] == 0


def test_pre_stop_that_lasts_too_long_is_cut(lab: Lab) -> None:
    lab.create("p", hooked("c", preStop={"sleep": {"seconds": 600}}), **VOLUME)
    lab.wait_running("p")

    began = time.monotonic()
    lab.delete("p", grace=1)
    lab.wait_gone("p")

    assert 1 < time.monotonic() - began < 60
    assert lab.left() == []


def test_failed_pre_stop_is_told_and_changes_nothing(lab: Lab) -> None:
    lab.create("p", hooked("c", preStop=executing("exit 1")), **VOLUME)
    lab.wait_running("p")

    lab.delete("p", grace=20)
    lab.wait_gone("p")

    eventually(lambda: ("FailedPreStopHook", "PreStopHook failed") in lab.events("p"))


def test_hook_that_asks_by_https_falls_back_to_http(lab: Lab) -> None:
    asking = {"scheme": "HTTPS", "path": "/", "port": 80}
    nginx = {"name": "web", "image": "nginx", "lifecycle": {"preStop": {"httpGet": asking}}}
    lab.create("p", {**nginx, "readinessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 1}})
    eventually(lambda: lab.status("p", "web").get("ready"))

    host = f"{lab.pod('p')['status']['podIP']}:80"
    lab.delete("p", grace=20)
    lab.wait_gone("p")

    told = f"request to HTTPS lifecycle hook {host} got HTTP response, retry with HTTP succeeded"
    eventually(lambda: ("LifecycleHTTPFallback", told) in lab.events("p"))
    assert "FailedPreStopHook" not in lab.reasons("p")


def test_hook_asks_a_server_of_the_pod(lab: Lab) -> None:
    asking = {"httpGet": {"path": "/from-a-hook", "port": 80}}
    nginx = {"name": "web", "image": "nginx", "lifecycle": {"postStart": asking}}
    lab.create("p", nginx)

    eventually(lambda: lab.state("p", "web") == "running")
    assert "GET /from-a-hook" in lab.log("p", "web")
