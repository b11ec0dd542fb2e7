"""A Pod that was prepared is created and described by a real kubectl as any other."""

import json
from pathlib import Path

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

PREPARED = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "prepared", "labels": {"app": "web"}},
    "spec": {
        "terminationGracePeriodSeconds": 1,
        "containers": [{"name": "c", "image": "busybox", "command": ["sleep", "1000"]}],
    },
}


def test_create_of_a_prepared_pod_adopts_what_was_made(kubectl: Kubectl, tmp_path: Path) -> None:
    manifest = tmp_path / "pod.json"
    manifest.write_text(json.dumps(PREPARED))
    path = f"/apis/preparation.podlab/v1/namespaces/{kubectl.namespace}/pods"
    prepared = json.loads(kubectl.output("create", "--raw", path, "-f", str(manifest)))
    assert kubectl.output("get", "pods", "-o", "name") == ""

    kubectl("create", "-f", str(manifest))
    kubectl("wait", "--for=condition=Ready", "pod/prepared", "--timeout=90s")

    uid = kubectl.output("get", "pod", "prepared", "-o", "jsonpath={.metadata.uid}")
    assert uid == prepared["metadata"]["uid"]
    reasons = ["Scheduled", "Pulling", "Pulled", "Created", "Started"]
    told = kubectl.output("get", "events", "-o", "jsonpath={.items[*].reason}").split()
    assert told == reasons
    assert "Restart Count:  0" in kubectl.output("describe", "pod", "prepared")
