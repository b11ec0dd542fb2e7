"""Pods and observations in few words, for tables of cases."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import pod_of
from podlab.pods.status import (
    ContainerObservation,
    ContainerState,
    PodObservation,
    SandboxState,
    Waiting,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RUNNING, CREATED, EXITED = ContainerState.RUNNING, ContainerState.CREATED, ContainerState.EXITED


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def make_pod(
    *containers: str | dict[str, Any],
    init: tuple[str | dict[str, Any], ...] = (),
    status: Mapping[str, Any] | None = None,
    deleted: bool = False,
    **spec: Any,
) -> Pod:
    metadata: dict[str, Any] = {"name": "web", "namespace": "a", "uid": "1"}
    if deleted:
        metadata["deletionTimestamp"] = "2026-01-01T12:00:00Z"
    return pod_of(
        {
            "metadata": metadata,
            "spec": {
                "containers": [_container(each) for each in containers],
                "initContainers": [_container(each) for each in init],
                **spec,
            },
            "status": dict(status or {}),
        }
    )


def sidecar(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "restartPolicy": "Always", **fields}


def _container(container: str | dict[str, Any]) -> dict[str, Any]:
    fields = {"name": container} if isinstance(container, str) else container
    return {"image": "busybox", **fields}


def running(name: str, attempt: int = 0, **fields: Any) -> ContainerObservation:
    return ContainerObservation(
        name, attempt, RUNNING, started_at=NOON, container_id=f"{name}{attempt}", **fields
    )


def exited(name: str, code: int, attempt: int = 0, **fields: Any) -> ContainerObservation:
    times = {"started_at": NOON, "finished_at": NOON, **fields}
    return ContainerObservation(
        name, attempt, EXITED, code, container_id=f"{name}{attempt}", **times
    )


def unstartable(name: str, error: str, attempt: int = 0) -> ContainerObservation:
    return ContainerObservation(name, attempt, CREATED, 127, created_at=NOON, error=error)


def seen(
    *containers: ContainerObservation,
    sandbox: SandboxState = SandboxState.RUNNING,
    waiting: Mapping[str, Waiting] | None = None,
    **fields: Any,
) -> PodObservation:
    attempts: dict[str, tuple[ContainerObservation, ...]] = {}
    for each in containers:
        attempts[each.name] = (*attempts.get(each.name, ()), each)
    return PodObservation(
        sandbox, "s", "10.244.1.2", containers=attempts, waiting=waiting or {}, **fields
    )


NOTHING = PodObservation()
