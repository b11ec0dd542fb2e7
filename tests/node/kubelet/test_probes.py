"""Probes on a real engine: what they ask, what they change, and in whose name they ask."""

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
EVERY_SECOND = {"periodSeconds": 1, "timeoutSeconds": 5}


def executing(line: str, **fields: int) -> JsonObject:
    return {"exec": {"command": ["sh", "-c", line]}, **EVERY_SECOND, **fields}


def ready_condition(lab: Lab, name: str) -> str:
    conditions = lab.pod(name).get("status", {}).get("conditions", [])
    return next((each["status"] for each in conditions if each["type"] == "Ready"), "")


def test_readiness_follows_a_file(lab: Lab) -> None:
    probe = executing("cat /tmp/ready", failureThreshold=1)
    lab.create("p", box("c", FOREVER, readinessProbe=probe))
    lab.wait_running("p")
    eventually(lambda: any("No such file" in text for _, text in lab.events("p")))
    assert (lab.status("p", "c")["ready"], ready_condition(lab, "p")) == (False, "False")

    lab.exec("p", "c", "touch /tmp/ready")
    eventually(lambda: ready_condition(lab, "p") == "True")
    assert lab.status("p", "c")["ready"] is True

    lab.exec("p", "c", "rm /tmp/ready")
    eventually(lambda: ready_condition(lab, "p") == "False")
    assert lab.status("p", "c")["restartCount"] == 0


def test_failed_liveness_restarts_the_container(lab: Lab) -> None:
    probe = executing("test ! -e /tmp/sick", failureThreshold=1)
    lab.create("p", box("c", FOREVER, livenessProbe=probe))
    lab.wait_running("p")

    lab.exec("p", "c", "touch /tmp/sick")

    eventually(lambda: lab.status("p", "c")["restartCount"] == 1)
    lab.wait_running("p")
    killed = ("Killing", "Container c failed liveness probe, will be restarted")
    eventually(lambda: killed in lab.events("p"))


def test_startup_comes_before_readiness(lab: Lab) -> None:
    slow = box(
        "c",
        FOREVER,
        startupProbe=executing("test -e /tmp/up", failureThreshold=30),
        readinessProbe=executing("echo asked >> /tmp/asked"),
    )
    lab.create("p", slow)
    lab.wait_running("p")
    eventually(lambda: any(text.startswith("Startup probe") for _, text in lab.events("p")))
    assert lab.status("p", "c")["started"] is False
    assert lab.exec("p", "c", "ls /tmp/asked 2>/dev/null") == ""

    lab.exec("p", "c", "touch /tmp/up")

    eventually(lambda: ready_condition(lab, "p") == "True")
    assert lab.status("p", "c")["started"] is True


def test_command_that_cannot_run_is_no_verdict(lab: Lab) -> None:
    probe = {"exec": {"command": ["no-such-program"]}, "failureThreshold": 1, **EVERY_SECOND}
    lab.create("p", box("c", FOREVER, livenessProbe=probe))
    lab.wait_running("p")

    def errored() -> list[str]:
        return [text for _, text in lab.events("p") if text.startswith("Liveness probe errored: ")]

    eventually(errored)
    assert "no-such-program" in errored()[0]
    assert lab.status("p", "c")["restartCount"] == 0


def test_command_that_lasts_too_long_fails(lab: Lab) -> None:
    probe = {"exec": {"command": ["sleep", "600"]}, "timeoutSeconds": 1, "periodSeconds": 1}
    lab.create("p", box("c", FOREVER, readinessProbe=probe))

    late = 'Readiness probe failed: command timed out: "sleep 600" timed out after 1s'
    eventually(lambda: ("Unhealthy", late) in lab.events("p"))


def test_network_probes_go_to_the_address_of_the_pod(lab: Lab) -> None:
    http = {"httpGet": {"path": "/", "port": "web"}, **EVERY_SECOND}
    nginx = {
        "name": "web",
        "image": "nginx",
        "ports": [{"containerPort": 80, "name": "web"}],
        "readinessProbe": http,
        "livenessProbe": {"tcpSocket": {"port": 80}, **EVERY_SECOND},
    }
    missing = box("missing", FOREVER, readinessProbe={"httpGet": {"port": 81}, **EVERY_SECOND})
    closed = box("closed", FOREVER, readinessProbe={"tcpSocket": {"port": 82}, **EVERY_SECOND})
    lab.create("p", nginx, missing, closed)
    lab.wait_running("p")

    eventually(lambda: lab.status("p", "web")["ready"])
    address = lab.pod("p")["status"]["podIP"]
    refused = "connect: connection refused"
    http_text = f'Get "http://{address}:81/": dial tcp {address}:81: {refused}'
    eventually(lambda: ("Unhealthy", f"Readiness probe failed: {http_text}") in lab.events("p"))
    tcp_text = f"dial tcp {address}:82: {refused}"
    eventually(lambda: ("Unhealthy", f"Readiness probe failed: {tcp_text}") in lab.events("p"))
    assert "kube-probe/1.32" in lab.log("p", "web")


def test_server_on_localhost_alone_is_not_ready(lab: Lab) -> None:
    line = "httpd -f -p 127.0.0.1:8080 -h /etc"
    probe = {"httpGet": {"path": "/passwd", "port": 8080}, **EVERY_SECOND}
    lab.create("p", box("c", line, readinessProbe=probe))
    lab.wait_running("p")

    eventually(lambda: "Unhealthy" in lab.reasons("p"))
    assert lab.status("p", "c")["ready"] is False


def test_verdict_survives_a_restart_of_node(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER, readinessProbe=executing("true", initialDelaySeconds=2)))
    eventually(lambda: ready_condition(lab, "p") == "True")
    before = lab.pod("p")["status"]["conditions"]

    lab.restart()
    eventually(lambda: lab.watcher.containers)

    assert lab.pod("p")["status"]["conditions"] == before
