"""Volumes whose files Kubernetes writes: what is in them, and that they follow their sources."""

import base64

import pytest

from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
MOUNT = [{"name": "v", "mountPath": "/v"}]
CONFIG = {"name": "v", "configMap": {"name": "settings"}}


def change(lab: Lab, **data: str) -> None:
    def edit(stored: JsonObject) -> JsonObject:
        return {**stored, "data": data}

    lab.store.change("configmaps", "default", "settings", edit)


def test_projected_volume_is_one_read_only_tree(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    limit = {"containerName": "c", "resource": "limits.memory", "divisor": "1Mi"}
    fields = [
        {"path": "me/name", "fieldRef": {"fieldPath": "metadata.name"}},
        {"path": "me/memory", "mode": 0o400, "resourceFieldRef": limit},
    ]
    sources = [{"configMap": {"name": "settings"}}, {"downwardAPI": {"items": fields}}]
    container = box(
        "c", FOREVER, volumeMounts=MOUNT, resources={"limits": {"memory": "32Mi", "cpu": "1"}}
    )
    lab.create("p", container, volumes=[{"name": "v", "projected": {"sources": sources}}])
    lab.wait_running("p")

    assert lab.exec("p", "c", "cd /v; cat colour me/name me/memory") == "bluep32"
    assert lab.exec("p", "c", "cd /v; readlink me; stat -Lc %a me/name me/memory") == (
        "..data/me\n644\n400\n"
    )
    assert "Read-only" in lab.exec("p", "c", "echo x > /v/new")


def test_group_of_the_pod_may_read(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    volume = {"name": "v", "configMap": {"name": "settings", "defaultMode": 0o400}}
    context = {"fsGroup": 2000, "runAsUser": 1000}
    lab.create(
        "p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[volume], securityContext=context
    )
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /v/colour; stat -Lc ' %a %g' /v/colour") == "blue 440 2000\n"


def test_changed_configmap_reaches_the_running_container(lab: Lab) -> None:
    lab.configure("settings", colour="blue", old="x")
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[CONFIG])
    lab.wait_running("p")
    before = lab.status("p", "c")

    change(lab, colour="red", new="y")

    eventually(lambda: lab.exec("p", "c", "cat /v/colour") == "red", 10)
    eventually(lambda: lab.exec("p", "c", "cd /v; ls; ls -A | wc -l") == "colour\nnew\n4\n", 10)
    assert lab.status("p", "c") == before


def test_reader_sees_the_old_tree_or_the_new_one(lab: Lab) -> None:
    lab.configure("settings", a="0", b="0")
    watch = (
        "while :; do d=$(readlink /v/..data) && set -- $(cat /v/$d/a /v/$d/b); "
        '[ -z "$2" ] || [ "$1" = "$2" ] || echo torn $*; cat /v/a >/dev/null || echo gone; done'
    )
    lab.create("p", box("c", watch, volumeMounts=MOUNT), volumes=[CONFIG])
    lab.wait_running("p")

    for value in range(1, 4):
        change(lab, a=f"{value}\n", b=f"{value}\n")
        eventually(lambda value=value: lab.exec("p", "c", "cat /v/b") == f"{value}\n", 10)  # type: ignore[misc]

    assert "torn" not in lab.log("p", "c")
    assert "gone" not in lab.log("p", "c")


def test_changed_label_reaches_its_file(lab: Lab) -> None:
    item = {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}
    volume = {"name": "v", "downwardAPI": {"items": [item]}}
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[volume])
    lab.wait_running("p")
    assert lab.exec("p", "c", "cat /v/labels") == ""

    def label(pod: JsonObject) -> JsonObject:
        pod["metadata"]["labels"] = {"tier": "front", "app": "shop"}
        return pod

    lab.store.change("pods", "default", "p", label)

    eventually(lambda: lab.exec("p", "c", "cat /v/labels") == 'app="shop"\ntier="front"', 10)


def test_change_while_node_was_down_is_caught_up_with(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[CONFIG])
    lab.wait_running("p")

    lab.restart(lambda: change(lab, colour="red"))

    eventually(lambda: lab.exec("p", "c", "cat /v/colour") == "red", 10)


def test_removed_configmap_leaves_its_files_and_is_told(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[CONFIG])
    lab.wait_running("p")

    lab.store.delete("configmaps", "default", "settings")

    text = 'MountVolume.SetUp failed for volume "v" : configmap "settings" not found'
    eventually(lambda: ("FailedMount", text) in lab.events("p"))
    assert lab.exec("p", "c", "cat /v/colour") == "blue"


SECRET = {"name": "v", "secret": {"secretName": "s", "defaultMode": 0o400}}
BOTH = {
    "name": "v",
    "projected": {
        "defaultMode": 0o400,
        "sources": [{"secret": {"name": "s"}}, {"configMap": {"name": "settings"}}],
    },
}


