"""Containers that the status remembers and the engine no longer has.

Source: kubelet_pods.go, convertToAPIContainerStatuses; status_manager.go, TerminatePod.
"""

from collections.abc import Iterator, Mapping

from lightkube.models.core_v1 import ContainerStateTerminated, ContainerStatus, Pod, PodStatus

from podlab.pods.objects import parse_timestamp
from podlab.pods.status.observed import ContainerObservation, ContainerState

Attempts = Mapping[str, tuple[ContainerObservation, ...]]

NO_SANDBOX = "lost"  # a removed container belongs to no pause container that is known
LOST_CODE = 137
UNKNOWN = "ContainerStatusUnknown"


def with_lost(pod: Pod, containers: Attempts) -> Attempts:
    """All attempts that are there, and those that the Pod's stored status knew besides.

    One that ran when it was last seen has ended in a way that nobody can tell.
    """
    told = pod.status or PodStatus()
    found = dict(containers)
    for status in [*(told.initContainerStatuses or []), *(told.containerStatuses or [])]:
        there = found.get(status.name, ())
        numbers = {each.attempt for each in there}
        missing = [each for each in _remembered(status) if each.attempt not in numbers]
        if missing:
            found[status.name] = tuple(sorted((*missing, *there), key=lambda each: each.attempt))
    return found


def _remembered(status: ContainerStatus) -> Iterator[ContainerObservation]:
    state, count = status.state, status.restartCount
    last = status.lastState.terminated if status.lastState else None
    if last is not None:
        waits = state is not None and state.waiting is not None
        attempt = count if waits else count - 1
        if attempt >= 0:
            yield _ended(status, last, attempt)
    if state is not None and state.terminated is not None:
        yield _ended(status, state.terminated, count)
    elif state is not None and state.running is not None:
        yield ContainerObservation(
            status.name, count, ContainerState.EXITED, LOST_CODE, image=status.image,
            image_id=status.imageID, sandbox_id=NO_SANDBOX, lost=True,
        )  # fmt: skip


def _ended(
    status: ContainerStatus, ended: ContainerStateTerminated, attempt: int
) -> ContainerObservation:
    return ContainerObservation(
        status.name,
        attempt,
        ContainerState.EXITED,
        ended.exitCode,
        oom_killed=ended.reason == "OOMKilled",
        started_at=parse_timestamp(ended.startedAt),
        finished_at=parse_timestamp(ended.finishedAt),
        container_id=(ended.containerID or "").removeprefix("docker://"),
        image=status.image,
        image_id=status.imageID,
        message=ended.message or "",
        sandbox_id=NO_SANDBOX,
        lost=ended.reason == UNKNOWN,
    )
