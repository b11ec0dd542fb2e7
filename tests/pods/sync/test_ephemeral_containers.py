"""Ephemeral containers: started once, whatever the others do, and told apart in the status."""

import pytest
from lightkube.models.core_v1 import Pod

from podlab.pods.objects import container_field_path
from podlab.pods.status import ContainerObservation, pod_status, qos_class
from podlab.pods.sync import compute_pod_actions
from tests.pods.observations import NOON, exited, make_pod, running, seen, unstartable

DEBUG = {"name": "debug", "image": "busybox", "targetContainerName": "a"}


def started(pod: Pod, *containers: ContainerObservation) -> list[str]:
    return [each.name for each in compute_pod_actions(pod, seen(*containers), NOON).start]


@pytest.mark.parametrize(
    ("containers", "starts"),
    [
        ([running("a")], ["debug"]),
        ([running("a"), running("debug")], []),
        ([running("a"), exited("debug", 1)], []),
        ([running("a"), unstartable("debug", "no such file")], []),
        ([exited("a", 1, 1, back_off=10)], ["debug"]),
        ([exited("debug", 0, sandbox_id="old"), running("a")], []),
    ],
)
def test_it_starts_once(containers: list[ContainerObservation], starts: list[str]) -> None:
    assert started(make_pod("a", ephemeralContainers=[DEBUG]), *containers) == starts


def test_it_does_not_wait_for_init_containers() -> None:
    assert started(make_pod("a", init=("i",), ephemeralContainers=[DEBUG]), running("i")) == [
        "debug"
    ]


def test_a_pod_that_has_ended_takes_it_along() -> None:
    pod = make_pod("a", restartPolicy="Never", ephemeralContainers=[DEBUG])

    assert compute_pod_actions(pod, seen(exited("a", 0), running("debug")), NOON).kill_pod


def test_its_status_is_a_list_of_its_own_and_never_ready() -> None:
    status = pod_status(
        make_pod("a", ephemeralContainers=[{"name": "z", "image": "busybox"}, DEBUG]),
        seen(running("a"), running("z"), exited("debug", 3)),
        NOON,
    )

    found = status["ephemeralContainerStatuses"]
    assert [(each["name"], *each["state"], each["ready"]) for each in found] == [
        ("debug", "terminated", False),
        ("z", "running", False),
    ]
    assert [each["name"] for each in status["containerStatuses"]] == ["a"]
    assert (status["phase"], "started" in found[0]) == ("Running", False)


def test_it_changes_neither_class_nor_readiness_and_has_a_path_of_its_own() -> None:
    limits = {"cpu": "1", "memory": "1Gi"}
    pod = make_pod({"name": "a", "resources": {"limits": limits}}, ephemeralContainers=[DEBUG])

    assert qos_class(pod) == "Guaranteed"
    assert container_field_path(pod, "debug") == "spec.ephemeralContainers{debug}"
