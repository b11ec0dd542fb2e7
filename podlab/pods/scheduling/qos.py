"""The Pod's quality-of-service class, and who dies first when memory runs out.

Sources: core/v1/helper/qos, kubelet/qos/policy.go.
"""

from collections.abc import Mapping

from lightkube.models.core_v1 import Container, Pod

from podlab.pods.objects import containers_of, init_containers_of, is_sidecar
from podlab.pods.quantities import InvalidQuantity, bytes_of, parse_quantity

COUNTED = ("cpu", "memory")
FIRST_TO_DIE = 1000  # what the kernel adds to how bad a process is
LAST_TO_DIE = 0  # a cluster's -997 would set a learner's processes above those of the machine
LEAST_OF_BURSTABLE = 3


def qos_class(pod: Pod) -> str:
    """Guaranteed, Burstable or BestEffort, over cpu and memory of init and main containers."""
    pairs = [_amounts(container) for container in _counted_containers(pod)]
    if not any(requests or limits for requests, limits in pairs):
        return "BestEffort"
    if all(len(limits) == len(COUNTED) and requests == limits for requests, limits in pairs):
        return "Guaranteed"
    return "Burstable"


def oom_score(pod: Pod, container: Container, machine_memory: int) -> int:
    """From 0 to 1000: the less of the machine's memory was requested, the sooner it dies. A
    sidecar dies no sooner than the main container that dies first.
    """
    match qos_class(pod):
        case "Guaranteed":
            return LAST_TO_DIE
        case "BestEffort":
            return FIRST_TO_DIE
    score = _share_not_asked_for(container, machine_memory)
    if is_sidecar(container) and container in init_containers_of(pod):
        mains = (_share_not_asked_for(each, machine_memory) for each in containers_of(pod))
        score = min(score, max(mains))
    return min(max(score, LEAST_OF_BURSTABLE), FIRST_TO_DIE - 1)


def _share_not_asked_for(container: Container, machine_memory: int) -> int:
    """In thousandths."""
    requested = ((container.resources and container.resources.requests) or {}).get("memory", "0")
    return FIRST_TO_DIE - FIRST_TO_DIE * bytes_of(str(requested)) // machine_memory


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
