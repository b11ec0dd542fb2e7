"""Deployments, ReplicaSets and Pods for tables of cases."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
LABELS = {"app": "web"}

Object = dict[str, Any]


def ago(seconds: float) -> str:
    return (NOON - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def a_template(image: str = "nginx", **labels: str) -> Object:
    spec = {"containers": [{"name": "main", "image": image}]}
    return {"metadata": {"labels": {**LABELS, **labels}}, "spec": spec}


def a_pod(
    name: str = "p",
    *,
    ready_for: float | None = 60,
    age: float = 100,
    phase: str = "Running",
    restarts: int = 0,
    node: str = "podlab",
    **metadata: Any,
) -> Object:
    """A Pod; `ready_for` None: it is not ready."""
    condition = {"type": "Ready", "status": "False" if ready_for is None else "True"}
    condition["lastTransitionTime"] = ago(ready_for or 0)
    return {
        "metadata": {
            "name": name,
            "namespace": "default",
            "uid": f"uid-{name}",
            "creationTimestamp": ago(age),
            "labels": LABELS,
            **metadata,
        },
        "spec": {"nodeName": node} if node else {},
        "status": {
            "phase": phase,
            "conditions": [condition],
            "containerStatuses": [{"restartCount": restarts}],
        },
    }


def a_replica_set(
    name: str,
    replicas: int,
    available: int | None = None,
    *,
    age: float = 100,
    written: tuple[int, int] | None = None,
    image: str = "nginx",
    **spec: Any,
) -> Object:
    """`available` None: all; `written`: desired and most replicas in its annotations."""
    there = replicas if available is None else available
    sizes = dict(
        zip(
            ("deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas"),
            map(str, written or ()),
            strict=False,
        )
    )
    return {
        "kind": "ReplicaSet",
        "apiVersion": "apps/v1",
        "metadata": {
            "name": name,
            "namespace": "default",
            "uid": f"uid-{name}",
            "generation": 1,
            "creationTimestamp": ago(age),
            "annotations": sizes,
        },
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": LABELS},
            "template": a_template(image),
            **spec,
        },
        "status": {
            "replicas": replicas,
            "readyReplicas": there,
            "availableReplicas": there,
            "observedGeneration": 1,
        },
    }


def a_deployment(replicas: int, *, status: Object | None = None, **spec: Any) -> Object:
    strategy = {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
    }
    return {
        "kind": "Deployment",
        "apiVersion": "apps/v1",
        "metadata": {
            "name": "web",
            "namespace": "default",
            "uid": "uid-deployment",
            "generation": 1,
        },
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": LABELS},
            "template": a_template(),
            "strategy": strategy,
            "progressDeadlineSeconds": 600,
            "revisionHistoryLimit": 10,
            **spec,
        },
        "status": status or {},
    }


def rolling(surge: int | str, unavailable: int | str) -> Object:
    update = {"maxSurge": surge, "maxUnavailable": unavailable}
    return {"type": "RollingUpdate", "rollingUpdate": update}
