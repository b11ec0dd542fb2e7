"""A namespace's network on the engine: a bridge that leads nowhere, without the host on it."""

import ipaddress
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, NotThere, translated

RANGE = ipaddress.IPv4Network("10.245.0.0/16")
PREFIX = 26  # room for 61 Pods; 1024 such networks
OPTIONS = {"com.docker.network.bridge.inhibit_ipv4": "true"}  # else the host would be on it


@dataclass(frozen=True)
class PodNetwork:
    """One namespace's network."""

    network_id: str
    namespace: str
    subnet: ipaddress.IPv4Network

    def addresses(self) -> Iterator[str]:
        """Those that Pods may have: the engine keeps the first for a gateway."""
        return map(str, list(self.subnet.hosts())[1:])


def list_networks(engine: Engine) -> list[PodNetwork]:
    """This node's networks."""
    with translated():
        found = engine.api.networks(filters={"label": [f"{names.NODE}={engine.node_id}"]})
    return [
        PodNetwork(
            each["Id"],
            each["Labels"][names.NAMESPACE],
            ipaddress.IPv4Network(each["IPAM"]["Config"][0]["Subnet"]),
        )
        for each in found
    ]


def make_network(engine: Engine, namespace: str) -> PodNetwork:
    """Make one on the first range that is free: other nodes may have networks on this engine.
    Raises EngineError when the namespace has one.
    """
    ranges = list(RANGE.subnets(new_prefix=PREFIX))
    begin = zlib.crc32(f"{engine.node_id}/{namespace}".encode()) % len(ranges)
    for subnet in (*ranges[begin:], *ranges[:begin]):
        try:
            with translated():
                made = engine.api.create_network(**_body(engine.node_id, namespace, subnet))
        except EngineError as refusal:
            if "overlap" not in str(refusal):
                raise
        else:
            return PodNetwork(str(made["Id"]), namespace, subnet)
    raise EngineError(f"every range of {RANGE} is taken on this engine")


def remove_network(engine: Engine, network: PodNetwork) -> None:
    """Remove a network that no container is on; safe to repeat."""
    try:
        with translated():
            engine.api.remove_network(network.network_id)
    except NotThere:
        return


def _body(node_id: str, namespace: str, subnet: ipaddress.IPv4Network) -> dict[str, object]:
    """The arguments of the SDK's call."""
    return {
        "name": names.network_name(node_id, namespace),
        "check_duplicate": True,  # one whose making timed out may be there by now
        "driver": "bridge",
        "internal": True,
        "ipam": {"Driver": "default", "Config": [{"Subnet": str(subnet)}]},
        "options": OPTIONS,
        "labels": {names.NODE: node_id, names.NAMESPACE: namespace},
    }
