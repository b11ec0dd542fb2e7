"""The one-word summary, as a table."""

from dataclasses import replace
from typing import Any

import pytest

from podlab.pods.status import (
    ContainerObservation,
    PodObservation,
    SandboxState,
    Waiting,
    pod_status,
)
from tests.pods.observations import (
    NOON,
    NOTHING,
    exited,
    make_pod,
    running,
    seconds,
    seen,
    sidecar,
    unstartable,
)

LATER = NOON + seconds(1)


def phase(pod: Any, observation: PodObservation) -> Any:
    return pod_status(pod, observation, LATER)["phase"]


@pytest.mark.parametrize(
    ("policy", "containers", "expected"),
    [
        ("Always", [], "Pending"),
        ("Always", [running("a")], "Pending"),
        ("Always", [running("a"), running("b")], "Running"),
        ("Always", [exited("a", 1), exited("b", 1)], "Running"),
        ("Always", [exited("a", 0), exited("b", 0)], "Running"),
        ("Always", [exited("a", 1, 3, back_off=40), running("b")], "Running"),
        ("Always", [exited("a", 1, 3, back_off=40)], "Pending"),
        ("Always", [unstartable("a", "no such file"), running("b")], "Running"),
        ("OnFailure", [exited("a", 0), exited("b", 0)], "Succeeded"),
        ("OnFailure", [exited("a", 0), exited("b", 1)], "Running"),
        ("OnFailure", [exited("a", 0), running("b")], "Running"),
        ("Never", [exited("a", 0), exited("b", 0)], "Succeeded"),
        ("Never", [exited("a", 0), exited("b", 1)], "Failed"),
        ("Never", [exited("a", 0), running("b")], "Running"),
        ("Never", [unstartable("a", "no such file"), exited("b", 0)], "Failed"),
    ],
)
def test_phase_of_two_containers(
    policy: str, containers: list[ContainerObservation], expected: str
) -> None:
    pod = make_pod("a", "b", restartPolicy=policy)

    assert phase(pod, seen(*containers)) == expected


@pytest.mark.parametrize(
    ("policy", "containers", "expected"),
    [
        ("Always", [], "Pending"),
        ("Always", [running("i")], "Pending"),
        ("Always", [exited("i", 1)], "Pending"),
        ("Never", [exited("i", 1)], "Failed"),
        ("Always", [exited("i", 0)], "Pending"),
        ("Always", [exited("i", 0), running("s")], "Pending"),
        ("Always", [exited("i", 0), running("s"), running("a")], "Running"),
        ("Never", [exited("i", 0), exited("s", 1), exited("a", 0)], "Succeeded"),
        ("Never", [exited("i", 0), running("s"), exited("a", 1)], "Running"),
    ],
)
def test_phase_with_an_init_container_and_a_sidecar(
    policy: str, containers: list[ContainerObservation], expected: str
) -> None:
    pod = make_pod("a", init=("i", sidecar("s")), restartPolicy=policy)

    assert phase(pod, seen(*containers)) == expected


def test_missing_image_keeps_a_pod_pending_though_others_run() -> None:
    waiting = {"b": Waiting("ErrImagePull", "not there")}

    assert phase(make_pod("a", "b"), seen(running("a"), waiting=waiting)) == "Pending"


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([running("a"), exited("b", 0)], "Running"),
        ([exited("a", 0), exited("b", 0)], "Succeeded"),
        ([exited("a", 137), exited("b", 0)], "Failed"),
        ([exited("a", 0)], "Failed"),
        ([], "Failed"),
    ],
)
@pytest.mark.parametrize("sandbox", [SandboxState.RUNNING, SandboxState.ABSENT])
def test_deleted_pod_of_which_nothing_runs_has_reached_its_last_phase(
    containers: list[ContainerObservation], expected: str, sandbox: SandboxState
) -> None:
    pod = make_pod("a", "b", deleted=True)

    assert phase(pod, replace(seen(*containers), sandbox=sandbox)) == expected


@pytest.mark.parametrize("terminal", ["Failed", "Succeeded"])
def test_terminal_phase_never_changes(terminal: str) -> None:
    pod = make_pod("a", status={"phase": terminal, "reason": "Evicted", "message": "too much"})
    status = pod_status(pod, seen(running("a")), LATER)

    assert (status["phase"], status["reason"], status["message"]) == (
        terminal,
        "Evicted",
        "too much",
    )


@pytest.mark.parametrize(
    ("containers", "expected", "reason"),
    [
        ([running("a")], "Running", None),
        ([exited("a", 137)], "Failed", "DeadlineExceeded"),
        ([], "Failed", "DeadlineExceeded"),
    ],
)
def test_deadline_fails_the_pod_when_all_has_stopped(
    containers: list[ContainerObservation], expected: str, reason: str | None
) -> None:
    pod = make_pod("a", activeDeadlineSeconds=10)
    observation = seen(*containers, started_at=NOON)
    status = pod_status(pod, observation, NOON + seconds(10))

    assert (status["phase"], status.get("reason")) == (expected, reason)


def test_deadline_counts_from_the_stored_start() -> None:
    pod = make_pod("a", activeDeadlineSeconds=10, status={"startTime": "2026-01-01T11:59:50Z"})

    assert phase(pod, seen()) == "Failed"


def test_pod_that_nobody_has_started_is_pending() -> None:
    assert phase(make_pod("a"), NOTHING) == "Pending"
    assert phase(make_pod("a"), PodObservation(SandboxState.EXITED)) == "Pending"
