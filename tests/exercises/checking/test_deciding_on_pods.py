"""What the Pod API says, decided: phases, states, restarts, numbers, addresses, fields, ends."""

from datetime import UTC, datetime
from typing import Any

import pytest

from podlab.curriculum.format.assertions import (
    Assertion,
    ContainerIs,
    CountIs,
    IpIs,
    PodIs,
    SpecIs,
    StopIs,
)
from podlab.exercises.checking.evaluating import CHECKS
from podlab.exercises.checking.pods.containers import decide_container, decide_stop
from podlab.exercises.checking.pods.deciding import (
    decide_count,
    decide_ip,
    decide_pod,
    decide_spec,
)
from podlab.exercises.checking.verdicts import CannotCheck, all_of, any_of, negated
from podlab.exercises.results import Outcome, Result
from podlab.pods.objects import JsonObject

RUNNING = {"running": {"startedAt": "2026-01-01T00:00:00Z"}}
CRASHED = {"terminated": {"reason": "Error", "exitCode": 1, "finishedAt": "2026-01-01T00:00:07Z"}}
KILLED = {"terminated": {"reason": "OOMKilled", "exitCode": 137}}
BACK_OFF = {"waiting": {"reason": "CrashLoopBackOff"}}
NO_IMAGE = {"waiting": {"reason": "ErrImagePull"}}
BEGAN = {"uid": "1", "ip": "10.0.0.1", "containers": {"web": {"id": "a", "start": None}}}


def pod(phase: str = "Running", uid: str = "1", **states: Any) -> JsonObject:
    """A Pod of containers, each a state, or a state and what else its status says."""
    statuses = []
    for name, state in states.items():
        now, more = state if isinstance(state, tuple) else (state, {})
        statuses.append({"name": name, "state": now, "restartCount": 0, "containerID": "a"} | more)
    return {
        "metadata": {"name": "duo", "namespace": "here", "uid": uid},
        "spec": {"containers": [{"name": name, "image": "busybox"} for name in states]},
        "status": {"phase": phase, "podIP": "10.0.0.1", "containerStatuses": statuses},
    }


def test_every_assertion_of_the_format_is_evaluated() -> None:
    combined = {"title", "all", "any", "not_"}

    assert set(CHECKS) == set(Assertion.model_fields) - combined


@pytest.mark.parametrize(
    ("wanted", "found", "feedback"),
    [
        ({"phase": "Running"}, pod(), ""),
        ({"phase": "Running"}, None, "pod_missing"),
        ({"phase": "Succeeded"}, pod(), "wrong_phase"),
        ({"phase": "Running"}, pod("Pending", web=NO_IMAGE), "image_missing"),
        ({"phase": "Succeeded"}, pod(web=BACK_OFF), "crash_loop"),
        ({"exists": False}, None, ""),
        ({"exists": False}, pod(), "pod_exists"),
        ({"phase": "Running", "reason": "Evicted"}, pod(), "wrong_reason"),
    ],
)
def test_pod(wanted: dict[str, Any], found: JsonObject | None, feedback: str) -> None:
    result = decide_pod(PodIs(of="duo", **wanted), "duo", "here", found)

    assert result.feedback == feedback
    assert result.command.startswith("kubectl -n here get pod duo")


