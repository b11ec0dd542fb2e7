"""A volume that outgrows its limit, on a real engine."""

import pytest

from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker


def test_pod_whose_volume_outgrows_its_limit_is_evicted(lab: Lab) -> None:
    mount = [{"name": "v", "mountPath": "/data"}]
    greedy = "head -c 3000000 /dev/zero > /data/much; exec sleep 600"
    limited = [{"name": "v", "emptyDir": {"sizeLimit": "1Mi"}}]
    lab.create("p", box("c", greedy, volumeMounts=mount), volumes=limited)

    eventually(lambda: lab.phase("p") == "Failed")

    message = 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". '
    status = lab.pod("p")["status"]
    assert (status["reason"], status["message"]) == ("Evicted", message)
    eventually(lambda: ("Evicted", message) in lab.events("p"))
