"""The columns of Services. Source: printers/internalversion/printers.go, printService."""

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


def _cells(service: JsonObject, now: datetime) -> list[Cell]:
    spec = service["spec"]
    ports = [f"{each['port']}/{each['protocol']}" for each in spec.get("ports") or []]
    selector = [f"{key}={value}" for key, value in sorted((spec.get("selector") or {}).items())]
    return [
        name_of(service),
        spec["type"],
        spec["clusterIP"],
        NONE,
        ",".join(ports) or NONE,
        age_of(service, now),
        ",".join(selector) or NONE,
    ]


SERVICES = {
    "services": TableKind(
        columns_named("Name Type Cluster-IP External-IP Port(s) Age", "Selector"), _cells
    )
}
