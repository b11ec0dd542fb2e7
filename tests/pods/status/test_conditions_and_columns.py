"""Conditions, `kubectl get` and the quality of service."""

from typing import TYPE_CHECKING, Any

import pytest
from lightkube.models.core_v1 import Pod

from podlab.pods.status import (
    ContainerObservation,
    PodObservation,
    SandboxState,
    Waiting,
    pod_status,
    printed_columns,
    qos_class,
)
from tests.pods.observations import (
    NOON,
    exited,
    make_pod,
    running,
    seconds,
    seen,
    sidecar,
    unstartable,
)

if TYPE_CHECKING:
    from podlab.pods.objects import JsonObject


def conditions(pod: Pod, observation: PodObservation) -> dict[str, tuple[str, str, str]]:
    return {
        each["type"]: (each["status"], each.get("reason", ""), each.get("message", ""))
        for each in pod_status(pod, observation, NOON)["conditions"]
    }


NOT_READY = ("False", "ContainersNotReady", "containers with unready status: [b]")
UP, DOWN = ("True", "", ""), ("False", "", "")


def test_running_pod_has_every_condition() -> None:
    assert conditions(make_pod("a", "b"), seen(running("a"), running("b"))) == {
        "PodReadyToStartContainers": UP,
        "Initialized": UP,
        "Ready": UP,
        "ContainersReady": UP,
        "PodScheduled": UP,
    }


def test_unready_container_is_named() -> None:
    found = conditions(make_pod("a", "b"), seen(running("a")))

    assert (found["Ready"], found["ContainersReady"]) == (NOT_READY, NOT_READY)


def test_pod_that_initializes_names_what_is_missing() -> None:
    pod = make_pod("a", init=("i", sidecar("s"), "j"))

    assert conditions(pod, seen(exited("i", 0), running("s")))["Initialized"] == (
        "False",
        "ContainersNotInitialized",
        "containers with incomplete status: [j]",
    )


def test_succeeded_pod_is_completed() -> None:
    found = conditions(make_pod("a", restartPolicy="Never"), seen(exited("a", 0)))

    assert found["Ready"] == ("False", "PodCompleted", "")
    assert found["Initialized"] == ("True", "PodCompleted", "")
    assert found["PodReadyToStartContainers"] == DOWN


def test_failed_pod_says_so() -> None:
    found = conditions(make_pod("a", restartPolicy="Never"), seen(exited("a", 1)))

    assert found["ContainersReady"] == ("False", "PodFailed", "")


def test_readiness_gate_holds_the_pod_back() -> None:
    found = conditions(make_pod("a", readinessGates=[{"conditionType": "g"}]), seen(running("a")))

    assert found["ContainersReady"] == UP
    assert found["Ready"] == (
        "False",
        "ReadinessGatesNotReady",
        'corresponding condition of pod readiness gate "g" does not exist.',
    )


def test_condition_of_a_client_opens_the_gate_and_stays() -> None:
    mine = {"type": "g", "status": "True", "lastTransitionTime": "2026-01-01T11:00:00Z"}
    pod = make_pod("a", readinessGates=[{"conditionType": "g"}], status={"conditions": [mine]})
    found = pod_status(pod, seen(running("a")), NOON)["conditions"]

    assert found[-1] == mine
    assert conditions(pod, seen(running("a")))["Ready"] == UP


def test_unchanged_condition_keeps_its_time() -> None:
    before = pod_status(make_pod("a"), seen(), NOON)
    pod = make_pod("a", status=before)
    after = pod_status(pod, seen(running("a")), NOON + seconds(5))
    changed = {each["type"]: each["lastTransitionTime"][-3:] for each in after["conditions"]}

    assert changed == {
        "PodReadyToStartContainers": "00Z",
        "Initialized": "00Z",
        "PodScheduled": "00Z",
        "Ready": "05Z",
        "ContainersReady": "05Z",
    }


def test_address_and_start_are_told() -> None:
    status = pod_status(make_pod("a"), seen(started_at=NOON), NOON + seconds(5))

    assert status["podIPs"] == [{"ip": status["podIP"]}] == [{"ip": "10.244.1.2"}]
    assert status["startTime"] == "2026-01-01T12:00:00Z"


