"""Where a Pod is reached: an address of its own `lo`, or one on the network of its namespace."""

from dataclasses import dataclass

from lightkube.models.core_v1 import Pod

from podlab.node.engine.bodies.sandbox import Interface
from podlab.node.kubelet.node import Node
from podlab.pods.networking.annotation import asks_for_network
from podlab.pods.networking.names import names_of
from podlab.pods.objects import JsonObject, metadata_of


@dataclass(frozen=True)
class Place:
    """A Pod's address, and the interface that a new pause container gets."""

    address: str
    interface: Interface | None = None


def take_place(node: Node, pod: Pod) -> Place:
    """For a pause container that is to be made: the place that the Pod has, or a free one."""
    metadata = metadata_of(pod)
    uid, namespace = metadata.uid or "", metadata.namespace or ""
    if not asks_for_network({"metadata": {"annotations": metadata.annotations}}):
        return Place(node.addresses.take(uid))
    network, address = node.networks.join(uid, namespace, metadata.name or "")
    services = node.store.list("services", namespace).items
    return Place(address, Interface(network, names_of(pod, services)))


def remember_place(node: Node, pod: JsonObject, address: str) -> None:
    """The Pod has this address already; safe to repeat."""
    metadata = pod["metadata"]
    if asks_for_network(pod):
        node.networks.remember(metadata["uid"], metadata["namespace"], metadata["name"], address)
    else:
        node.addresses.take(metadata["uid"], address)


def leave_place(node: Node, pod_uid: str) -> None:
    """The Pod is gone."""
    node.addresses.give_back(pod_uid)
    node.networks.leave(pod_uid)
