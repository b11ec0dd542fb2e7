"""The whole `status` of a Pod, as `kubectl get -o yaml` shows it."""

from datetime import datetime

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import JsonObject, metadata_of, parse_timestamp, spec_of, timestamp
from podlab.pods.scheduling import Rejected, Unscheduled
from podlab.pods.scheduling.qos import qos_class
from podlab.pods.status.conditions import held_back, pod_conditions
from podlab.pods.status.containers import container_statuses, ephemeral_statuses
from podlab.pods.status.observed import PodObservation
from podlab.pods.status.phase import (
    TERMINAL,
    ended_phase,
    is_past_deadline,
    is_terminal,
    pod_phase,
)

DEADLINE_MESSAGE = "Pod was active on the node longer than the specified deadline"
HOST_IP = "10.244.0.1"


def pod_status(
    pod: Pod, seen: PodObservation, now: datetime, *, host_ip: str = HOST_IP
) -> JsonObject:
    """What is true of the Pod now. `pod.status` is the status before: a terminal phase stays,
    an unchanged condition keeps its time. A Pod over its deadline is Failed only when all its
    containers have stopped.
    """
    late = is_past_deadline(pod, seen, now)
    leaving = late or bool(seen.evicted)
    stopping = leaving or is_terminal(pod) or metadata_of(pod).deletionTimestamp is not None
    init, main = container_statuses(pod, seen, now, stopping=stopping)
    is_over = metadata_of(pod).deletionTimestamp is not None and not seen.any_container_runs
    phase = ended_phase(main) if is_over else pod_phase(pod, init, main)
    phase, why = _phase(pod, seen, phase, late=late)
    status: JsonObject = {
        "phase": phase,
        **why,
        "conditions": pod_conditions(pod, seen, phase, (init, main), now),
        "hostIP": host_ip,
        "hostIPs": [{"ip": host_ip}],
        "startTime": timestamp(_start_time(pod, seen, now)),
        "containerStatuses": main,
        "qosClass": qos_class(pod),
    }
    if init:
        status["initContainerStatuses"] = init
    if spec_of(pod).ephemeralContainers:
        status["ephemeralContainerStatuses"] = ephemeral_statuses(pod, seen, now)
    pod_ip = seen.pod_ip or (pod.status.podIP if pod.status else None)
    if pod_ip:
        status |= {"podIP": pod_ip, "podIPs": [{"ip": pod_ip}]}
    return status


def unscheduled_status(pod: Pod, why: Unscheduled, now: datetime) -> JsonObject:
    """What is true of a Pod before it has its node."""
    conditions = held_back(pod, why, now)
    return {"phase": "Pending", "conditions": conditions, "qosClass": qos_class(pod)}


def rejected_status(pod: Pod, why: Rejected, now: datetime) -> JsonObject:
    """What is true of a Pod that the kubelet did not take. Source: kubelet, rejectPod."""
    return {
        "phase": "Failed",
        "reason": why.reason,
        "message": f"Pod was rejected: {why.message}",
        "startTime": timestamp(now),
        "qosClass": qos_class(pod),
    }


def _phase(pod: Pod, seen: PodObservation, phase: str, *, late: bool) -> tuple[str, JsonObject]:
    """The phase, and where the Pod did not end by itself its reason and message."""
    before = pod.status
    if before and before.phase in TERMINAL:
        kept = {"reason": before.reason, "message": before.message}
        return before.phase, {key: text for key, text in kept.items() if text}
    if seen.evicted and not seen.any_container_runs:
        return "Failed", {"reason": "Evicted", "message": seen.evicted}
    if late and not seen.any_container_runs:
        return "Failed", {"reason": "DeadlineExceeded", "message": DEADLINE_MESSAGE}
    return phase, {}


def _start_time(pod: Pod, seen: PodObservation, now: datetime) -> datetime:
    before = parse_timestamp(pod.status.startTime if pod.status else None)
    return before or seen.started_at or now
