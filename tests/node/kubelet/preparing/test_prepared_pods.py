"""A prepared Pod starts with what was made before, and reads as if nothing had been."""

from datetime import UTC, datetime
from typing import Any

import pytest

from podlab.node.engine import names
from podlab.node.kubelet.preparing.prepared_sets import IDLE
from podlab.node.runtime import Preparation
from podlab.pods.defaults import default_object
from podlab.pods.objects import JsonObject
from tests.node.kubelet.lab import SECONDS, Lab, box, eventually

pytestmark = pytest.mark.docker

FOREVER = "trap 'exit 0' TERM; while :; do sleep 0.1; done"
CONFIGURED = [{"name": "GREETING", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}}]


def sleeper(**spec: Any) -> JsonObject:
    spec = {"containers": [box("c", FOREVER)], "terminationGracePeriodSeconds": 1, **spec}
    metadata = {"name": "p", "namespace": "default", "labels": {"app": "a"}}
    return default_object(
        "Pod", {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    )


def prepare(lab: Lab, pod: JsonObject) -> Preparation:
    return lab.kubelet.preparer.prepare(pod, generated=False).result(SECONDS)


def create(lab: Lab, pod: JsonObject) -> Preparation | None:
    """Store the Pod as the API does."""
    claimed = lab.kubelet.preparer.claim(pod, generated=False)
    lab.store.create("pods", pod, claimed.uid if claimed else "")
    return claimed


def made(lab: Lab) -> dict[str, str]:
    """Ids of this node's containers by their name; the pause container's is empty."""
    listed = lab.engine.containers()
    return {each["Labels"].get(names.CONTAINER, ""): each["Id"] for each in listed}


def test_what_was_made_before_is_what_runs(lab: Lab) -> None:
    pod = sleeper(
        containers=[box("c", FOREVER), box("d", FOREVER)], volumes=[{"name": "v", "emptyDir": {}}]
    )
    prepared = prepare(lab, pod)
    before = made(lab)

    assert prepared.problem == ""
    assert before.keys() == {"", "c", "d"}
    assert (lab.store.list("pods").items, lab.store.list("events").items) == ([], [])
    assert lab.watcher.sandboxes == []

    assert create(lab, pod) == prepared
    lab.wait_running("p")
    assert made(lab) == before
    assert lab.pod("p")["metadata"]["uid"] == prepared.uid
    assert lab.status("p", "c")["restartCount"] == 0
    assert [each.pod_uid for each in lab.watcher.sandboxes] == [prepared.uid]


def test_events_and_environment_are_as_without_preparation(lab: Lab) -> None:
    fields = ("metadata.uid", "metadata.name", "status.podIP", "spec.nodeName", "status.hostIP")
    env = [
        {"name": f"F{number}", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": path}}}
        for number, path in enumerate(fields)
    ]
    pod = sleeper(containers=[box("c", FOREVER, env=env)])
    prepare(lab, pod)
    before = made(lab)
    create(lab, pod)
    lab.wait_running("p")

    stored = lab.pod("p")
    status, metadata = stored["status"], stored["metadata"]
    expected = [metadata["uid"], "p", status["podIP"], stored["spec"]["nodeName"], status["hostIP"]]
    assert lab.exec("p", "c", "echo $F0 $F1 $F2 $F3 $F4").split() == expected
    assert made(lab) == before
    reasons = ["Scheduled", "Pulling", "Pulled", "Created", "Started"]
    eventually(lambda: [reason for reason, _ in lab.events("p")] == reasons)


def test_nothing_of_the_learners_runs_before_the_create(lab: Lab) -> None:
    prepare(lab, sleeper())

    states = {each["Labels"][names.ROLE]: each["State"] for each in lab.engine.containers()}
    assert states == {"pause": "running", "container": "created"}


def test_init_containers_run_first_and_a_crash_starts_a_new_attempt(lab: Lab) -> None:
    volume = [{"name": "v", "mountPath": "/v"}]
    init = box("first", "sleep 0.3; echo done > /v/mark", volumeMounts=volume)
    main = box("c", "cat /v/mark; sleep 0.5; exit 1", volumeMounts=volume)
    pod = sleeper(initContainers=[init], containers=[main], volumes=[{"name": "v", "emptyDir": {}}])
    prepare(lab, default_object("Pod", pod))
    create(lab, pod)

    eventually(lambda: lab.status("p", "c").get("restartCount") == 1)
    assert lab.log("p", "c", previous=True) == "done\n"


def test_a_kubelet_that_dies_while_init_runs_still_keeps_the_order(lab: Lab) -> None:
    pod = sleeper(initContainers=[box("first", "sleep 2")])
    prepare(lab, default_object("Pod", pod))
    create(lab, pod)
    eventually(lambda: lab.state("p", "first") == "running")
    before = made(lab)

    lab.restart()

    lab.wait_running("p")
    assert "Completed" in str(lab.status("p", "first")["state"])
    assert made(lab) == before


def test_equal_pods_never_share(lab: Lab) -> None:
    pod = sleeper()
    prepare(lab, pod)

    assert lab.kubelet.preparer.claim(pod, generated=False) is not None
    assert lab.kubelet.preparer.claim(pod, generated=False) is None


@pytest.mark.parametrize(
    ("pod", "problem"),
    [
        (sleeper(containers=[box("c", FOREVER, env=CONFIGURED)]), 'configmap "m" not found'),
        (sleeper(volumes=[{"name": "v", "configMap": {"name": "m"}}]), 'configmap "m" not found'),
        (sleeper(containers=[{"name": "c", "image": "nobody/knows:1"}]), "nobody/knows:1"),
    ],
)
def test_what_cannot_be_prepared_leaves_nothing(lab: Lab, pod: JsonObject, problem: str) -> None:
    answer = prepare(lab, pod)

    assert problem in answer.problem
    assert lab.left() == []
    assert lab.kubelet.preparer.claim(pod, generated=False) is None


def test_a_changed_configuration_makes_a_set_stale(lab: Lab) -> None:
    lab.configure("m", k="old")
    pod = sleeper(containers=[box("c", FOREVER, env=CONFIGURED)])
    assert prepare(lab, pod).problem == ""

    lab.store.change("configmaps", "default", "m", lambda each: {**each, "data": {"k": "new"}})

    eventually(lambda: lab.left() == [])
    assert create(lab, pod) is None
    lab.wait_running("p")
    assert lab.exec("p", "c", "echo $GREETING") == "new\n"


def test_a_container_that_would_be_made_differently_now_is_made_anew(lab: Lab) -> None:
    lab.configure("m", k="old")
    pod = sleeper(containers=[box("c", FOREVER, env=CONFIGURED)])
    prepare(lab, pod)
    before = made(lab)
    claimed = lab.kubelet.preparer.claim(pod, generated=False)
    assert claimed
    lab.store.change("configmaps", "default", "m", lambda each: {**each, "data": {"k": "new"}})

    lab.store.create("pods", pod, claimed.uid)

    lab.wait_running("p")
    assert lab.exec("p", "c", "echo $GREETING") == "new\n"
    assert (made(lab)[""] == before[""], made(lab)["c"] == before["c"]) == (True, False)


def test_the_end_of_its_namespace_ends_a_prepared_pod(lab: Lab) -> None:
    lab.store.create("namespaces", {"metadata": {"name": "default"}})
    prepare(lab, sleeper())

    lab.store.delete("namespaces", "", "default")

    eventually(lambda: lab.left() == [])


def test_another_pod_of_the_namespace_takes_the_place(lab: Lab) -> None:
    prepare(lab, sleeper())
    (first,) = {each["Labels"][names.POD] for each in lab.engine.containers()}
    other = prepare(lab, sleeper(hostname="other"))

    eventually(
        lambda: {each["Labels"][names.POD] for each in lab.engine.containers()} == {other.uid}
    )
    assert first != other.uid


def test_what_nobody_uses_is_collected_after_two_minutes(lab: Lab) -> None:
    preparer = lab.kubelet.preparer
    assert prepare(lab, sleeper()).problem == ""

    preparer.collect(datetime.now(UTC) + IDLE / 2)
    assert len(preparer.uids()) == 1
    preparer.collect(datetime.now(UTC) + IDLE)

    eventually(lambda: lab.left() == [])


def test_a_node_that_ends_leaves_nothing_prepared(lab: Lab) -> None:
    prepare(lab, sleeper())

    lab.restart()

    assert lab.left() == []
