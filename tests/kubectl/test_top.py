"""A real kubectl shows what Pods use on a real node."""

import json
from typing import Any

import pytest

from tests.support.kubectl import Kubectl
from tests.support.waiting import eventually

pytestmark = pytest.mark.kubectl

PODS = """\
apiVersion: v1
kind: Pod
metadata: {name: busy, labels: {app: busy}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: loop
    image: busybox
    command: [sh, -c, "while true; do :; done"]
    resources: {limits: {cpu: 200m, memory: 64Mi}}
  - name: idle
    image: busybox
    command: [sleep, "3600"]
"""


def test_top_pod_tells_cpu_and_memory(kubectl: Kubectl) -> None:
    assert "No resources found" in kubectl("top", "pod").stderr
    kubectl("apply", "-f", "-", stdin=PODS)
    kubectl("wait", "--for=condition=Ready", "pod/busy", "--timeout=90s")

    eventually(lambda: kubectl("top", "pod", "busy", check=False).returncode == 0)
    header, *rows = kubectl.lines(["top", "pod", "--containers"])
    assert header.split() == ["POD", "NAME", "CPU(cores)", "MEMORY(bytes)"]
    used = {row.split()[1]: row.split()[2:] for row in rows}
    assert 100 <= int(used["loop"][0].removesuffix("m")) <= 300
    assert int(used["idle"][0].removesuffix("m")) <= 20
    assert all(0 <= int(memory.removesuffix("Mi")) < 64 for _, memory in used.values())
    (row,) = kubectl.lines(["top", "pod", "busy", "--no-headers"])
    assert row.split()[0] == "busy"
    assert kubectl.lines(["top", "pod", "-l", "app=busy", "--no-headers"]) == [row]


def test_a_pod_that_is_followed_is_measured_anew(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=PODS)
    kubectl("wait", "--for=condition=Ready", "pod/busy", "--timeout=90s")
    path = f"/apis/metrics.k8s.io/v1beta1/namespaces/{kubectl.namespace}/pods/busy?fresh=true"

    def measured() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(kubectl("get", "--raw", path).stdout)
        return found

    first = measured()
    eventually(lambda: measured() != first)

    used = {c["name"]: int(c["usage"]["cpu"].removesuffix("n")) for c in first["containers"]}
    assert used["loop"] > used["idle"]


LOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: load}
spec:
  selector: {matchLabels: {app: load}}
  template:
    metadata: {labels: {app: load}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: loop
        image: busybox
        command: [sh, -c, "while true; do :; done"]
        resources: {requests: {cpu: 100m}, limits: {cpu: 200m, memory: 64Mi}}
"""


def test_an_autoscaler_sees_what_top_shows(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=LOAD)
    kubectl("wait", "--for=condition=Available", "deploy/load", "--timeout=90s")
    kubectl("autoscale", "deploy/load", "--cpu=100%", "--max=1")
    seen = "{.status.currentMetrics[0].resource.current.averageUtilization}"
    kubectl("wait", f"--for=jsonpath={seen}", "hpa/load", "--timeout=90s")

    def agree() -> bool:
        row = kubectl("top", "pod", "-l", "app=load", "--no-headers", check=False).stdout.split()
        percent = int(kubectl.output("get", "hpa/load", "-o", f"jsonpath={seen}"))
        return bool(row) and abs(percent - int(row[1].removesuffix("m"))) <= 50  # 100 % is 100m

    eventually(agree, seconds=120)
    kubectl("delete", "hpa,deploy", "--all")
