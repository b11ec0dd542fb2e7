"""What the status remembers of containers that somebody removed."""

from typing import Any

import pytest

from podlab.pods.status import container_statuses, pod_phase, with_lost
from podlab.pods.status.backoff import restart_delay
from podlab.pods.status.observed import ContainerObservation, ContainerState
from tests.pods.observations import NOON, exited, make_pod, running, seen

AT_NOON = "2026-01-01T12:00:00Z"
RUNS = {"running": {"startedAt": AT_NOON}}
COMPLETED = {"terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": AT_NOON}}
UNKNOWN = {"terminated": {"exitCode": 137, "reason": "ContainerStatusUnknown"}}
CRASHED = {"terminated": {"exitCode": 3, "reason": "Error", "finishedAt": AT_NOON}}
WAITS: dict[str, Any] = {"waiting": {"reason": "CrashLoopBackOff"}}


def told(state: Any, count: int = 0, last: Any = None) -> dict[str, Any]:
    status = {"name": "a", "image": "busybox", "imageID": "", "ready": True}
    status |= {"restartCount": count, "state": state, "lastState": last or {}}
    return {"phase": "Running", "containerStatuses": [status]}


@pytest.mark.parametrize(
    ("status", "there", "attempts"),
    [
        (told(RUNS), [running("a")], "0"),
        (told(RUNS), [], "0?"),
        (told(RUNS), [running("a", 1)], "0? 1"),
        (told(RUNS, 1, UNKNOWN), [running("a", 1)], "0? 1"),
        (told(RUNS, 1, CRASHED), [running("a", 1)], "0=3 1"),
        (told(RUNS, 1, CRASHED), [exited("a", 3), running("a", 1)], "0 1"),
        (told(RUNS, 4, CRASHED), [], "3=3 4?"),
        (told(COMPLETED), [], "0=0"),
        (told(WAITS, 2, CRASHED), [], "2=3"),
        (told({"waiting": {"reason": "ContainerCreating"}}), [], ""),
    ],
)
def test_what_ran_and_is_gone_is_not_forgotten(
    status: dict[str, Any], there: list[ContainerObservation], attempts: str
) -> None:
    pod = make_pod("a", status=status)

    found = with_lost(pod, {"a": tuple(there)} if there else {}).get("a", ())

    assert " ".join(map(in_words, found)) == attempts


def in_words(attempt: ContainerObservation) -> str:
    """`0` is there, `0?` is lost, `0=3` is remembered to have ended with 3."""
    code = "?" if attempt.lost else f"={attempt.exit_code}" if attempt.sandbox_id else ""
    return f"{attempt.attempt}{code}"


@pytest.mark.parametrize(
    ("policy", "phase"), [("Always", "Running"), ("OnFailure", "Running"), ("Never", "Failed")]
)
def test_phase_of_a_pod_whose_container_is_lost(policy: str, phase: str) -> None:
    pod = make_pod("a", status=told(RUNS), restartPolicy=policy)
    observation = seen(*with_lost(pod, {})["a"])

    assert pod_phase(pod, *container_statuses(pod, observation, NOON)) == phase


def test_lost_container_starts_again_at_once() -> None:
    lost = ContainerObservation("a", 3, ContainerState.EXITED, 137, lost=True)

    assert restart_delay(lost) == 0
