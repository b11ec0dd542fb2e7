"""Container statuses: exactly one of waiting, running and terminated, and how the last run ended.

Source: kubelet_pods.go, convertToAPIContainerStatuses.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from lightkube.models.core_v1 import Container, Pod

from podlab.pods.objects import (
    JsonObject,
    all_containers,
    containers_of,
    ephemeral_containers_of,
    init_containers_of,
    is_sidecar,
    pod_key,
    restart_policy_of,
    timestamp,
)
from podlab.pods.status.backoff import crash_loop_message, restart_at, should_restart
from podlab.pods.status.lost import UNKNOWN
from podlab.pods.status.observed import ContainerObservation, ContainerUser, PodObservation

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
START_ERROR_CODE = 128
LOST = "The container could not be located when the pod was terminated"
LOST_BEFORE = (
    "The container could not be located when the pod was deleted.  The container used to be Running"
)
MESSAGES_BYTES = 12 << 10  # of all termination messages of a Pod; each container has its share


def container_statuses(
    pod: Pod, seen: PodObservation, now: datetime, *, stopping: bool = False
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Statuses of the init containers in their order, and of the main ones sorted by name.

    `stopping` says that nothing is started again, because the Pod is deleted or over its time.
    """
    init = [_status(pod, each, seen, now, stopping) for each in init_containers_of(pod)]
    main = [_status(pod, each, seen, now, stopping) for each in containers_of(pod)]
    for container, status in zip(init_containers_of(pod), init, strict=True):
        _mark_init_ready(container, status)
    for status in [*init, *main]:
        _cut_messages(status, MESSAGES_BYTES // max(len(list(all_containers(pod))), 1))
    return init, sorted(main, key=lambda status: str(status["name"]))


def ephemeral_statuses(pod: Pod, seen: PodObservation, now: datetime) -> list[JsonObject]:
    """Statuses of the ephemeral containers sorted by name: never ready, never started again."""
    found = [_status(pod, each, seen, now, stopping=True) for each in ephemeral_containers_of(pod)]
    for status in found:
        del status["started"]
        status["ready"] = False
    return sorted(found, key=lambda status: str(status["name"]))


def state_name(status: JsonObject) -> str:
    """`waiting`, `running` or `terminated`."""
    return next(iter(status["state"]), "waiting")


def ended_in(status: JsonObject) -> JsonObject | None:
    """How its latest known run ended, or None while it runs or has never ended."""
    match state_name(status):
        case "terminated":
            return dict(status["state"]["terminated"])
        case "waiting":
            last: JsonObject | None = status["lastState"].get("terminated")
            return last
        case _:
            return None


def _status(
    pod: Pod, container: Container, seen: PodObservation, now: datetime, stopping: bool
) -> JsonObject:
    latest = seen.latest(container.name)
    state, last = _states(pod, container, seen, now, stopping)
    running = "running" in state
    started = running and _has_started(container, seen)
    status: JsonObject = {
        "name": container.name,
        "state": state,
        "lastState": last,
        "ready": started and _is_ready(container, seen),
        "restartCount": latest.attempt if latest else 0,
        "image": (latest.image if latest else "") or container.image or "",
        "imageID": latest.image_id if latest else "",
        "started": started,
    }
    if latest and latest.container_id:
        status["containerID"] = _engine_id(latest)
    if latest and latest.user:
        status["user"] = {"linux": _linux_user(latest.user)}
    return status


def _linux_user(user: ContainerUser) -> JsonObject:
    return {"uid": user.uid, "gid": user.gid, "supplementalGroups": list(user.groups)}


def _states(
    pod: Pod, container: Container, seen: PodObservation, now: datetime, stopping: bool
) -> tuple[JsonObject, JsonObject]:
    latest = seen.latest(container.name)
    earlier = seen.previous_end(container.name)
    last = {"terminated": _terminated(earlier, last=True)} if earlier else {}
    if latest is not None and latest.is_running and container.name not in seen.starting:
        return _running(latest), last
    waiting = seen.waiting.get(container.name)
    if latest is None or not latest.has_ended:
        reason = "PodInitializing" if init_containers_of(pod) else "ContainerCreating"
        return _waiting(waiting.reason, waiting.message) if waiting else _waiting(reason), last
    if stopping or not should_restart(_policy_for(pod, container), container, latest):
        return {"terminated": _terminated(latest)}, last
    if waiting:
        return _waiting(waiting.reason, waiting.message), {"terminated": _terminated(latest)}
    if now < restart_at(latest, now):
        message = crash_loop_message(latest, pod_key(pod))
        return _waiting("CrashLoopBackOff", message), {"terminated": _terminated(latest)}
    return {"terminated": _terminated(latest)}, last


def _policy_for(pod: Pod, container: Container) -> str:
    """An init container that succeeded is done, whatever the Pod's policy."""
    policy = restart_policy_of(pod)
    is_init = any(each.name == container.name for each in init_containers_of(pod))
    return "OnFailure" if is_init and policy == "Always" else policy


def _waiting(reason: str, message: str = "") -> JsonObject:
    return {"waiting": {"reason": reason, "message": message} if message else {"reason": reason}}


def _running(seen: ContainerObservation) -> JsonObject:
    return {"running": {"startedAt": timestamp(seen.started_at or seen.created_at or NEVER)}}


def _terminated(seen: ContainerObservation, *, last: bool = False) -> JsonObject:
    if seen.lost:
        message = LOST_BEFORE if last else LOST
        unknown = {"exitCode": seen.exit_code, "reason": UNKNOWN, "message": message}
        return {**unknown, "startedAt": None, "finishedAt": None}
    ended: JsonObject = {
        "exitCode": START_ERROR_CODE if seen.could_not_start else seen.exit_code,
        "reason": _end_reason(seen),
        "startedAt": timestamp(seen.started_at or NEVER),
        "finishedAt": timestamp(seen.ended_at or NEVER),
    }
    if seen.message or seen.error:
        ended["message"] = seen.message or seen.error
    if seen.container_id:
        ended["containerID"] = _engine_id(seen)
    return ended


def _cut_messages(status: JsonObject, share: int) -> None:
    """Source: kubelet/status/status_manager.go, normalizeStatus."""
    for state in (status["state"], status["lastState"]):
        ended = state.get("terminated") or {}
        text = ended.get("message", "").encode()
        if len(text) > share:
            ended["message"] = text[:share].decode(errors="replace")


def _end_reason(seen: ContainerObservation) -> str:
    if seen.could_not_start:
        return "StartError"
    if seen.oom_killed:
        return "OOMKilled"
    return "Completed" if seen.exit_code == 0 else "Error"


def _engine_id(seen: ContainerObservation) -> str:
    return f"docker://{seen.container_id}"


def _has_started(container: Container, seen: PodObservation) -> bool:
    return container.startupProbe is None or seen.startup.get(container.name, False)


def _is_ready(container: Container, seen: PodObservation) -> bool:
    return container.readinessProbe is None or seen.ready.get(container.name, False)


def _mark_init_ready(container: Container, status: JsonObject) -> None:
    """A plain init container is ready once it is done, and never "started" while it runs."""
    if is_sidecar(container):
        return
    ended = status["state"].get("terminated")
    status["ready"] = bool(ended) and ended["exitCode"] == 0


def unready(statuses: Iterable[JsonObject]) -> list[str]:
    """Names of the containers that are not ready."""
    return [status["name"] for status in statuses if not status["ready"]]
