"""What of probes and lifecycle hooks this node does not do."""

from collections.abc import Iterator

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
NEVER_RUNS = "Forbidden: Kubernetes accepts this and never runs it; use exec, httpGet or sleep"
NO_GRPC = "Forbidden: not supported by this node yet"
NO_HOST = "Forbidden: this node asks the Pod itself only; leave host out"


def unsupported_handlers(path: str, container: JsonObject) -> Iterator[FieldError]:
    """Handlers that would ask somebody else, or in a language this node does not speak."""
    for name in PROBES:
        probe = container.get(name) or {}
        if "grpc" in probe:
            yield FieldError(f"{path}.{name}.grpc", NO_GRPC)
        yield from _hosts(f"{path}.{name}", probe)
    for name in HOOKS:
        hook = (container.get("lifecycle") or {}).get(name) or {}
        if "tcpSocket" in hook:
            yield FieldError(f"{path}.lifecycle.{name}.tcpSocket", NEVER_RUNS)
        yield from _hosts(f"{path}.lifecycle.{name}", hook)


def _hosts(path: str, handler: JsonObject) -> Iterator[FieldError]:
    for kind in ("httpGet", "tcpSocket"):
        if (handler.get(kind) or {}).get("host"):
            yield FieldError(f"{path}.{kind}.host", NO_HOST)
