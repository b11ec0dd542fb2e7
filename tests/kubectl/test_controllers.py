"""A real kubectl watches what controllers promise: bounds, real load, and a kill -9 midway."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.conftest import run_node
from tests.support.kubectl import Kubectl, kubectl_path
from tests.support.leaks import Leaks
from tests.support.node_server import NodeServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.kubectl

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{{name: main, image: nginx}}]
"""
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
      - name: main
        image: busybox
        command: [sh, -c, "while true; do if [ -e /tmp/busy ]; then :; else sleep 0.5; fi; done"]
        resources: {requests: {cpu: 50m}, limits: {cpu: 100m, memory: 32Mi}}
"""
BUSY = "/tmp/busy"  # noqa: S108 -- inside a container
QUICK_DOWN = '{"spec":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":5}}}}'


def items(kubectl: Kubectl, *what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kubectl.output("get", *what, "-o", "json"))["items"]
    return found


def images(kubectl: Kubectl) -> list[str]:
    """The images of the Pods that stay."""
    return sorted(
        pod["spec"]["containers"][0]["image"]
        for pod in items(kubectl, "pods")
        if "deletionTimestamp" not in pod["metadata"]
    )


def deploy(kubectl: Kubectl, replicas: int) -> None:
    """A Deployment `web` whose Pods end without grace, rolled out."""
    kubectl("apply", "-f", "-", stdin=WEB.format(replicas=replicas))
    rolled_out(kubectl)


def rolled_out(kubectl: Kubectl) -> None:
    done = kubectl("rollout", "status", "deployment/web", "--timeout=90s", seconds=90)
    assert 'deployment "web" successfully rolled out' in done.stdout


def test_a_new_image_never_leaves_too_few_pods(kubectl: Kubectl) -> None:
    deploy(kubectl, 3)
    watching = kubectl.start("get", "deployment", "web", "--watch", "--no-headers")
    kubectl("set", "image", "deployment/web", "main=redis")
    rolled_out(kubectl)
    assert images(kubectl) == ["redis"] * 3
    watching.terminate()
    seen = [int(line.split()[3]) for line in watching.communicate()[0].splitlines()]
    assert min(seen) >= 3


@pytest.fixture
def attentive_node(
    engine: docker.DockerClient, leaks: Leaks, tmp_path: Path
) -> Iterator[NodeServer]:
    """A node whose autoscalers look every two seconds."""
    more = ("--horizontal-pod-autoscaler-sync-period", "2")
    yield from run_node(tmp_path / "attentive", leaks, more=more)


def own_kubectl(node: NodeServer, folder: Path) -> Kubectl:
    program = kubectl_path()
    assert program is not None
    return Kubectl(program, node.kubeconfig, "default", folder)


def rescaled(kubectl: Kubectl) -> list[str]:
    return [
        each["message"]
        for each in items(kubectl, "events")
        if each["reason"] == "SuccessfulRescale"
    ]


def test_an_autoscaler_follows_real_load(
    attentive_node: NodeServer, kubectl: Kubectl, tmp_path: Path
) -> None:
    kubectl = own_kubectl(attentive_node, tmp_path)
    kubectl("apply", "-f", "-", stdin=LOAD)
    kubectl("rollout", "status", "deployment/load", "--timeout=90s")
    kubectl("autoscale", "deployment/load", "--cpu=100%", "--min=1", "--max=3")
    kubectl("patch", "hpa", "load", "-p", QUICK_DOWN)
    (pod,) = kubectl.lines(["get", "pod", "-o", "name"])

    kubectl("exec", pod, "--", "touch", BUSY)
    eventually(lambda: len(items(kubectl, "pods")) > 1)
    above = "reason: cpu resource utilization (percentage of request) above target"
    assert any(message.endswith(above) for message in rescaled(kubectl))
    (row,) = kubectl.lines(["get", "hpa", "load", "--no-headers"])
    assert row.split()[:2] == ["load", "Deployment/load"]

    kubectl("exec", pod, "--", "rm", BUSY, check=False)
    eventually(lambda: len(items(kubectl, "pods")) == 1)
    assert "New size: 1; reason: All metrics below target" in rescaled(kubectl)
    kubectl("delete", "deployment", "load")
    eventually(lambda: items(kubectl, "pods") == [])


def test_a_kill_in_the_middle_of_a_rollout_leaves_the_numbers_right(
    own_node: NodeServer, kubectl: Kubectl, tmp_path: Path
) -> None:
    kubectl = own_kubectl(own_node, tmp_path)
    deploy(kubectl, 3)
    for image in ("redis", "nginx"):
        kubectl("set", "image", "deployment/web", f"main={image}")
        eventually(lambda wanted=image: wanted in images(kubectl), pause=0.02)  # type: ignore[misc]
        own_node.kill()
        own_node.start()

        rolled_out(kubectl)
        eventually(lambda: len(items(kubectl, "pods")) == 3)
        assert images(kubectl) == [image] * 3
        sizes = [each["spec"]["replicas"] for each in items(kubectl, "replicasets")]
        assert max(sizes) == sum(sizes) == 3
    kubectl("delete", "deployment", "web")
    eventually(lambda: items(kubectl, "pods") == [])
