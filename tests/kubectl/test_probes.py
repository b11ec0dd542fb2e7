"""A real kubectl waits for a readiness probe, and the traffic view names who asks."""

import json

import pytest

from tests.support.kubectl import Kubectl
from tests.support.node_server import NodeServer

pytestmark = pytest.mark.kubectl

PROBED = """\
apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: nginx
    ports: [{name: http, containerPort: 80}]
    readinessProbe:
      httpGet: {path: /, port: http}
      periodSeconds: 1
"""


def test_probe_makes_the_pod_ready_and_is_seen_as_the_kubelets(
    kubectl: Kubectl, node: NodeServer
) -> None:
    kubectl("apply", "-f", "-", stdin=PROBED)
    kubectl("wait", "--for=condition=Ready", "pod/probed", "--timeout=90s")
    assert "http-get http://:http/" in kubectl.output("describe", "pod", "probed")

    path = f"/apis/observation.podlab/v1/namespaces/{kubectl.namespace}/pods/probed/stream"
    senders = set()
    with node.client() as client, client.stream("GET", path, timeout=20) as answer:
        for line in answer.iter_lines():
            entry = json.loads(line) if line else {}
            if entry.get("kind") == "request":
                senders.add(entry.get("from"))
                break

    assert senders == {"kubelet"}
