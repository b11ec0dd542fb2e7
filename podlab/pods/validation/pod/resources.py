"""Rules of `resources`: names, amounts, and requests that fit their limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.quantities import parse_quantity
from podlab.pods.validation import names
from podlab.pods.validation.sentences import forbidden, invalid, required, unquoted

FOR_CONTAINERS = frozenset({"cpu", "memory", "ephemeral-storage"})
STANDARD = FOR_CONTAINERS | {
    "storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
}  # fmt: skip
HUGE = "hugepages-"


def resource_errors(resources: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """The `resources` of one container."""
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    for name, amount in sorted(limits.items()):
        yield from _entry_errors(name, amount, f"{path}.limits[{name}]")
    for name, amount in sorted(requests.items()):
        yield from _entry_errors(name, amount, f"{path}.requests[{name}]")
        yield from _against_limit(name, amount, limits, path)
    named = {*limits, *requests}
    if any(name.startswith(HUGE) for name in named) and named.isdisjoint({"cpu", "memory"}):
        yield forbidden(path, "HugePages require cpu or memory")


def _entry_errors(name: str, amount: str, path: str) -> Iterator[FieldError]:
    for problem in names.qualified_name(name):
        yield unquoted(path, name, problem)
    if "/" not in name:
        huge = name.startswith(HUGE)
        if name not in STANDARD and not huge:
            yield unquoted(path, name, "must be a standard resource type or fully qualified")
        if name not in FOR_CONTAINERS and not huge:
            yield unquoted(path, name, "must be a standard resource for containers")
    elif name.startswith("requests.") and "kubernetes.io/" not in name:
        yield unquoted(path, name, "doesn't follow extended resource name standard")
    value = parse_quantity(amount)
    if value < 0:
        yield invalid(path, amount, "must be greater than or equal to 0")
    if not _may_overcommit(name) and value.denominator != 1:
        yield invalid(path, amount, "must be an integer")


def _against_limit(
    name: str, amount: str, limits: Mapping[str, str], path: str
) -> Iterator[FieldError]:
    where = f"{path}.requests[{name}]"
    if name not in limits:
        if not _may_overcommit(name):
            detail = "Limit must be set for non overcommitable resources"
            yield required(f"{path}.limits", detail, where=where)
        return
    request, limit = parse_quantity(amount), parse_quantity(limits[name])
    if request != limit and not _may_overcommit(name):
        detail = f"must be equal to {name} limit of {limits[name]}"
        yield invalid(f"{path}.requests", amount, detail, where=where)
    elif request > limit:
        detail = f"must be less than or equal to {name} limit of {limits[name]}"
        yield invalid(f"{path}.requests", amount, detail, where=where)


def _may_overcommit(name: str) -> bool:
    native = "/" not in name or "kubernetes.io/" in name
    return native and not name.startswith(HUGE)
