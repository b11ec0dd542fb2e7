"""A real kubectl shows whom a container runs as, and which groups it has."""

import json

import pytest

from tests.support.kubectl import Kubectl

pytestmark = pytest.mark.kubectl

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: grouped}
spec:
  terminationGracePeriodSeconds: 1
  securityContext:
    runAsUser: 33
    runAsGroup: 3000
    fsGroup: 2000
    supplementalGroups: [4000]
    supplementalGroupsPolicy: Strict
  containers:
  - name: c
    image: busybox
    command: [sleep, "600"]
"""


def test_strict_groups_are_told_and_held(kubectl: Kubectl) -> None:
    answer = kubectl("apply", "-f", "-", stdin=POD)
    kubectl("wait", "--for=condition=Ready", "pod/grouped", "--timeout=60s")
    told = kubectl("get", "pod", "grouped", "-o", "jsonpath={.status.containerStatuses[0].user}")

    assert "Warning" not in answer.stderr
    assert json.loads(told.stdout) == {
        "linux": {"gid": 3000, "supplementalGroups": [2000, 3000, 4000], "uid": 33}
    }
    shown = kubectl("exec", "grouped", "--", "id").stdout
    assert shown.split()[0] == "uid=33(www-data)"
    assert {*shown.rpartition("groups=")[2].strip().split(",")} == {"3000", "2000", "4000"}
