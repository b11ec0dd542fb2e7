"""ReplicaSets keep their number: they create, delete, adopt, release, and tell."""

from podlab.node.objects.deleting import delete
from podlab.pods.objects import JsonObject
from podlab.workloads.ownership import controller_of
from tests.node.controllers.conftest import BAD_IMAGE, Lab
from tests.support.waiting import eventually


def ready(lab: Lab, count: int) -> bool:
    return bool(lab.status("replicasets").get("readyReplicas", 0) == count)


def test_a_replica_set_gets_its_pods_and_tells(lab: Lab) -> None:
    lab.make("ReplicaSet", "replicasets", 3)

    eventually(lambda: ready(lab, 3))
    names = lab.names("pods")
    assert sorted(lab.events("ReplicaSet")) == [f"SuccessfulCreate Created pod: {n}" for n in names]
    lab.edit("replicasets", replicas=1)
    eventually(lambda: len(lab.names("pods")) == 1)
    gone = set(names) - set(lab.names("pods"))
    told = lab.events("ReplicaSet")[3:]
    assert sorted(told) == sorted(f"SuccessfulDelete Deleted pod: {name}" for name in gone)


def test_a_pod_that_is_deleted_or_fails_is_replaced(lab: Lab) -> None:
    lab.make("ReplicaSet", "replicasets", 2)
    eventually(lambda: ready(lab, 2))
    first, second = lab.store.list("pods").items

    delete(lab.store, "pods", first)
    eventually(lambda: first["metadata"]["name"] not in lab.names("pods") and ready(lab, 2))
    lab.store.change(
        "pods", "default", second["metadata"]["name"],
        lambda pod: {**pod, "status": {**pod["status"], "phase": "Failed"}},
    )  # fmt: skip
    eventually(lambda: len(lab.names("pods")) == 3 and ready(lab, 2))


def relabelled(pod: JsonObject, labels: dict[str, str]) -> JsonObject:
    return {**pod, "metadata": {**pod["metadata"], "labels": labels}}


def test_orphans_are_adopted_and_strangers_released(lab: Lab) -> None:
    orphan = {
        "metadata": {"name": "orphan", "namespace": "default", "labels": {"app": "web"}},
        "spec": {"containers": [{"name": "main", "image": "nginx"}]},
        "status": {"phase": "Pending"},
    }
    lab.store.create("pods", orphan)
    lab.make("ReplicaSet", "replicasets", 2)
    eventually(lambda: ready(lab, 2))
    assert "orphan" in lab.names("pods")
    assert len(lab.names("pods")) == 2

    lab.store.change("pods", "default", "orphan", lambda pod: relabelled(pod, {"app": "mine"}))
    eventually(lambda: len(lab.names("pods")) == 3 and ready(lab, 2))
    assert controller_of(lab.store.get("pods", "default", "orphan")) is None
    lab.store.change("pods", "default", "orphan", lambda pod: relabelled(pod, {"app": "web"}))
    eventually(lambda: len(lab.names("pods")) == 2)


def test_a_pod_that_is_refused_is_told_and_not_tried_in_a_busy_loop(lab: Lab) -> None:
    lab.make("ReplicaSet", "replicasets", 2, BAD_IMAGE)

    eventually(lambda: bool(lab.status("replicasets").get("conditions")))
    (condition,) = lab.status("replicasets")["conditions"]
    assert (condition["type"], condition["reason"]) == ("ReplicaFailure", "FailedCreate")
    problem = "is invalid: spec.containers[0].image: Forbidden: it is not there"
    assert condition["message"].endswith(problem)
    told = lab.events("ReplicaSet")
    assert all(each.startswith('FailedCreate Error creating: Pod "web-') for each in told)
    assert len(told) <= 2
    assert lab.names("pods") == []


def test_controllers_that_start_later_make_up_for_it(stopped_lab: Lab) -> None:
    stopped_lab.make("ReplicaSet", "replicasets", 2)
    assert stopped_lab.names("pods") == []

    stopped_lab.start()
    eventually(lambda: ready(stopped_lab, 2))
    stopped_lab.controllers.stop()
    version = stopped_lab.store.resource_version
    stopped_lab.start()
    stopped_lab.edit("replicasets", replicas=3)
    eventually(lambda: ready(stopped_lab, 3))
    assert len(stopped_lab.names("pods")) == 3
    assert stopped_lab.store.resource_version > version
