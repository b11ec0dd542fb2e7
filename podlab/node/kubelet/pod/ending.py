"""Removing what a Pod leaves on the engine; every step may be repeated."""

from podlab.node.engine import names
from podlab.node.engine.listing import PodSighting
from podlab.node.kubelet.node import Node


def remove_sandboxes(node: Node, sighting: PodSighting) -> None:
    """Remove a Pod's pause containers, which by now hold nothing together."""
    for sandbox in sighting.sandboxes:
        node.engine.remove(sandbox.container_id)


def remove_everything(node: Node, pod_uid: str) -> None:
    """Remove containers, then the pause container that keeps volumes alive, then the volumes."""
    node.observer.pod_ended(pod_uid)
    listed = node.engine.containers(pod_uid)
    for each in listed:
        node.brake.release(each["Id"])
    pauses = [each["Id"] for each in listed if each["Labels"].get(names.ROLE) == names.PAUSE_ROLE]
    others = [each["Id"] for each in listed if each["Id"] not in pauses]
    for group in (others, pauses):
        list(node.pool.map(node.engine.remove, group))
    for volume in node.engine.volumes(pod_uid):
        node.engine.remove_volume(volume["Name"])
    node.addresses.give_back(pod_uid)
