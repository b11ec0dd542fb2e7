"""The annotation by which a Pod gets a network interface, which Pods have not unless they ask."""

from collections.abc import Iterator

from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject
from podlab.pods.validation.sentences import unsupported

ANNOTATION = "podlab.dev/network"
NAMESPACE = "namespace"  # its one value: the network of the Pod's namespace
PATH = f"metadata.annotations[{ANNOTATION}]"
STAYS = "a Pod keeps the network that it was made with"


def asks_for_network(pod: JsonObject) -> bool:
    """Whether the Pod gets `eth0` beside `lo`."""
    return wanted_network(pod) == NAMESPACE


def wanted_network(pod: JsonObject) -> str | None:
    """What the annotation says; None without one."""
    annotations = pod.get("metadata", {}).get("annotations") or {}
    found = annotations.get(ANNOTATION)
    return None if found is None else str(found)


def network_errors(pod: JsonObject) -> Iterator[FieldError]:
    """A value that means nothing is refused, since whoever wrote it expects a network."""
    wanted = wanted_network(pod)
    if wanted not in {None, NAMESPACE}:
        yield unsupported(PATH, wanted, [NAMESPACE])


def network_change_errors(new: JsonObject, old: JsonObject) -> Iterator[FieldError]:
    """An interface can't be added to containers that exist."""
    if wanted_network(new) != wanted_network(old):
        yield FieldError(PATH, f"Forbidden: {STAYS}; delete it and make it anew")
