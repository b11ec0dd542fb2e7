"""Volumes of claims on a real engine: they outlive Pods, in memory too, and leave nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from podlab.node.kubelet.garbage import collect_garbage
from podlab.node.objects.deleting import delete
from podlab.pods.claims import new_claim
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import SECONDS, Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
CLAIMS = "persistentvolumeclaims"
MOUNT = [{"name": "v", "mountPath": "/data"}]


def volume(**more: Any) -> list[JsonObject]:
    return [{"name": "v", "persistentVolumeClaim": {"claimName": "data", **more}}]


def make(lab: Lab) -> str:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Mi"}}}
    raw = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "namespace": "default"},
        "spec": spec,
    }
    claim = new_claim(default_object("PersistentVolumeClaim", raw))
    return str(lab.store.create(CLAIMS, claim)["metadata"]["uid"])


def run(lab: Lab, name: str, **more: Any) -> None:
    lab.create(name, box("c", FOREVER, volumeMounts=MOUNT), volumes=volume(**more))
    lab.wait_running(name)


def end(lab: Lab, name: str) -> None:
    lab.delete(name)
    lab.wait_gone(name)


def sweep(lab: Lab) -> None:
    """What the kubelet does every half minute."""
    collect_garbage(lab.kubelet._node, set)


def outlive(lab: Lab) -> None:
    uid = make(lab)
    run(lab, "first")
    lab.exec("first", "c", "echo kept > /data/token")
    end(lab, "first")
    sweep(lab)

    run(lab, "second", readOnly=True)
    assert lab.exec("second", "c", "cat /data/token") == "kept\n"
    assert "Read-only" in lab.exec("second", "c", "echo x > /data/other")
    end(lab, "second")

    lab.store.delete(CLAIMS, "default", "data")
    lab.kubelet.release_claim(uid)
    assert lab.left() == []


def test_file_in_a_claim_outlives_the_pod(lab: Lab) -> None:
    outlive(lab)


def test_claim_in_memory_outlives_the_pod_and_is_bounded(restricted_lab: Lab) -> None:
    outlive(restricted_lab)

    make(restricted_lab)
    run(restricted_lab, "full")
    written = restricted_lab.exec("full", "c", "dd if=/dev/zero of=/data/big bs=64k count=99")
    assert "No space left" in written
    end(restricted_lab, "full")
    restricted_lab.store.delete(CLAIMS, "default", "data")
    sweep(restricted_lab)
    assert restricted_lab.left() == []


def test_pod_waits_unbound_where_no_scheduler_saw_it(lab: Lab) -> None:
    make(lab)
    container = box("c", FOREVER, volumeMounts=MOUNT)
    lab.create("p", container, volumes=volume(), nodeName="podlab")

    eventually(lambda: any("PVC is not bound" in text for _, text in lab.events("p")))
    end(lab, "p")
    lab.store.delete(CLAIMS, "default", "data")


def test_prepared_pod_lets_go_of_a_claim_that_is_deleted(lab: Lab) -> None:
    uid = make(lab)
    spec = {"containers": [box("c", FOREVER, volumeMounts=MOUNT)], "volumes": volume()}
    metadata = {"name": "p", "namespace": "default"}
    pod = default_object(
        "Pod", {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    )
    prepared = lab.kubelet.preparer.prepare(pod, generated=False).result(SECONDS)
    assert prepared.problem == ""
    assert f"podlab-pvc-{uid}" in lab.left()

    delete(lab.store, CLAIMS, lab.store.get(CLAIMS, "default", "data"))

    eventually(lambda: lab.left() == [f"podlab-pvc-{uid}"])
    lab.kubelet.release_claim(uid)
    lab.kubelet.preparer.collect(datetime.now(UTC) + timedelta(days=1))
    assert lab.left() == []
