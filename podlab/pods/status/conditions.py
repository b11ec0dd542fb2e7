"""The Pod's conditions. Source: kubelet status/generate.go."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import (
    JsonObject,
    init_containers_of,
    is_sidecar,
    spec_of,
    timestamp,
)
from podlab.pods.scheduling import Unscheduled
from podlab.pods.status.containers import ended_in, state_name, unready
from podlab.pods.status.observed import PodObservation, SandboxState


def pod_conditions(
    pod: Pod,
    seen: PodObservation,
    phase: str,
    statuses: tuple[Sequence[JsonObject], Sequence[JsonObject]],
    now: datetime,
) -> list[JsonObject]:
    """The kubelet's conditions, then others'; an unchanged one keeps its `lastTransitionTime`."""
    init, main = statuses
    sidecars = _sidecar_names(pod)
    counted = [*main, *(status for status in init if status["name"] in sidecars)]
    containers_ready = _containers_ready(phase, counted)
    verdicts = {
        "PodReadyToStartContainers": _sandbox_up(seen, phase),
        "Initialized": _initialized(phase, init, main, sidecars),
        "Ready": _pod_ready(pod, containers_ready),
        "ContainersReady": containers_ready,
        "PodScheduled": {"status": "True"},
    }
    ours = [_dated(pod, kind, verdict, now) for kind, verdict in verdicts.items()]
    return [*ours, *_of_others(pod, verdicts)]


def held_back(pod: Pod, why: Unscheduled, now: datetime) -> list[JsonObject]:
    """The one condition of a Pod that does not have its node yet."""
    verdict = {"status": "False", "reason": why.reason, "message": why.message}
    return [_dated(pod, "PodScheduled", verdict, now)]


def _of_others(pod: Pod, ours: Collection[str]) -> Iterator[JsonObject]:
    """Conditions that clients wrote for readiness gates; the kubelet leaves them alone."""
    for condition in (pod.status and pod.status.conditions) or []:
        if condition.type not in ours:
            kept = condition.to_dict()
            for name in ("lastProbeTime", "lastTransitionTime"):
                if isinstance(kept.get(name), datetime):
                    kept[name] = timestamp(kept[name])
            yield kept


def _dated(pod: Pod, kind: str, verdict: JsonObject, now: datetime) -> JsonObject:
    changed = timestamp(now)
    for old in (pod.status and pod.status.conditions) or []:
        if old.type == kind and old.status == verdict["status"] and old.lastTransitionTime:
            changed = timestamp(old.lastTransitionTime)
    return {"type": kind, "lastProbeTime": None, "lastTransitionTime": changed, **verdict}


def _sandbox_up(seen: PodObservation, phase: str) -> JsonObject:
    up = seen.sandbox is SandboxState.RUNNING and phase not in {"Succeeded", "Failed"}
    return {"status": "True" if up else "False"}


def _initialized(
    phase: str, init: Sequence[JsonObject], main: Sequence[JsonObject], sidecars: set[str]
) -> JsonObject:
    if phase == "Succeeded":
        return {"status": "True", "reason": "PodCompleted"}
    missing = [
        status["name"]
        for status in init
        if not (status["started"] if status["name"] in sidecars else status["ready"])
    ]
    if not missing or any(_ever_started(status) for status in main):
        return {"status": "True"}
    return {
        "status": "False",
        "reason": "ContainersNotInitialized",
        "message": f"containers with incomplete status: [{' '.join(missing)}]",
    }


def _containers_ready(phase: str, counted: Iterable[JsonObject]) -> JsonObject:
    if phase == "Succeeded":
        return {"status": "False", "reason": "PodCompleted"}
    if phase == "Failed":
        return {"status": "False", "reason": "PodFailed"}
    missing = unready(counted)
    if not missing:
        return {"status": "True"}
    return {
        "status": "False",
        "reason": "ContainersNotReady",
        "message": f"containers with unready status: [{' '.join(missing)}]",
    }


def _pod_ready(pod: Pod, containers_ready: JsonObject) -> JsonObject:
    if containers_ready["status"] == "False":
        return containers_ready
    given = {each.type: each.status for each in (pod.status and pod.status.conditions) or []}
    closed = [
        gate.conditionType
        for gate in spec_of(pod).readinessGates or []
        if given.get(gate.conditionType) != "True"
    ]
    if not closed:
        return {"status": "True"}
    sentences = [
        f'corresponding condition of pod readiness gate "{gate}" '
        + ('does not have status "True"' if gate in given else "does not exist.")
        for gate in closed
    ]
    return {
        "status": "False",
        "reason": "ReadinessGatesNotReady",
        "message": ", ".join(sentences),
    }


def _sidecar_names(pod: Pod) -> set[str]:
    return {each.name for each in init_containers_of(pod) if is_sidecar(each)}


def _ever_started(status: JsonObject) -> bool:
    return state_name(status) == "running" or ended_in(status) is not None
