"""A real kubectl deletes a Pod that does not want to go."""

import json
import time

import docker
import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

STUBBORN = """\
apiVersion: v1
kind: Pod
metadata: {name: stubborn}
spec:
  terminationGracePeriodSeconds: 600
  containers:
  - name: c
    image: busybox
    command: [sh, -c, "trap '' TERM; while :; do sleep 0.1; done"]
    lifecycle:
      preStop: {sleep: {seconds: 500}}
"""


@pytest.fixture
def stubborn(kubectl: Kubectl) -> str:
    kubectl("apply", "-f", "-", stdin=STUBBORN)
    kubectl("wait", "--for=condition=Ready", "pod/stubborn", "--timeout=90s")
    return "stubborn"


@pytest.mark.parametrize("how", [("--now",), ("--force", "--grace-period=0")])
def test_delete_does_not_wait_for_hook_and_grace(
    kubectl: Kubectl, stubborn: str, how: tuple[str, ...]
) -> None:
    began = time.monotonic()
    kubectl("delete", "pod", stubborn, *how)

    assert time.monotonic() - began < 60
    assert json.loads(kubectl.output("get", "pods", "-o", "json"))["items"] == []


def test_pod_is_terminating_until_a_shorter_grace_is_over(kubectl: Kubectl, stubborn: str) -> None:
    kubectl("delete", "pod", stubborn, "--wait=false")
    assert "Terminating" in kubectl.output("get", "pod", stubborn)

    kubectl("delete", "pod", stubborn, "--grace-period=1")

    assert json.loads(kubectl.output("get", "pods", "-o", "json"))["items"] == []


def test_nothing_is_on_the_engine_when_delete_returns(
    kubectl: Kubectl, stubborn: str, engine: docker.DockerClient
) -> None:
    uid = kubectl.output("get", "pod", stubborn, "-o", "jsonpath={.metadata.uid}")
    mine: dict[str, str | list[str] | bool] = {"label": f"podlab.pod={uid}"}
    assert engine.containers.list(all=True, filters=mine)

    kubectl("delete", "pod", stubborn, "--grace-period=1")

    assert engine.containers.list(all=True, filters=mine, ignore_removed=True) == []
    assert engine.volumes.list(filters=mine) == []
