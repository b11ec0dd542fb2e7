"""Walks over a Pod's parts, each with its field path."""

from collections.abc import Iterator

from podlab.pods.objects import JsonObject

Placed = tuple[str, JsonObject]


def containers(pod: JsonObject) -> Iterator[Placed]:
    """Every container: the init containers, then the main ones, then the ephemeral ones."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from items(pod.get("spec", {}), field, "spec")


def volumes(pod: JsonObject) -> Iterator[Placed]:
    """Every volume."""
    yield from items(pod.get("spec", {}), "volumes", "spec")


def contexts(pod: JsonObject) -> Iterator[Placed]:
    """Every securityContext: the Pod's, then the containers'."""
    yield "spec.securityContext", pod.get("spec", {}).get("securityContext") or {}
    for path, container in containers(pod):
        yield f"{path}.securityContext", container.get("securityContext") or {}


def items(parent: JsonObject, field: str, path: str) -> Iterator[Placed]:
    """The entries of a list of objects."""
    for index, each in enumerate(parent.get(field) or []):
        yield f"{path}.{field}[{index}]", each
