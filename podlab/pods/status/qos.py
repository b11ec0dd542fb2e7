"""The Pod's quality-of-service class. Source: core/v1/helper/qos."""

from collections.abc import Mapping

from lightkube.models.core_v1 import Container, Pod

from podlab.pods.objects import containers_of, init_containers_of
from podlab.pods.quantities import InvalidQuantity, parse_quantity

COUNTED = ("cpu", "memory")


def qos_class(pod: Pod) -> str:
    """Guaranteed, Burstable or BestEffort, over cpu and memory of init and main containers."""
    pairs = [_amounts(container) for container in _counted_containers(pod)]
    if not any(requests or limits for requests, limits in pairs):
        return "BestEffort"
    if all(len(limits) == len(COUNTED) and requests == limits for requests, limits in pairs):
        return "Guaranteed"
    return "Burstable"


def _counted_containers(pod: Pod) -> list[Container]:
    """Ephemeral containers have no resources, and change no class."""
    return [*init_containers_of(pod), *containers_of(pod)]


def _amounts(container: Container) -> tuple[dict[str, object], dict[str, object]]:
    resources = container.resources
    limits = _counted(resources.limits if resources else None)
    requests = {**limits, **_counted(resources.requests if resources else None)}
    return requests, limits


def _counted(amounts: Mapping[str, str] | None) -> dict[str, object]:
    given = {name: _amount((amounts or {}).get(name, "0")) for name in COUNTED}
    return {name: amount for name, amount in given.items() if amount}


def _amount(text: str) -> object:
    try:
        return parse_quantity(text)
    except InvalidQuantity:
        return 0
