"""Whether a container that ended is started again, and how long that waits.

The kubelet's rule (kuberuntime_manager.go, flowcontrol/backoff.go): the first restart is
immediate, the next ones wait 10 s, 20 s, 40 s … 300 s, measured from the last exit; a run of
more than ten minutes forgives everything before it.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lightkube.models.core_v1 import Container

from podlab.pods.objects import is_sidecar

if TYPE_CHECKING:  # podlab.pods.status needs this module in its turn
    from podlab.pods.status.observed import ContainerObservation

INITIAL_SECONDS = 10.0
LONGEST_SECONDS = 300.0
FORGIVEN_AFTER_SECONDS = 2 * LONGEST_SECONDS


def should_restart(policy: str, container: Container, ended: "ContainerObservation") -> bool:
    """Whether the container is to run again; `policy` is the Pod's restartPolicy."""
    if is_sidecar(container) or policy == "Always":
        return True
    return policy == "OnFailure" and not ended.succeeded


def restart_delay(ended: "ContainerObservation") -> float:
    """Seconds from the container's exit to its next start; 0 for the first restart."""
    if ended.lost or _ran_long(ended):
        return 0.0
    return _back_off_of(ended)


def next_back_off(ended: "ContainerObservation") -> float:
    """The back-off in seconds to write on the attempt that follows this one."""
    before = _back_off_of(ended)
    if before == 0 or _ran_long(ended):
        return INITIAL_SECONDS
    return min(2 * before, LONGEST_SECONDS)


def restart_at(ended: "ContainerObservation", now: datetime) -> datetime:
    """The moment of its next start; `now` where nobody knows when it ended."""
    return (ended.ended_at or now) + timedelta(seconds=restart_delay(ended))


def crash_loop_message(ended: "ContainerObservation", pod_key: str) -> str:
    """What a container that waits for its restart says in its status."""
    delay = restart_delay(ended)
    minutes, seconds = divmod(int(delay), 60)
    text = f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
    return f"back-off {text} restarting failed container={ended.name} pod={pod_key}"


def _back_off_of(ended: "ContainerObservation") -> float:
    if ended.back_off is not None:
        return ended.back_off
    if ended.attempt == 0:
        return 0.0
    return min(INITIAL_SECONDS * 2.0 ** min(ended.attempt - 1, 10), LONGEST_SECONDS)


def _ran_long(ended: "ContainerObservation") -> bool:
    began = ended.started_at or ended.created_at
    if began is None or ended.ended_at is None:
        return False
    return (ended.ended_at - began).total_seconds() > FORGIVEN_AFTER_SECONDS