@pytest.mark.parametrize(
    ("wanted", "found", "feedback"),
    [
        ({"state": "running"}, pod(web=RUNNING), ""),
        ({"state": "running"}, pod(app=RUNNING), "container_missing"),
        ({"state": "running"}, None, "pod_missing"),
        ({"state": "running"}, pod(web=CRASHED), "has_ended"),
        ({"state": "running"}, pod(web=BACK_OFF), "crash_loop"),
        ({"state": "running"}, pod(web=NO_IMAGE), "image_missing"),
        ({"state": "running"}, pod(web={"waiting": {}}), "not_running"),
        ({"state": "terminated"}, pod(web=RUNNING), "is_running"),
        ({"state": "terminated", "exit_code": 1}, pod(web=CRASHED), ""),
        ({"state": "terminated", "exit_code": 0}, pod(web=CRASHED), "wrong_exit_code"),
        ({"exit_code": 1}, pod(web=RUNNING), "not_ended"),
        ({"exit_code": 137}, pod(web=(RUNNING, {"lastState": KILLED})), ""),
        ({"reason": "OOMKilled"}, pod(web=(RUNNING, {"lastState": KILLED})), ""),
        ({"state": "waiting", "reason": "CrashLoopBackOff"}, pod(web=BACK_OFF), ""),
        ({"reason": "Completed"}, pod(web=CRASHED), "wrong_reason"),
        ({"restarts": 1}, pod(web=(RUNNING, {"restartCount": 1})), ""),
        ({"restarts": 1}, pod(web=(RUNNING, {"restartCount": 2})), "too_many_restarts"),
        ({"restarts": 1}, pod(web=RUNNING), "too_few_restarts"),
        ({"min_restarts": 1}, pod(web=(RUNNING, {"restartCount": 2})), ""),
        ({"ready": True}, pod(web=(RUNNING, {"ready": True})), ""),
        ({"ready": True}, pod(web=RUNNING), "not_ready"),
        ({"ready": False}, pod(web=(RUNNING, {"ready": True})), "is_ready"),
        ({"unchanged": "id"}, pod(web=RUNNING), ""),
        ({"unchanged": "id"}, pod(web=(RUNNING, {"containerID": "b"})), "restarted"),
        ({"unchanged": "start"}, pod(web=RUNNING), "restarted"),
        ({"unchanged": "id"}, pod(uid="2", web=RUNNING), "pod_replaced"),
    ],
)
def test_container(wanted: dict[str, Any], found: JsonObject | None, feedback: str) -> None:
    result = decide_container(ContainerIs(of="duo/web", **wanted), "web", found, BEGAN)

    assert result.feedback == feedback


def test_nobody_can_say_what_was_not_seen_to_begin() -> None:
    with pytest.raises(CannotCheck):
        decide_container(ContainerIs(of="duo/web", unchanged="id"), "web", pod(web=RUNNING), None)


@pytest.mark.parametrize(
    ("wanted", "found", "feedback"),
    [
        ({"graceful": True}, CRASHED, ""),
        ({"graceful": True}, KILLED, "was_killed"),
        ({"graceful": False}, KILLED, ""),
        ({"graceful": False}, CRASHED, "stopped_gracefully"),
        ({"exit_code": 0}, CRASHED, "wrong_exit_code"),
        ({"within": "10s"}, CRASHED, ""),
        ({"within": "1s"}, CRASHED, "too_slow"),
        ({"graceful": True}, RUNNING, "not_ended"),
    ],
)
def test_stop(wanted: dict[str, Any], found: JsonObject, feedback: str) -> None:
    told_at = datetime(2026, 1, 1, 0, 0, 2, tzinfo=UTC)
    result = decide_stop(StopIs(of="duo/web", **wanted), "web", pod(web=found), told_at)

    assert result.feedback == feedback


@pytest.mark.parametrize(
    ("wanted", "pods", "feedback"),
    [
        ({"pods": 2}, [pod(a=RUNNING), pod(a=RUNNING)], ""),
        ({"pods": "2"}, [pod(a=RUNNING)], "too_few"),
        ({"pods": 1}, [pod(a=RUNNING), pod(a=RUNNING)], "too_many"),
        ({"pods": 1}, [pod(a=RUNNING), pod("Pending", a=NO_IMAGE)], ""),
        ({"pods": 2, "unit": "all"}, [pod(a=RUNNING), pod("Pending", a=NO_IMAGE)], ""),
        ({"pods": 1, "unit": "ready"}, [pod(a=RUNNING)], "too_few"),
        ({"containers": 3}, [pod(a=RUNNING, b=RUNNING), pod(a=RUNNING, b=CRASHED)], ""),
        ({"containers": 4, "with_pause": True}, [pod(a=RUNNING), pod(a=RUNNING)], ""),
        ({"pods": 0}, [], ""),
    ],
)
def test_count(wanted: dict[str, Any], pods: list[JsonObject], feedback: str) -> None:
    assert decide_count(CountIs(of="duo", **wanted), "duo", "here", pods).feedback == feedback


