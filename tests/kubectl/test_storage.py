"""A real kubectl shows last words, parts of volumes and who writes into them."""

import json

import pytest

from tests.support.kubectl import Kubectl
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.kubectl

SAYING = """\
apiVersion: v1
kind: Pod
metadata: {name: saying}
spec:
  restartPolicy: Never
  containers:
  - name: c
    image: busybox
    command: [sh, -c, "echo -n no luck > /dev/termination-log; exit 3"]
"""

PARTED = """\
apiVersion: v1
kind: Pod
metadata: {name: parted}
spec:
  terminationGracePeriodSeconds: 1
  volumes: [{name: v, emptyDir: {}}]
  containers:
  - name: part
    image: busybox
    command: [sh, -c, "while :; do echo x > /here/file; sleep 1; done"]
    volumeMounts: [{name: v, mountPath: /here, subPath: a/b}]
  - name: whole
    image: busybox
    command: [sh, -c, "sleep 600"]
    volumeMounts: [{name: v, mountPath: /v}]
"""


def test_describe_shows_what_a_container_said_last(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=SAYING)
    kubectl("wait", "--for=jsonpath={.status.phase}=Failed", "pod/saying", "--timeout=90s")

    lines = [line.split() for line in kubectl.output("describe", "pod", "saying").splitlines()]

    assert ["Message:", "no", "luck"] in lines
    assert ["Exit", "Code:", "3"] in lines


def test_file_in_a_part_is_seen_at_its_place_in_the_volume(
    kubectl: Kubectl, node: NodeServer
) -> None:
    kubectl("apply", "-f", "-", stdin=PARTED)
    kubectl("wait", "--for=condition=Ready", "pod/parted", "--timeout=90s")
    assert kubectl.output("exec", "parted", "-c", "whole", "--", "cat", "/v/a/b/file") == "x\n"

    path = f"/apis/observation.podlab/v1/namespaces/{kubectl.namespace}/pods/parted/stream"
    seen = set()
    with node.client() as client, client.stream("GET", path, timeout=20) as answer:
        for line in answer.iter_lines():
            entry = json.loads(line) if line else {}
            if entry.get("kind") == "file" and entry.get("by"):
                seen.add((entry["volume"], entry["path"], entry["by"]))
                break

    assert seen == {("v", "a/b/file", "part")}
