"""The one-word summary of a Pod. Source: kubelet_pods.go, getPhase."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import (
    JsonObject,
    init_containers_of,
    is_sidecar,
    parse_timestamp,
    restart_policy_of,
    spec_of,
)
from podlab.pods.status.containers import ended_in, state_name
from podlab.pods.status.observed import PodObservation

TERMINAL = frozenset({"Succeeded", "Failed"})


def is_terminal(pod: Pod) -> bool:
    """Whether the Pod's stored phase is one that never changes again."""
    return pod.status is not None and pod.status.phase in TERMINAL


def is_past_deadline(pod: Pod, seen: PodObservation, now: datetime) -> bool:
    """Whether the Pod was active longer than its activeDeadlineSeconds, counted from its start."""
    seconds = spec_of(pod).activeDeadlineSeconds
    started = seen.started_at or parse_timestamp(pod.status.startTime if pod.status else None)
    if seconds is None or started is None:
        return False
    return now - started >= timedelta(seconds=seconds)


def pod_phase(pod: Pod, init: Sequence[JsonObject], main: Sequence[JsonObject]) -> str:
    """Pending, Running, Succeeded or Failed, from the statuses that `container_statuses` gives.

    The phase describes the Pod, not its health: a Pod whose only container crash-loops under
    `restartPolicy: Always` is Running.
    """
    policy = restart_policy_of(pod)
    sidecars = [status for status, sidecar in _with_kind(pod, init) if sidecar]
    plain = [status for status, sidecar in _with_kind(pod, init) if not sidecar]
    if policy == "Never" and any(_failed(status) for status in plain):
        return "Failed"
    if not any(_ever_started(status) for status in main):
        unfinished = any(not _succeeded(status) for status in plain)
        if unfinished or any(not status["started"] for status in sidecars):
            return "Pending"
    if any(_never_ended_and_waits(status) for status in [*main, *sidecars]):
        return "Pending"
    if any(state_name(status) == "running" for status in [*main, *sidecars]):
        return "Running"
    return _phase_when_all_stopped(policy, main)


def ended_phase(main: Sequence[JsonObject]) -> str:
    """What is left of a deleted Pod of which nothing runs any more, whatever it was before.

    One sees it while a finalizer holds the Pod. Source: status_manager.go, TerminatePod.
    """
    return "Succeeded" if main and all(map(_succeeded, main)) else "Failed"


def _phase_when_all_stopped(policy: str, main: Sequence[JsonObject]) -> str:
    if not main:
        return "Pending"
    if policy == "Always":
        return "Running"
    if all(_succeeded(status) for status in main):
        return "Succeeded"
    return "Failed" if policy == "Never" else "Running"


def _with_kind(pod: Pod, init: Sequence[JsonObject]) -> list[tuple[JsonObject, bool]]:
    kinds = {each.name: is_sidecar(each) for each in init_containers_of(pod)}
    return [(status, kinds[status["name"]]) for status in init]


def _succeeded(status: JsonObject) -> bool:
    ended = ended_in(status)
    return ended is not None and ended["exitCode"] == 0


def _failed(status: JsonObject) -> bool:
    ended = ended_in(status)
    return ended is not None and ended["exitCode"] != 0


def _ever_started(status: JsonObject) -> bool:
    return state_name(status) == "running" or ended_in(status) is not None


def _never_ended_and_waits(status: JsonObject) -> bool:
    return state_name(status) == "waiting" and ended_in(status) is None
