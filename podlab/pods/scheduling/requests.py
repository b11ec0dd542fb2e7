"""What the containers of a Pod ask for at a time. Source: resource/helpers.go, PodRequests."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from lightkube.models.core_v1 import Container, Pod

from podlab.pods.objects import containers_of, init_containers_of, is_sidecar
from podlab.pods.quantities import parse_quantity


def requests_of(pod: Pod) -> dict[str, Fraction]:
    """Every resource of which the Pod asks for more than nothing."""
    everybody = (*init_containers_of(pod), *containers_of(pod))
    named = {
        name for each in everybody for name in (each.resources and each.resources.requests) or {}
    }
    found = {name: together(pod, partial(_request, name)) for name in sorted(named)}
    return {name: amount for name, amount in found.items() if amount > 0}


def together(pod: Pod, amount: Callable[[Container], Fraction]) -> Fraction:
    """The most that is in use at a time: main containers and sidecars run side by side, each
    init container alone with the sidecars before it.
    """
    sidecars = most = Fraction(0)
    for container in init_containers_of(pod):
        if is_sidecar(container):
            sidecars += amount(container)
            most = max(most, sidecars)
        else:
            most = max(most, sidecars + amount(container))
    return max(most, sidecars + sum(amount(each) for each in containers_of(pod)))


def _request(name: str, container: Container) -> Fraction:
    given = (container.resources and container.resources.requests) or {}
    return parse_quantity(str(given.get(name, "0")))
