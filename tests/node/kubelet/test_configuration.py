"""ConfigMaps and Secrets: as volumes, as variables, and what happens while one is missing."""

import base64

import pytest

from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
MOUNT = [{"name": "config", "mountPath": "/config"}]
VOLUME = [{"name": "config", "configMap": {"name": "settings"}}]

NO_REQUEST = "hugePages storage requested, but there is no resource request for huge pages"


def test_configmap_volume_has_the_kubelets_layout_and_is_read_only(lab: Lab) -> None:
    lab.configure("settings", **{"colour": "blue", "size.txt": "big\n"})
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=VOLUME)
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /config/colour /config/size.txt") == "bluebig\n"
    assert lab.exec("p", "c", "readlink /config/colour") == "..data/colour\n"
    assert lab.exec("p", "c", "stat -Lc %a /config/colour") == "644\n"
    assert "Read-only" in lab.exec("p", "c", "echo x > /config/new")


def test_chosen_keys_get_their_path_and_mode(lab: Lab) -> None:
    lab.configure("settings", a="1", b="2")
    chosen = {"name": "settings", "items": [{"key": "a", "path": "deep/down", "mode": 0o400}]}
    volumes = [{"name": "config", "configMap": chosen}]
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=volumes)
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /config/deep/down; ls /config") == "1deep\n"
    assert lab.exec("p", "c", "stat -Lc %a /config/deep/down") == "400\n"


def test_secret_is_decoded_in_a_volume_and_a_variable(lab: Lab) -> None:
    data = {"word": base64.b64encode(b"sesame").decode()}
    metadata = {"name": "s", "namespace": "default"}
    lab.store.create(
        "secrets", {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data}
    )
    source = {"secretKeyRef": {"name": "s", "key": "word"}}
    container = box("c", FOREVER, volumeMounts=MOUNT, env=[{"name": "WORD", "valueFrom": source}])
    lab.create("p", container, volumes=[{"name": "config", "secret": {"secretName": "s"}}])
    lab.wait_running("p")

    assert lab.exec("p", "c", "echo $WORD; cat /config/word") == "sesame\nsesame"


def test_missing_configmap_volume_holds_the_whole_pod_until_it_comes(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), box("b", FOREVER), volumes=VOLUME)

    text = 'MountVolume.SetUp failed for volume "config" : configmap "settings" not found'
    eventually(lambda: ("FailedMount", text) in lab.events("p"))
    assert (lab.phase("p"), lab.state("p", "b")) == ("Pending", "ContainerCreating")

    lab.configure("settings", a="1")
    lab.wait_running("p")


@pytest.mark.parametrize(
    ("medium", "problem"),
    [
        ("Disk", 'unknown storage medium "Disk"'),
        ("HugePages-2Mi", f"medium HugePages-2Mi: {NO_REQUEST}"),
    ],
)
def test_medium_that_the_node_lacks_holds_the_whole_pod(
    lab: Lab, medium: str, problem: str
) -> None:
    volume = {"name": "config", "emptyDir": {"medium": medium}}
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[volume])

    text = f'MountVolume.SetUp failed for volume "config" : {problem}'
    eventually(lambda: ("FailedMount", text) in lab.events("p"))
    assert (lab.phase("p"), lab.state("p", "c")) == ("Pending", "ContainerCreating")


def test_missing_variable_holds_only_its_container_until_it_comes(lab: Lab) -> None:
    source = {"configMapKeyRef": {"name": "settings", "key": "a"}}
    needy = box("needy", FOREVER, env=[{"name": "A", "valueFrom": source}])
    lab.create("p", needy, box("b", FOREVER))

    eventually(lambda: lab.state("p", "needy") == "CreateContainerConfigError")
    message = lab.status("p", "needy")["state"]["waiting"]["message"]
    assert message == 'configmap "settings" not found'
    eventually(lambda: lab.state("p", "b") == "running")
    eventually(lambda: ("Failed", f"Error: {message}") in lab.events("p"))

    lab.configure("settings", a="1")
    lab.wait_running("p")
    assert lab.exec("p", "needy", "echo $A") == "1\n"


def test_promise_not_to_be_root_is_kept(lab: Lab) -> None:
    lab.create("p", box("c", FOREVER, securityContext={"runAsNonRoot": True}))

    eventually(lambda: lab.state("p", "c") == "CreateContainerConfigError")
    message = lab.status("p", "c")["state"]["waiting"]["message"]
    assert "runAsNonRoot and image" in message
