"""The API server's defaults of workloads; other kinds get those that `podlab.pods` knows.

Source: apis/apps/v1/defaults.go and apis/autoscaling/v2/defaults.go.
"""

import copy
from collections.abc import Callable
from typing import Any

from podlab.pods.defaults import default_object as default_pod_object
from podlab.pods.defaults import default_pod_template
from podlab.pods.objects import JsonObject

QUARTER = "25%"
CPU_AT_80_PERCENT: JsonObject = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
}
SCALE_UP: JsonObject = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
SCALE_DOWN: JsonObject = {
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}


def default_object(kind: str, obj: JsonObject) -> JsonObject:
    """A new object of any kind with its defaults; see `podlab.pods.defaults`."""
    plain = default_pod_object(kind, obj)
    defaulter = DEFAULTERS.get(kind)
    if defaulter and isinstance(plain.setdefault("spec", {}), dict):
        defaulter(plain["spec"])
    return plain


def _deployment(spec: JsonObject) -> None:
    _replica_set(spec)
    for name, value in (
        ("strategy", {}),
        ("revisionHistoryLimit", 10),
        ("progressDeadlineSeconds", 600),
    ):
        spec.setdefault(name, value)
    strategy = spec["strategy"]
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        update = strategy.setdefault("rollingUpdate", {})
        update.setdefault("maxUnavailable", QUARTER)
        update.setdefault("maxSurge", QUARTER)


def _replica_set(spec: JsonObject) -> None:
    spec.setdefault("replicas", 1)
    default_pod_template(spec.setdefault("template", {}))


def _autoscaler(spec: JsonObject) -> None:
    spec.setdefault("minReplicas", 1)
    if not spec.get("metrics"):
        spec["metrics"] = [copy.deepcopy(CPU_AT_80_PERCENT)]
    behavior = spec.get("behavior")
    if isinstance(behavior, dict):
        behavior["scaleUp"] = _rules(SCALE_UP, behavior.get("scaleUp"))
        behavior["scaleDown"] = _rules(SCALE_DOWN, behavior.get("scaleDown"))


def _rules(usual: JsonObject, written: Any) -> JsonObject:
    return {**copy.deepcopy(usual), **(written or {})}


DEFAULTERS: dict[str, Callable[[JsonObject], None]] = {
    "Deployment": _deployment,
    "ReplicaSet": _replica_set,
    "HorizontalPodAutoscaler": _autoscaler,
}
