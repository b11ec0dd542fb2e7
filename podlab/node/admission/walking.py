"""Walks over a Pod's parts, each with its field path."""

from collections.abc import Iterator

from lightkube.models.core_v1 import Pod

from podlab.pods.objects import JsonObject, pod_of
from podlab.pods.volumes import with_settled_parts

RENDERED = frozenset({"configMap", "secret", "downwardAPI", "projected"})
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


def mounting(pod: JsonObject) -> Pod:
    """The Pod as far as its volumes and mounts go, with a blank for what is missing."""
    spec = with_settled_parts(pod)["spec"]
    found: JsonObject = {"volumes": [_volume(each) for _, each in volumes(pod)]}
    for field in ("initContainers", "containers"):
        found[field] = [_container(each) for _, each in items(spec, field, "spec")]
    return pod_of({"spec": found})


def _volume(volume: JsonObject) -> JsonObject:
    return {"name": volume.get("name") or "", **{kind: {} for kind in RENDERED & volume.keys()}}


def _container(container: JsonObject) -> JsonObject:
    mounts = [
        {"mountPath": "", **each, "name": each.get("name") or ""}
        for _, each in items(container, "volumeMounts", "")
    ]
    policy = container.get("restartPolicy")
    return {"name": container.get("name") or "", "restartPolicy": policy, "volumeMounts": mounts}


def items(parent: JsonObject, field: str, path: str) -> Iterator[Placed]:
    """The entries of a list of objects."""
    for index, each in enumerate(parent.get(field) or []):
        yield f"{path}.{field}[{index}]", each
