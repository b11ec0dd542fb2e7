"""Waiting, running, terminated: what each container says of itself."""

from datetime import datetime
from typing import Any

import pytest
from lightkube.models.core_v1 import Pod

from podlab.pods.status import (
    ContainerObservation,
    ContainerUser,
    PodObservation,
    Waiting,
    container_statuses,
)
from tests.pods.observations import NOON, exited, make_pod, running, seconds, seen, unstartable

AT_NOON = "2026-01-01T12:00:00Z"
EXPECTED = dict[str, Any]


def status_of(pod: Pod, observation: PodObservation, now: datetime = NOON) -> EXPECTED:
    return container_statuses(pod, observation, now)[1][0]


@pytest.mark.parametrize(
    ("attempts", "state", "last"),
    [
        ([], {"waiting": {"reason": "ContainerCreating"}}, {}),
        (
            [ContainerObservation("a")],
            {"waiting": {"reason": "ContainerCreating"}},
            {},
        ),
        ([running("a")], {"running": {"startedAt": AT_NOON}}, {}),
        (
            [exited("a", 0, 0), running("a", 1)],
            {"running": {"startedAt": AT_NOON}},
            {"terminated": {"exitCode": 0, "reason": "Completed"}},
        ),
        ([exited("a", 3)], {"terminated": {"exitCode": 3, "reason": "Error"}}, {}),
        (
            [exited("a", 0, oom_killed=True)],
            {"terminated": {"exitCode": 0, "reason": "OOMKilled"}},
            {},
        ),
        (
            [unstartable("a", "exec: no such file")],
            {
                "terminated": {
                    "exitCode": 128,
                    "reason": "StartError",
                    "message": "exec: no such file",
                }
            },
            {},
        ),
        (
            [exited("a", 1, 0), exited("a", 2, 1, back_off=10)],
            {
                "waiting": {
                    "reason": "CrashLoopBackOff",
                    "message": "back-off 10s restarting failed container=a pod=web_a(1)",
                }
            },
            {"terminated": {"exitCode": 2, "reason": "Error"}},
        ),
        (
            [exited("a", 1, 6, back_off=300)],
            {
                "waiting": {
                    "reason": "CrashLoopBackOff",
                    "message": "back-off 5m0s restarting failed container=a pod=web_a(1)",
                }
            },
            {"terminated": {"exitCode": 1, "reason": "Error"}},
        ),
    ],
)
def test_state_and_last_state(
    attempts: list[ContainerObservation], state: EXPECTED, last: EXPECTED
) -> None:
    status = status_of(make_pod("a"), seen(*attempts))

    assert _without_details(status["state"]) == state
    assert _without_details(status["lastState"]) == last


def _without_details(state: EXPECTED) -> EXPECTED:
    hidden = {"startedAt", "finishedAt", "containerID"}
    return {
        kind: {
            name: value
            for name, value in fields.items()
            if kind != "terminated" or name not in hidden
        }
        for kind, fields in state.items()
    }


def test_start_error_has_no_start() -> None:
    status = status_of(make_pod("a", restartPolicy="Never"), seen(unstartable("a", "no")))

    assert status["state"]["terminated"]["startedAt"] == "1970-01-01T00:00:00Z"


def test_waiting_reason_of_the_kubelet_is_shown() -> None:
    waiting = {"a": Waiting("CreateContainerConfigError", 'configmap "x" not found')}

    assert status_of(make_pod("a"), seen(waiting=waiting))["state"] == {
        "waiting": {"reason": "CreateContainerConfigError", "message": 'configmap "x" not found'}
    }


def test_pod_with_init_containers_says_pod_initializing() -> None:
    pod = make_pod("a", init=("i", "j"))
    init, main = container_statuses(pod, seen(running("i")), NOON)

    assert [status["state"] for status in (*init, *main)] == [
        {"running": {"startedAt": AT_NOON}},
        {"waiting": {"reason": "PodInitializing"}},
        {"waiting": {"reason": "PodInitializing"}},
    ]


def test_main_statuses_are_sorted_by_name_and_init_in_their_order() -> None:
    init, main = container_statuses(make_pod("b", "a", init=("z", "y")), seen(), NOON)

    assert [status["name"] for status in init] == ["z", "y"]
    assert [status["name"] for status in main] == ["a", "b"]


@pytest.mark.parametrize(
    ("fields", "observed", "started", "ready"),
    [
        ({}, {}, True, True),
        ({"readinessProbe": {}}, {}, True, False),
        ({"readinessProbe": {}}, {"ready": {"a": True}}, True, True),
        ({"startupProbe": {}}, {}, False, False),
        ({"startupProbe": {}}, {"startup": {"a": True}}, True, True),
        ({"startupProbe": {}, "readinessProbe": {}}, {"ready": {"a": True}}, False, False),
    ],
)
def test_probes_decide_started_and_ready(
    fields: EXPECTED, observed: EXPECTED, started: bool, ready: bool
) -> None:
    status = status_of(make_pod({"name": "a", **fields}), seen(running("a"), **observed))

    assert (status["started"], status["ready"]) == (started, ready)


def test_back_off_ends_with_time() -> None:
    observation = seen(exited("a", 1, 1, back_off=10))

    assert "waiting" in status_of(make_pod("a"), observation, NOON + seconds(9))["state"]
    assert "terminated" in status_of(make_pod("a"), observation, NOON + seconds(10))["state"]


def test_restart_count_and_ids_are_those_of_the_latest_attempt() -> None:
    status = status_of(make_pod("a"), seen(exited("a", 1, 0), running("a", 1, image_id="sha256:1")))

    assert (status["restartCount"], status["containerID"], status["imageID"]) == (
        1,
        "docker://a1",
        "sha256:1",
    )


def test_container_whose_post_start_runs_is_not_running_yet() -> None:
    status = status_of(make_pod("a"), seen(running("a"), starting={"a"}))

    assert status["state"] == {"waiting": {"reason": "ContainerCreating"}}
    assert (status["ready"], status["started"]) == (False, False)


def test_container_whose_post_start_failed_waits_for_that_reason() -> None:
    waiting = {"a": Waiting("PostStartHookError", "exited with 3")}
    for attempt in (running("a"), exited("a", 137)):
        status = status_of(make_pod("a"), seen(attempt, starting={"a"}, waiting=waiting))

        expected = {"reason": "PostStartHookError", "message": "exited with 3"}
        assert status["state"] == {"waiting": expected}


def test_messages_share_what_a_pod_may_say() -> None:
    attempts = exited("a", 1, 0, message="x" * 9000), exited("a", 1, 1, message="é" * 9000)

    status = status_of(make_pod("a", "b", restartPolicy="Never"), seen(*attempts))

    assert status["state"]["terminated"]["message"] == "é" * 3072
    assert status["lastState"]["terminated"]["message"] == "x" * 6144


def test_init_container_that_succeeded_at_last_is_done() -> None:
    pod = make_pod("a", init=("i",))
    observation = seen(exited("i", 1), exited("i", 0, 1, back_off=10))

    ((init,), _) = container_statuses(pod, observation, NOON)

    assert init["state"]["terminated"]["reason"] == "Completed"
    assert init["ready"]


def test_user_that_a_container_starts_as_is_told_as_long_as_it_is_known() -> None:
    user = ContainerUser.read("1000 3000 3000 4000")
    now = status_of(make_pod("a"), seen(running("a", user=user)))

    assert now["user"] == {"linux": {"uid": 1000, "gid": 3000, "supplementalGroups": [3000, 4000]}}
    assert "user" not in status_of(make_pod("a"), seen(running("a", user=ContainerUser.read(""))))
