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


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "head -c 3000000 /dev/zero > /much; exec sleep 600",
            'Container c exceeded its local ephemeral storage limit "1Mi". ',
        ),
        (
            "head -c 9000000 /dev/zero > /data/much; exec sleep 600",
            "Pod ephemeral local storage usage exceeds the total limit of containers 5Mi. ",
        ),
    ],
)
def test_pod_that_writes_too_much_is_evicted(lab: Lab, line: str, message: str) -> None:
    def limited(most: str) -> dict[str, object]:
        return {"limits": {"ephemeral-storage": most}}

    mount = [{"name": "v", "mountPath": "/data"}]
    lab.create(
        "p",
        box("c", line, volumeMounts=mount, resources=limited("1Mi")),
        box("d", "exec sleep 600", resources=limited("4Mi")),
        volumes=[{"name": "v", "emptyDir": {}}],
    )

    eventually(lambda: lab.phase("p") == "Failed", 60)

    assert lab.pod("p")["status"]["message"] == message
    assert lab.pod("p")["status"]["reason"] == "Evicted"
