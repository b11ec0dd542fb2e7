"""A real kubectl sees Pods that wait for the node, and lets them go on."""

import json

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

GATED = """\
apiVersion: v1
kind: Pod
metadata: {name: gated}
spec:
  terminationGracePeriodSeconds: 1
  schedulingGates: [{name: example.org/wait}]
  containers: [{name: web, image: nginx}]
"""
GREEDY = """\
apiVersion: v1
kind: Pod
metadata: {name: greedy}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: nginx
    resources: {requests: {cpu: "1000", memory: 9Ti}, limits: {nvidia.com/gpu: 1}}
"""
QOS = """\
apiVersion: v1
kind: Pod
metadata: {name: %s}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: web, image: nginx, resources: %s}]
"""


def column(kubectl: Kubectl, name: str, number: int) -> str:
    return kubectl.output("get", "pod", name, "--no-headers").split()[number]


def test_gate_is_seen_and_removed(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=GATED)
    kubectl("wait", "--for=jsonpath={.status.conditions[0].reason}=SchedulingGated", "pod/gated")
    assert column(kubectl, "gated", 2) == "SchedulingGated"

    patch = json.dumps([{"op": "remove", "path": "/spec/schedulingGates"}])
    kubectl("patch", "pod", "gated", "--type=json", "-p", patch)
    kubectl("wait", "--for=condition=Ready", "pod/gated", "--timeout=90s")


def test_pod_that_is_too_large_says_what_is_missing(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=GREEDY)
    kubectl("wait", "--for=condition=PodScheduled=False", "pod/greedy", "--timeout=90s")
    kubectl("wait", "--for=create", "event", "--all", "--timeout=90s")

    described = kubectl.output("describe", "pod", "greedy")
    told = "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 Insufficient "
    assert "Warning  FailedScheduling" in described
    assert "default-scheduler" in described
    assert f"{told}nvidia.com/gpu. preemption: 0/1 nodes are available: " in described
    assert column(kubectl, "greedy", 2) == "Pending"


@pytest.mark.parametrize(
    ("name", "resources", "expected", "score"),
    [
        ("best", "{}", "BestEffort", "1000"),
        ("burst", "{requests: {cpu: 10m}}", "Burstable", "999"),
        ("sure", "{limits: {cpu: 10m, memory: 64Mi}}", "Guaranteed", "0"),
    ],
)
def test_quality_of_service_is_shown_and_says_who_dies_first(
    kubectl: Kubectl, name: str, resources: str, expected: str, score: str
) -> None:
    kubectl("apply", "-f", "-", stdin=QOS % (name, resources))
    kubectl("wait", f"--for=jsonpath={{.status.qosClass}}={expected}", f"pod/{name}")

    described = kubectl.output("describe", "pod", name)
    assert ["QoS", "Class:", expected] in [line.split() for line in described.splitlines()]
    kubectl("wait", "--for=condition=Ready", f"pod/{name}", "--timeout=90s")
    assert kubectl.output("exec", name, "--", "cat", "/proc/1/oom_score_adj").strip() == score
