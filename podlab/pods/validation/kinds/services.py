"""Rules of Services. Source: core/validation.go, ValidateService."""

from collections.abc import Iterator
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names
from podlab.pods.validation.metadata import label_errors
from podlab.pods.validation.sentences import (
    duplicate,
    in_range,
    invalid,
    required,
    unsupported,
)

NONE = "None"
TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
PROTOCOLS = ("SCTP", "TCP", "UDP")
AFFINITIES = ("ClientIP", NONE)


def service_errors(service: JsonObject) -> Iterator[FieldError]:
    """Everything wrong with a Service but its metadata, in the API server's order."""
    spec = service.get("spec") or {}
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIP") != NONE and spec.get("type") != "ExternalName":
        yield required("spec.ports")
    seen: set[str] = set()
    for index, port in enumerate(ports):
        yield from _port(f"spec.ports[{index}]", port, seen, alone=len(ports) == 1)
    yield from label_errors("spec.selector", spec.get("selector") or {})
    if spec.get("sessionAffinity", NONE) not in AFFINITIES:
        yield unsupported("spec.sessionAffinity", spec["sessionAffinity"], AFFINITIES)
    if spec.get("type", "ClusterIP") not in TYPES:
        yield unsupported("spec.type", spec["type"], TYPES)
    yield from _same_port_twice(ports)


def _port(path: str, port: JsonObject, seen: set[str], *, alone: bool) -> Iterator[FieldError]:
    name = port.get("name") or ""
    if not name and not alone:
        yield required(f"{path}.name")
    elif name:
        yield from (invalid(f"{path}.name", name, problem) for problem in names.label(name))
        if name in seen:
            yield duplicate(f"{path}.name", name)
        seen.add(name)
    yield from in_range(f"{path}.port", port.get("port") or 0, 1, 65535)
    if port.get("protocol", "TCP") not in PROTOCOLS:
        yield unsupported(f"{path}.protocol", port["protocol"], PROTOCOLS)
    yield from _target(f"{path}.targetPort", port.get("targetPort"))


def _target(path: str, target: Any) -> Iterator[FieldError]:
    if isinstance(target, int):
        yield from in_range(path, target, 1, 65535)
    elif target:
        yield from (invalid(path, target, problem) for problem in names.port_name(target))


def _same_port_twice(ports: list[JsonObject]) -> Iterator[FieldError]:
    seen: set[tuple[Any, Any]] = set()
    for index, port in enumerate(ports):
        key = (port.get("protocol", "TCP"), port.get("port"))
        if key in seen:
            shown = {name: port.get(name) for name in ("name", "protocol", "port")}
            yield duplicate(f"spec.ports[{index}]", {k: v for k, v in shown.items() if v})
        seen.add(key)
