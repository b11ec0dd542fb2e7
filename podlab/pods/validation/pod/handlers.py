"""Rules of probes and lifecycle hooks."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import (
    forbidden,
    in_range,
    invalid,
    not_negative,
    required,
    unsupported,
)

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
PROBE_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
HOOK_HANDLERS = ("exec", "httpGet", "tcpSocket", "sleep")
SCHEMES = ("HTTP", "HTTPS")
PORTS = (1, 65535)
COUNTS = (
    "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
    "failureThreshold",
)  # fmt: skip


def probe_errors(name: str, probe: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """One probe; `name` says which of the three it is."""
    yield from _handler_errors(probe, PROBE_HANDLERS, path, 0)
    for count in COUNTS:
        yield from not_negative(f"{path}.{count}", probe.get(count, 0))
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        yield invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0")
    if name == "readinessProbe" and grace is not None:
        detail = "must not be set for readinessProbes"
        yield invalid(f"{path}.terminationGracePeriodSeconds", grace, detail)
    if name != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        yield invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1")


def lifecycle_errors(
    lifecycle: Mapping[str, Any], path: str, grace_period: int
) -> Iterator[FieldError]:
    """The hooks of one container; `grace_period` of the Pod in seconds bounds a sleep."""
    for name in HOOKS:
        if name in lifecycle:
            at = f"{path}.{name}"
            yield from _handler_errors(lifecycle[name], HOOK_HANDLERS, at, grace_period)


def _handler_errors(
    handler: Mapping[str, Any], kinds: tuple[str, ...], path: str, grace_period: int
) -> Iterator[FieldError]:
    given = [kind for kind in kinds if kind in handler]
    for kind in given[1:]:
        yield forbidden(f"{path}.{kind}", "may not specify more than 1 handler type")
    if not given:
        yield required(path, "must specify a handler type", f"Write one of {', '.join(kinds)}.")
        return
    kind = given[0]
    at, action = f"{path}.{kind}", handler[kind]
    match kind:
        case "exec":
            if not action.get("command"):
                yield required(f"{at}.command")
        case "httpGet":
            yield from _http_get(action, at)
        case "tcpSocket":
            yield from _port(action.get("port", 0), f"{at}.port")
        case "grpc":
            yield from in_range(f"{at}.port", action.get("port", 0), *PORTS)
        case _:
            yield from _sleep(action, at, grace_period)


def _http_get(action: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    yield from _port(action.get("port", 0), f"{path}.port")
    if action.get("scheme") not in SCHEMES:
        yield unsupported(f"{path}.scheme", action.get("scheme") or "", SCHEMES)
    for index, header in enumerate(action.get("httpHeaders") or []):
        name = header.get("name") or ""
        for problem in names.http_header(name):
            yield invalid(f"{path}.httpHeaders[{index}].name", name, problem)


def _port(port: int | str, path: str) -> Iterator[FieldError]:
    if isinstance(port, int):
        yield from in_range(path, port, *PORTS)
        return
    for problem in names.port_name(port):
        yield invalid(path, port, problem)


def _sleep(action: Mapping[str, Any], path: str, grace_period: int) -> Iterator[FieldError]:
    seconds = action.get("seconds", 0)
    if not 0 < seconds <= grace_period:
        detail = (
            "must be greater than 0 and less than terminationGracePeriodSeconds "
            f"({grace_period}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for "
            "zero sleep."
        )
        yield invalid(path, seconds, detail)