def secret(word: str) -> JsonObject:
    metadata = {"name": "s", "namespace": "default"}
    data = {"word": base64.b64encode(word.encode()).decode()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data}


@pytest.mark.parametrize("volume", [SECRET, BOTH])
def test_secret_is_in_memory_and_follows_its_source(lab: Lab, volume: JsonObject) -> None:
    lab.configure("settings", colour="blue")
    lab.store.create("secrets", secret("sesame"))
    mounts = [*MOUNT, {"name": "v", "mountPath": "/word", "subPath": "word"}]
    context = {"fsGroup": 2000, "runAsUser": 1000}
    container = box("c", FOREVER, volumeMounts=mounts)
    lab.create("p", container, volumes=[volume], securityContext=context)
    lab.wait_running("p")

    seen = "stat -f -c %T /v; cat /v/word /word; stat -Lc ' %a %g' /v/word /word; stat -c %A /v"
    assert lab.exec("p", "c", seen) == ("tmpfs\nsesamesesame 440 2000\n 440 2000\ndrwxrwsrwt\n")

    lab.store.change("secrets", "default", "s", lambda _: secret("open"))

    eventually(lambda: lab.exec("p", "c", "cat /v/word") == "open", 10)
    assert lab.exec("p", "c", "cat /word") == "sesame"
    lab.restart()
    lab.wait_running("p")
    assert lab.exec("p", "c", "cat /v/word") == "open"


@pytest.mark.parametrize(
    ("volume", "folder"),
    [
        ({"name": "v", "emptyDir": {}}, "drwxrwxrwx"),
        ({"name": "v", "emptyDir": {"medium": "Memory"}}, "drwxrwxrwt"),
        (CONFIG, "drwxrwxrwx"),
    ],
)
def test_folder_of_a_volume_has_the_kubelets_mode(
    lab: Lab, volume: JsonObject, folder: str
) -> None:
    lab.configure("settings", colour="blue")
    lab.create("p", box("c", FOREVER, volumeMounts=MOUNT), volumes=[volume])
    lab.wait_running("p")

    assert lab.exec("p", "c", "stat -c '%A %u %g' /v") == f"{folder} 0 0\n"


def part(**fields: str) -> list[JsonObject]:
    return [{"name": "v", "mountPath": "/etc/app/colour", **fields}]


def test_part_of_a_configmap_is_one_file_that_stays_as_it_was(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    whole = box("whole", FOREVER, volumeMounts=MOUNT)
    container = box("c", FOREVER, volumeMounts=part(subPath="colour"))
    lab.create("p", container, whole, volumes=[CONFIG])
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /etc/app/colour; ls /etc/app") == "bluecolour\n"
    assert "Read-only" in lab.exec("p", "c", "echo x > /etc/app/colour")

    change(lab, colour="red")

    eventually(lambda: lab.exec("p", "whole", "cat /v/colour") == "red", 10)
    assert lab.exec("p", "c", "cat /etc/app/colour") == "blue"


def test_restarted_container_sees_the_part_as_it_is_now(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    line = (
        "echo $(cat /etc/app/colour); trap 'exit 0' TERM; while [ ! -e /end ]; do sleep 0.1; done"
    )
    whole = box("whole", FOREVER, volumeMounts=MOUNT)
    lab.create("p", box("c", line, volumeMounts=part(subPath="colour")), whole, volumes=[CONFIG])
    lab.wait_running("p")
    change(lab, colour="red")
    eventually(lambda: lab.exec("p", "whole", "cat /v/colour") == "red", 10)

    lab.exec("p", "c", "touch /end")

    eventually(lambda: lab.status("p", "c").get("restartCount") == 1)
    eventually(lambda: lab.log("p", "c") == "red\n")


def test_part_is_named_by_a_variable(lab: Lab) -> None:
    lab.configure("settings", p="mine")
    name = {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    container = box("c", FOREVER, env=[name], volumeMounts=part(subPathExpr="$(POD)"))
    lab.create("p", container, volumes=[CONFIG])
    lab.wait_running("p")

    assert lab.exec("p", "c", "cat /etc/app/colour") == "mine"


def test_part_named_by_a_missing_variable_holds_its_container(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    container = box("c", FOREVER, volumeMounts=part(subPathExpr="$(NONE)"))
    lab.create("p", container, volumes=[CONFIG])

    eventually(lambda: lab.state("p", "c") == "CreateContainerConfigError")
    assert lab.status("p", "c")["state"]["waiting"]["message"] == "missing value for NONE"


def test_part_that_is_not_in_a_configmap_is_an_empty_folder(lab: Lab) -> None:
    lab.configure("settings", colour="blue")
    container = box("c", FOREVER, volumeMounts=part(subPath="no/such"))
    lab.create("p", container, volumes=[CONFIG])
    lab.wait_running("p")

    assert lab.exec("p", "c", "cd /etc/app/colour; ls; touch x") == (
        "touch: x: Read-only file system\n"
    )