def printed(pod: Pod, observation: PodObservation) -> str:
    now = NOON + seconds(65)
    obj: JsonObject = {**pod.to_dict(), "status": pod_status(pod, observation, now)}
    obj["metadata"]["creationTimestamp"] = "2026-01-01T12:00:00Z"
    columns = printed_columns(obj, now)
    return f"{columns.ready} {columns.status} {columns.restarts} {columns.age}"


LATE = {"finished_at": NOON + seconds(60)}


@pytest.mark.parametrize(
    ("containers", "line"),
    [
        ([], "0/2 ContainerCreating 0 65s"),
        ([running("a"), running("b")], "2/2 Running 0 65s"),
        ([running("a"), exited("b", 1)], "1/2 Error 0 65s"),
        ([running("a"), exited("b", 0)], "1/2 NotReady 0 65s"),
        (
            [running("a"), exited("b", 1, 1), exited("b", 1, 2, back_off=20, **LATE)],
            "1/2 CrashLoopBackOff 2 (5s ago) 65s",
        ),
        ([running("a"), exited("b", 137, oom_killed=True)], "1/2 OOMKilled 0 65s"),
        ([exited("a", 0), unstartable("b", "no such file")], "0/2 Completed 0 65s"),
    ],
)
def test_columns_of_two_containers(containers: list[ContainerObservation], line: str) -> None:
    assert printed(make_pod("a", "b"), seen(*containers)) == line


@pytest.mark.parametrize(
    ("containers", "line"),
    [
        ([], "0/2 Init:0/2 0 65s"),
        ([running("i")], "0/2 Init:0/2 0 65s"),
        ([exited("i", 1)], "0/2 Init:Error 0 65s"),
        (
            [exited("i", 1, 1), exited("i", 1, 2, back_off=20, **LATE)],
            "0/2 Init:CrashLoopBackOff 2 (5s ago) 65s",
        ),
        ([exited("i", 0)], "0/2 Init:1/2 0 65s"),
        ([exited("i", 0), running("s")], "1/2 PodInitializing 0 65s"),
        ([exited("i", 0), running("s"), running("a")], "2/2 Running 0 65s"),
    ],
)
def test_columns_while_a_pod_initializes(containers: list[ContainerObservation], line: str) -> None:
    assert printed(make_pod("a", init=("i", sidecar("s"))), seen(*containers)) == line


def test_deleted_pod_is_terminating() -> None:
    assert printed(make_pod("a", deleted=True), seen(running("a"))) == "1/1 Terminating 0 65s"


def test_waiting_reason_is_the_status() -> None:
    waiting = {"a": Waiting("ErrImagePull", "no")}

    assert printed(make_pod("a"), seen(waiting=waiting)) == "0/1 ErrImagePull 0 65s"


def test_deadline_is_the_status() -> None:
    pod = make_pod("a", activeDeadlineSeconds=1, restartPolicy="Never")
    observation = seen(exited("a", 137), started_at=NOON, sandbox=SandboxState.EXITED)

    assert printed(pod, observation) == "0/1 Error 0 65s"


def resources(**given: dict[str, str]) -> dict[str, Any]:
    return {"resources": given}


FULL = {"cpu": "1", "memory": "64Mi"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, "BestEffort"),
        (resources(limits=FULL), resources(limits=FULL, requests=FULL), "Guaranteed"),
        (resources(limits={"cpu": "1000m", "memory": "64Mi"}, requests=FULL),
         resources(limits=FULL), "Guaranteed"),
        (resources(limits=FULL), {}, "Burstable"),
        (resources(requests={"cpu": "1m"}), {}, "Burstable"),
        (resources(limits=FULL, requests={"cpu": "500m"}), resources(limits=FULL), "Burstable"),
        (resources(limits={"ephemeral-storage": "1Gi"}), {}, "BestEffort"),
        (resources(limits={"cpu": "0"}), {}, "BestEffort"),
    ],
)  # fmt: skip
def test_qos_counts_init_containers_too(
    first: dict[str, Any], second: dict[str, Any], expected: str
) -> None:
    pod = make_pod({"name": "a", **first}, init=({"name": "i", **second},))

    assert qos_class(pod) == expected
