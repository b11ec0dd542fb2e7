"""The end of a Pod's containers: who may wait for what, and for how long."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lightkube.models.core_v1 import Container, Pod, PodSpec

from podlab.pods.status import ContainerObservation
from podlab.pods.sync.stopping import (
    Hook,
    Step,
    Stopping,
    began_to_end,
    has_its_turn,
    stopping_step,
)
from tests.pods.observations import NOON, exited, make_pod, running


def at(seconds: float) -> datetime:
    """So long after the grace period of 30 s began."""
    return NOON + timedelta(seconds=seconds)


END = at(30)


def asked(seconds: float, deadline: datetime = END) -> Stopping:
    return Stopping(deadline, signalled_at=at(seconds))


@pytest.mark.parametrize(
    ("this", "now", "its_turn", "step"),
    [
        # One without a hook is asked at once, one with a hook when that has returned.
        (Stopping(END), at(0), True, Step.SIGNAL),
        (Stopping(END, Hook.WAITING), at(0), True, Step.BEGIN_HOOK),
        (Stopping(END, Hook.RUNNING), at(5), True, Step.WAIT),
        (Stopping(END, Hook.NONE), at(5), True, Step.SIGNAL),
        # The hook of a sidecar does not wait for its turn, its signal does.
        (Stopping(END, Hook.WAITING), at(0), False, Step.BEGIN_HOOK),
        (Stopping(END, Hook.RUNNING), at(5), False, Step.WAIT),
        (Stopping(END), at(5), False, Step.WAIT),
        # When the time is over nobody waits for a hook or a turn.
        (Stopping(END, Hook.RUNNING), at(30), True, Step.SIGNAL),
        (Stopping(END), at(30), False, Step.SIGNAL),
        # Without any time no hook is begun.
        (Stopping(at(0), Hook.WAITING), at(0), True, Step.SIGNAL),
        # From the signal on it has the rest of the time, but two seconds at least.
        (asked(0), at(29), True, Step.WAIT),
        (asked(0), at(30), True, Step.KILL),
        (asked(29), at(30), True, Step.WAIT),
        (asked(29), at(31), True, Step.KILL),
        (asked(30), at(31), True, Step.WAIT),
        (asked(30), at(32), True, Step.KILL),
        (asked(0, deadline=at(0)), at(1), True, Step.WAIT),
        (asked(0, deadline=at(0)), at(2), True, Step.KILL),
    ],
)
def test_next_step_of_one_container(
    this: Stopping, now: datetime, its_turn: bool, step: Step
) -> None:
    assert stopping_step(this, now, its_turn=its_turn) is step


def sidecar(name: str) -> Container:
    return Container(name, restartPolicy="Always")


POD = Pod(
    spec=PodSpec(
        initContainers=[sidecar("first"), Container("setup"), sidecar("last")],
        containers=[Container("web"), Container("worker")],
    )
)


@pytest.mark.parametrize(
    ("alive", "in_turn"),
    [
        (["first", "last", "web", "worker"], ["web", "worker"]),
        (["first", "last", "worker"], ["worker"]),
        (["first", "last"], ["last"]),
        (["first"], ["first"]),
        (["first", "setup"], ["first", "setup"]),
        (["first", "web"], ["web"]),
        (["last", "debugger"], ["last", "debugger"]),
    ],
)
def test_sidecars_end_after_main_containers_the_last_listed_first(
    alive: list[str], in_turn: list[str]
) -> None:
    assert [name for name in alive if has_its_turn(POD, name, alive)] == in_turn


def ended(name: str, seconds: float, attempt: int = 0) -> ContainerObservation:
    return replace(exited(name, 0, attempt), finished_at=at(seconds))


@pytest.mark.parametrize(
    ("containers", "deadline", "since"),
    [
        ([running("a"), running("b")], None, 60),
        ([running("a"), running("b")], 45, 45),
        ([running("a"), running("b")], 90, 60),
        ([ended("a", 10), running("b")], None, 60),
        ([ended("a", 10), ended("b", 20)], None, 21),
        ([ended("a", 10), ended("b", 20)], 15, 15),
        ([ended("a", 10), ended("b", 20), ended("b", 40, attempt=1)], None, 41),
        ([ended("a", 10), ended("b", 20), running("b", 1)], None, 60),
        ([ended("a", 60), ended("b", 60)], None, 60),
        ([], None, 60),
    ],
)
def test_grace_of_a_pod_that_ends_by_itself_began_with_its_reason(
    containers: list[ContainerObservation], deadline: int | None, since: float
) -> None:
    status = {"startTime": "2026-01-01T12:00:00Z"}
    pod = make_pod("a", "b", status=status, activeDeadlineSeconds=deadline)
    attempts = {name: tuple(each for each in containers if each.name == name) for name in "ab"}

    assert began_to_end(pod, attempts, at(60)) == at(since)
