"""The columns of each resource, as a 1.32 cluster defines them; priority 1 is for -o wide."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from podlab.pods.objects import JsonObject, parse_timestamp
from podlab.pods.status.printing import human_duration, printed_columns

Cell = str | int
NONE = "<none>"
WHOLE_NUMBERS = ("Data", "Count")


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    wide: bool = False

    def definition(self) -> JsonObject:
        """The column as a Table describes it."""
        return {
            "name": self.name,
            "type": "integer" if self.name in WHOLE_NUMBERS else "string",
            "format": "name" if self.name == "Name" else "",
            "description": "",
            "priority": int(self.wide),
        }


@dataclass(frozen=True)
class TableKind:
    """The columns of a resource, and how an object fills them."""

    columns: tuple[Column, ...]
    cells: Callable[[JsonObject, datetime], list[Cell]]


def name_of(obj: JsonObject) -> str:
    """The cell of the column Name."""
    return str(obj["metadata"]["name"])


def _age(moment: str | None, now: datetime) -> str:
    then = parse_timestamp(moment)
    return "<unknown>" if then is None else human_duration((now - then).total_seconds())


def age_of(obj: JsonObject, now: datetime) -> str:
    """The cell of the column Age."""
    return _age(obj["metadata"].get("creationTimestamp"), now)


def _pod_cells(pod: JsonObject, now: datetime) -> list[Cell]:
    return [name_of(pod), *astuple(printed_columns(pod, now))]


def _event_cells(event: JsonObject, now: datetime) -> list[Cell]:
    about, source = event.get("involvedObject", {}), event.get("source", {})
    last = event.get("lastTimestamp") or event.get("eventTime")
    first = event.get("firstTimestamp") or event.get("eventTime")
    component = source.get("component") or event.get("reportingComponent", "")
    return [
        _age(last, now),
        event.get("type", ""),
        event.get("reason", ""),
        f"{about.get('kind', '').lower()}/{about.get('name', '')}",
        about.get("fieldPath", ""),
        ", ".join(part for part in (component, source.get("host", "")) if part),
        event.get("message", "").strip(),
        _age(first, now),
        event.get("count") or 1,
        name_of(event),
    ]


def _node_cells(node: JsonObject, now: datetime) -> list[Cell]:
    status = node.get("status", {})
    info: dict[str, str] = status.get("nodeInfo", {})
    ready: JsonObject = next((c for c in status.get("conditions", []) if c["type"] == "Ready"), {})
    addresses: dict[str, str] = {a["type"]: a["address"] for a in status.get("addresses", [])}
    return [
        name_of(node),
        "Ready" if ready.get("status") == "True" else "NotReady",
        NONE,
        age_of(node, now),
        info.get("kubeletVersion", ""),
        addresses.get("InternalIP", NONE),
        addresses.get("ExternalIP", NONE),
        info.get("osImage", ""),
        info.get("kernelVersion", ""),
        info.get("containerRuntimeVersion", ""),
    ]


def _size(*parts: dict[str, Any] | None) -> int:
    return sum(len(part or {}) for part in parts)


def columns_named(always: str, wide: str = "") -> tuple[Column, ...]:
    """Columns of one word each, then those of `-o wide`, which commas part."""
    always_shown = [Column(name) for name in always.split()]
    return (*always_shown, *(Column(name, wide=True) for name in wide.split(",") if name))


TABLES = {
    "pods": TableKind(
        columns_named("Name Ready Status Restarts Age", "IP,Node,Nominated Node,Readiness Gates"),
        _pod_cells,
    ),
    "events": TableKind(
        (
            Column("Last Seen"),
            *columns_named("Type Reason Object", "Subobject,Source"),
            *columns_named("Message", "First Seen,Count,Name"),
        ),
        _event_cells,
    ),
    "configmaps": TableKind(
        columns_named("Name Data Age"),
        lambda obj, now: [
            name_of(obj),
            _size(obj.get("data"), obj.get("binaryData")),
            age_of(obj, now),
        ],
    ),
    "secrets": TableKind(
        columns_named("Name Type Data Age"),
        lambda obj, now: [
            name_of(obj),
            obj.get("type", "Opaque"),
            _size(obj.get("data")),
            age_of(obj, now),
        ],
    ),
    "serviceaccounts": TableKind(
        columns_named("Name Secrets Age"),
        lambda obj, now: [name_of(obj), len(obj.get("secrets") or []), age_of(obj, now)],
    ),
    "namespaces": TableKind(
        columns_named("Name Status Age"),
        lambda obj, now: [name_of(obj), obj.get("status", {}).get("phase", ""), age_of(obj, now)],
    ),
    "nodes": TableKind(
        columns_named(
            "Name Status Roles Age Version",
            "Internal-IP,External-IP,OS-Image,Kernel-Version,Container-Runtime",
        ),
        _node_cells,
    ),
}
