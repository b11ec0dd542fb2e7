"""Rules of `resources`: names, amounts, and requests that fit their limits."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.quantities import InvalidQuantity, bytes_of, canonical, parse_quantity
from podlab.pods.validation import names
from podlab.pods.validation.sentences import (
    duplicate,
    forbidden,
    invalid,
    required,
    shown,
    unquoted,
    unsupported,
)

FOR_CONTAINERS = frozenset({"cpu", "memory", "ephemeral-storage"})
STANDARD = FOR_CONTAINERS | {
    "storage", "requests.cpu", "requests.memory", "requests.storage",
    "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
    "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
}  # fmt: skip
COUNTED = frozenset(
    {"pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
     "persistentvolumeclaims", "services.nodeports", "services.loadbalancers"}
)  # fmt: skip
NEWER = {"pids": "limits.pids is newer than v1.32, which Podlab follows."}
HUGE = "hugepages-"
RESIZED = ("cpu", "memory")
RESIZE_POLICIES = ("NotRequired", "RestartContainer")


def resource_errors(resources: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """The `resources` of one container."""
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    for name, amount in sorted(limits.items()):
        yield from _entry_errors(name, amount, f"{path}.limits[{name}]")
        yield from _pages(name, amount, f"{path}.limits[{name}]")
    for name, amount in sorted(requests.items()):
        yield from _entry_errors(name, amount, f"{path}.requests[{name}]")
        yield from _against_limit(name, amount, limits, path)
        yield from _pages(name, amount, f"{path}.requests[{name}]")
    named = {*limits, *requests}
    if any(name.startswith(HUGE) for name in named) and named.isdisjoint({"cpu", "memory"}):
        yield forbidden(path, "HugePages require cpu or memory")


def _entry_errors(name: str, amount: str, path: str) -> Iterator[FieldError]:
    for problem in names.qualified_name(name):
        yield unquoted(path, name, problem)
    if "/" not in name:
        huge = name.startswith(HUGE)
        if name not in STANDARD and not huge:
            detail = "must be a standard resource type or fully qualified"
            yield unquoted(path, name, detail)
        if name not in FOR_CONTAINERS and not huge:
            detail = "must be a standard resource for containers"
            yield unquoted(path, name, detail, advice=NEWER.get(name, ""))
    elif name.startswith("requests.") and "kubernetes.io/" not in name:
        yield unquoted(path, name, "doesn't follow extended resource name standard")
    value = parse_quantity(amount)
    if value < 0:
        yield invalid(path, amount, "must be greater than or equal to 0")
    whole = name in COUNTED or ("/" in name and "kubernetes.io/" not in name)
    if whole and value.denominator != 1:
        yield invalid(path, amount, "must be an integer")


def _pages(name: str, amount: str, path: str) -> Iterator[FieldError]:
    """Huge pages come whole."""
    if not name.startswith(HUGE):
        return
    try:
        page = parse_quantity(name.removeprefix(HUGE))
    except InvalidQuantity:
        page = Fraction(0)
    fits = page > 0 and page.denominator == 1 and bytes_of(amount) % int(page) == 0
    if not fits:
        text = canonical(amount)
        yield invalid(path, text, f"{text} is not positive integer multiple of {name}")


def resize_errors(
    policies: list[Mapping[str, Any]], path: str, spec: Mapping[str, Any]
) -> Iterator[FieldError]:
    """The `resizePolicy` of one container."""
    seen: set[str] = set()
    for index, each in enumerate(policies):
        name, policy = each.get("resourceName") or "", each.get("restartPolicy") or ""
        if name in seen:
            yield duplicate(f"{path}[{index}]", name)
        seen.add(name)
        for value, known in ((name, RESIZED), (policy, RESIZE_POLICIES)):
            if not value:
                yield required(path)
            elif value not in known:
                yield unsupported(path, value, known)
        if spec.get("restartPolicy") == "Never" and policy != "NotRequired":
            detail = "must be 'NotRequired' when `restartPolicy` is 'Never'"
            yield invalid(path, policy, detail)


def not_for_init_containers(policies: list[Mapping[str, Any]], path: str) -> FieldError:
    """The refusal of an init container's `resizePolicy`, which shows it as Go does."""
    kind = "core.ContainerResizePolicy"
    listed = ", ".join(
        f"{kind}{{ResourceName:{shown(each.get('resourceName') or '')}, "
        f"RestartPolicy:{shown(each.get('restartPolicy') or '')}}}"
        for each in policies
    )
    return unquoted(path, f"[]{kind}{{{listed}}}", "must not be set for init containers")


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
