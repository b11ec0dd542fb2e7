"""A real kubectl sees the node's runtimes as classes, and a Pod may name one of them."""

import json

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec:
  runtimeClassName: CLASS
  terminationGracePeriodSeconds: 0
  containers:
  - {name: c, image: busybox, command: [sleep, "600"]}
"""


def test_a_pod_runs_in_a_class_that_is_there_and_is_refused_in_another(kubectl: Kubectl) -> None:
    kubectl("wait", "--for=create", "runtimeclass/runc", "--timeout=90s")
    classes = json.loads(kubectl.output("get", "runtimeclasses", "-o", "json"))["items"]
    first = classes[0]["metadata"]["name"]
    assert kubectl.output("get", "runtimeclass", first, "--no-headers").split()[:2] == [first] * 2

    kubectl("apply", "-f", "-", stdin=POD.replace("NAME", "good").replace("CLASS", first))
    kubectl("wait", "--for=condition=Ready", "pod/good", "--timeout=90s")

    refused = kubectl(
        "apply",
        "-f",
        "-",
        stdin=POD.replace("NAME", "bad").replace("CLASS", "nowhere"),
        check=False,
    )
    assert (
        'pods "bad" is forbidden: pod rejected: RuntimeClass "nowhere" not found' in refused.stderr
    )
