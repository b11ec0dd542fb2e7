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


def _name(obj: JsonObject) -> str:
    return str(obj["metadata"]["name"])


def _age(moment: str | None, now: datetime) -> str:
    then = parse_timestamp(moment)
    return "<unknown>" if then is None else human_duration((now - then).total_seconds())


def _created(obj: JsonObject, now: datetime) -> str:
    return _age(obj["metadata"].get("creationTimestamp"), now)


def _pod_cells(pod: JsonObject, now: datetime) -> list[Cell]:
    return [_name(pod), *astuple(printed_columns(pod, now))]


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
        _name(event),
    ]


def _node_cells(node: JsonObject, now: datetime) -> list[Cell]:
    status = node.get("status", {})
    info: dict[str, str] = status.get("nodeInfo", {})
    ready: JsonObject = next((c for c in status.get("conditions", []) if c["type"] == "Ready"), {})
    addresses: dict[str, str] = {a["type"]: a["address"] for a in status.get("addresses", [])}
    return [
        _name(node),
        "Ready" if ready.get("status") == "True" else "NotReady",
        NONE,
        _created(node, now),
        info.get("kubeletVersion", ""),
        addresses.get("InternalIP", NONE),
        addresses.get("ExternalIP", NONE),
        info.get("osImage", ""),
        info.get("kernelVersion", ""),
        info.get("containerRuntimeVersion", ""),
    ]


def _size(*parts: dict[str, Any] | None) -> int:
    return sum(len(part or {}) for part in parts)


def _columns(always: str, wide: str = "") -> tuple[Column, ...]:
    always_shown = [Column(name) for name in always.split()]
    return (*always_shown, *(Column(name, wide=True) for name in wide.split(",") if name))


TABLES = {
    "pods": TableKind(
        _columns("Name Ready Status Restarts Age", "IP,Node,Nominated Node,Readiness Gates"),
        _pod_cells,
    ),
    "events": TableKind(
        (
            Column("Last Seen"),
            *_columns("Type Reason Object", "Subobject,Source"),
            *_columns("Message", "First Seen,Count,Name"),
        ),
        _event_cells,
    ),
    "configmaps": TableKind(
        _columns("Name Data Age"),
        lambda obj, now: [
            _name(obj),
            _size(obj.get("data"), obj.get("binaryData")),
            _created(obj, now),
        ],
    ),
    "secrets": TableKind(
        _columns("Name Type Data Age"),
        lambda obj, now: [
            _name(obj),
            obj.get("type", "Opaque"),
            _size(obj.get("data")),
            _created(obj, now),
        ],
    ),
    "namespaces": TableKind(
        _columns("Name Status Age"),
        lambda obj, now: [_name(obj), obj.get("status", {}).get("phase", ""), _created(obj, now)],
    ),
    "nodes": TableKind(
        _columns(
            "Name Status Roles Age Version",
            "Internal-IP,External-IP,OS-Image,Kernel-Version,Container-Runtime",
        ),
        _node_cells,
    ),
}