@pytest.mark.parametrize(
    ("wanted", "now", "feedback"),
    [
        ({"same": ("a", "b")}, [("a", "10.0.0.1"), ("b", "10.0.0.1")], ""),
        ({"same": ("a", "b")}, [("a", "10.0.0.1"), ("b", "10.0.0.2")], "different_ip"),
        ({"different": ("a", "b")}, [("a", "10.0.0.1"), ("b", "10.0.0.2")], ""),
        ({"different": ("a", "b")}, [("a", "10.0.0.1"), ("b", "10.0.0.1")], "same_ip"),
        ({"different": ("a", "b")}, [("a", "10.0.0.1"), ("b", "")], "no_ip"),
        ({"same": ("a",), "since_start": True}, [("a", "10.0.0.1")], ""),
        ({"same": ("a",), "since_start": True}, [("a", "10.0.0.9")], "different_ip"),
        ({"different": ("a",), "since_start": True}, [("a", "10.0.0.9")], ""),
    ],
)
def test_ip(wanted: dict[str, Any], now: list[tuple[str, str]], feedback: str) -> None:
    assert decide_ip(IpIs(**wanted), "here", now, {"a": "10.0.0.1"}).feedback == feedback


@pytest.mark.parametrize(
    ("wanted", "feedback"),
    [
        ({"path": "spec.containers[0].image", "equals": "busybox"}, ""),
        ({"path": "spec.containers[*].image", "equals": "busybox"}, ""),
        ({"path": "spec.containers[name=b].name", "equals": "b"}, ""),
        ({"path": "spec.containers[0].image", "equals": "nginx"}, "wrong_value"),
        ({"path": "spec.containers[*].ports", "exists": True}, "field_missing"),
        ({"path": "spec.containers[5].name"}, "field_missing"),
        ({"path": "spec.hostname", "exists": False}, ""),
        ({"path": "metadata['name']", "exists": False}, "field_exists"),
        ({"path": "metadata.uid", "equals": "1"}, ""),
    ],
)
def test_spec(wanted: dict[str, Any], feedback: str) -> None:
    assert decide_spec(SpecIs(of="duo", **wanted), pod(a=RUNNING, b=RUNNING)).feedback == feedback


PASSED, FAILED = Result(Outcome.PASS, "x"), Result(Outcome.FAIL, "y", feedback="wrong_phase")
BROKEN = Result(Outcome.ERROR, feedback="cannot_check")


@pytest.mark.parametrize(
    ("results", "together", "either"),
    [
        ([PASSED, PASSED], Outcome.PASS, Outcome.PASS),
        ([PASSED, FAILED], Outcome.FAIL, Outcome.PASS),
        ([FAILED, FAILED], Outcome.FAIL, Outcome.FAIL),
        ([PASSED, BROKEN], Outcome.ERROR, Outcome.PASS),
        ([FAILED, BROKEN], Outcome.ERROR, Outcome.ERROR),
    ],
)
def test_all_and_any(results: list[Result], together: Outcome, either: Outcome) -> None:
    assert (all_of(results).outcome, any_of(results).outcome) == (together, either)


def test_not_turns_verdicts_and_leaves_errors() -> None:
    outcomes = [negated(each).outcome for each in (PASSED, FAILED, BROKEN)]

    assert outcomes == [Outcome.FAIL, Outcome.PASS, Outcome.ERROR]
