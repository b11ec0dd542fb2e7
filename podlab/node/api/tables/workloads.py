"""The columns of Deployments, ReplicaSets and autoscalers.

Source: printers/internalversion/printers.go.
"""

from datetime import datetime

from podlab.node.api.tables.columns import (
    NONE,
    Cell,
    TableKind,
    age_of,
    columns_named,
    name_of,
)
from podlab.pods.objects import JsonObject
from podlab.workloads.objects import selector_text

UNKNOWN = "<unknown>"
MOST_METRICS = 2
WIDE = "Containers,Images,Selector"


def _deployment_cells(deployment: JsonObject, now: datetime) -> list[Cell]:
    spec, status = deployment["spec"], deployment.get("status", {})
    return [
        name_of(deployment),
        f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
        status.get("updatedReplicas", 0),
        status.get("availableReplicas", 0),
        age_of(deployment, now),
        *_template_cells(spec),
    ]


def _replica_set_cells(replica_set: JsonObject, now: datetime) -> list[Cell]:
    spec, status = replica_set["spec"], replica_set.get("status", {})
    return [
        name_of(replica_set),
        spec.get("replicas", 0),
        status.get("replicas", 0),
        status.get("readyReplicas", 0),
        age_of(replica_set, now),
        *_template_cells(spec),
    ]


def _scale_cells(scale: JsonObject, now: datetime) -> list[Cell]:
    wanted, there = scale["spec"].get("replicas", 0), scale["status"]["replicas"]
    return [name_of(scale), wanted, there, age_of(scale, now)]


def _template_cells(spec: JsonObject) -> list[Cell]:
    containers = spec.get("template", {}).get("spec", {}).get("containers") or []
    names = ",".join(each.get("name", "") for each in containers)
    images = ",".join(each.get("image", "") for each in containers)
    return [names, images, selector_text(spec.get("selector")) or NONE]


def _autoscaler_cells(autoscaler: JsonObject, now: datetime) -> list[Cell]:
    spec, status = autoscaler["spec"], autoscaler.get("status", {})
    target = spec["scaleTargetRef"]
    return [
        name_of(autoscaler),
        f"{target['kind']}/{target['name']}",
        metrics_text(spec.get("metrics") or [], status.get("currentMetrics") or []),
        spec.get("minReplicas", "<unset>"),
        spec["maxReplicas"],
        status.get("currentReplicas", 0),
        age_of(autoscaler, now),
    ]


def metrics_text(metrics: list[JsonObject], current: list[JsonObject]) -> str:
    """What is measured and what is wanted: `cpu: 12%/50%`."""
    texts = []
    for index, metric in enumerate(metrics[:MOST_METRICS]):
        resource = metric["resource"]
        seen = current[index].get("resource", {}) if index < len(current) else {}
        now, wanted = _amount(seen.get("current", {})), _amount(resource["target"])
        texts.append(f"{resource['name']}: {now or UNKNOWN}/{wanted or '<auto>'}")
    more = len(metrics) - MOST_METRICS
    listed = ", ".join(texts) or NONE
    return f"{listed} + {more} more..." if more > 0 else listed


def _amount(value: JsonObject) -> str:
    if "averageValue" in value and "averageUtilization" not in value:
        return str(value["averageValue"])
    return f"{value['averageUtilization']}%" if "averageUtilization" in value else ""


WORKLOADS = {
    "scales": TableKind(columns_named("Name Desired Available Age"), _scale_cells),
    "deployments": TableKind(
        columns_named("Name Ready Up-to-date Available Age", WIDE), _deployment_cells
    ),
    "replicasets": TableKind(
        columns_named("Name Desired Current Ready Age", WIDE), _replica_set_cells
    ),
    "horizontalpodautoscalers": TableKind(
        columns_named("Name Reference Targets MinPods MaxPods Replicas Age"), _autoscaler_cells
    ),
}
