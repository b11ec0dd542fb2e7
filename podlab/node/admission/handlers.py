"""Probes and lifecycle hooks that ask somebody else than the Pod, and those worth a note."""

import ipaddress
from collections.abc import Iterator

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
LOCAL = "localhost"
INSIDE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("10.244.0.0/16"))
ELSEWHERE = (
    "Forbidden: this node asks the Pod itself only; leave host out, or name an address inside "
    "the Pod, such as 127.0.0.1"
)
LOCAL_TO_THE_POD = "means the Pod here; in a cluster it means the node, where nobody answers"
NEVER_RUNS = "always fails, as in a cluster: Kubernetes accepts it and has no such handler"


def unsupported_handlers(path: str, container: JsonObject) -> Iterator[FieldError]:
    """Handlers that would ask somebody else."""
    for place, host in _hosts(path, container):
        if not _is_inside(host):
            yield FieldError(place, ELSEWHERE)


def noted_handlers(path: str, container: JsonObject) -> Iterator[str]:
    """Handlers that work otherwise than they look, one sentence each."""
    for place, host in _hosts(path, container):
        if _is_inside(host):
            yield f"{place} {host} {LOCAL_TO_THE_POD}"
    for place, handler in _handlers(path, container):
        if ".lifecycle." in place and "tcpSocket" in handler:
            yield f"{place}.tcpSocket {NEVER_RUNS}"


def _hosts(path: str, container: JsonObject) -> Iterator[tuple[str, str]]:
    for place, handler in _handlers(path, container):
        for kind in ("httpGet", "tcpSocket"):
            if host := (handler.get(kind) or {}).get("host"):
                yield f"{place}.{kind}.host", str(host)


def _handlers(path: str, container: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for name in PROBES:
        yield f"{path}.{name}", container.get(name) or {}
    for name in HOOKS:
        yield f"{path}.lifecycle.{name}", (container.get("lifecycle") or {}).get(name) or {}


def _is_inside(host: str) -> bool:
    if host == LOCAL:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in INSIDE)
