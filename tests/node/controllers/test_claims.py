"""Claims stay while a Pod uses them, and take their volume along."""

from podlab.node.housekeeping.namespaces import terminate_namespace
from podlab.node.kubelet.volumes.claiming import Claiming
from podlab.node.objects.deleting import delete
from podlab.pods.claims import new_claim
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject, pod_of
from tests.node.controllers.conftest import Lab
from tests.support.waiting import eventually

CLAIMS = "persistentvolumeclaims"


def make(lab: Lab, namespace: str = "default") -> JsonObject:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}
    raw = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "namespace": namespace},
        "spec": spec,
    }
    claim = new_claim(default_object("PersistentVolumeClaim", raw))
    return lab.store.create(CLAIMS, {**claim, "status": {"phase": "Pending"}})


def user(node: str = "podlab", namespace: str = "default") -> JsonObject:
    volume = {"name": "v", "persistentVolumeClaim": {"claimName": "data"}}
    spec = {"containers": [{"name": "c", "image": "busybox"}], "volumes": [volume]}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "user", "namespace": namespace}}
    status = {"phase": "Running"}
    return default_object("Pod", {**body, "spec": {**spec, "nodeName": node}, "status": status})


def bind(lab: Lab) -> str:
    assert Claiming(lab.store, "podlab").bind(pod_of(user()))
    claim = lab.store.get(CLAIMS, "default", "data")
    assert lab.names("persistentvolumes") == [claim["spec"]["volumeName"]]
    return str(claim["metadata"]["uid"])


def test_unused_claim_goes_after_its_volume(lab: Lab) -> None:
    claim = make(lab)
    uid = bind(lab)

    delete(lab.store, CLAIMS, lab.store.get(CLAIMS, "default", "data"))

    eventually(lambda: lab.names(CLAIMS) == [])
    assert lab.names("persistentvolumes") == []
    assert lab.released == [uid] == [claim["metadata"]["uid"]]


def test_claim_in_use_goes_with_the_last_pod(lab: Lab) -> None:
    make(lab)
    uid = bind(lab)
    lab.store.create("pods", user())
    delete(lab.store, CLAIMS, lab.store.get(CLAIMS, "default", "data"))
    assert lab.released == []

    lab.store.delete("pods", "default", "user")

    eventually(lambda: lab.names(CLAIMS) == [])
    assert lab.released == [uid]


def test_namespace_waits_for_its_claims(lab: Lab) -> None:
    lab.store.create("namespaces", {"metadata": {"name": "learner"}, "status": {}})
    make(lab, "learner")

    terminate_namespace(lab.store, "learner")

    eventually(lambda: "learner" not in lab.names("namespaces"))
    assert len(lab.released) == 1


def test_volume_of_a_claim_that_lost_its_protection_is_cleared(lab: Lab) -> None:
    make(lab)
    uid = bind(lab)

    lab.store.delete(CLAIMS, "default", "data")

    eventually(lambda: lab.names("persistentvolumes") == [])
    assert lab.released == [uid]


def test_what_was_missed_while_nobody_ran_is_made_up_for(lab: Lab) -> None:
    make(lab)
    uid = bind(lab)
    lab.controllers.stop()
    delete(lab.store, CLAIMS, lab.store.get(CLAIMS, "default", "data"))

    lab.start()

    eventually(lambda: lab.names(CLAIMS) == [])
    assert lab.released == [uid]


def test_waiting_is_told(lab: Lab) -> None:
    make(lab)

    wanted = "WaitForFirstConsumer waiting for first consumer to be created before binding"
    eventually(lambda: lab.events("PersistentVolumeClaim") == [wanted])
