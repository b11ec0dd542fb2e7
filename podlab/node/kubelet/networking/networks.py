"""Which Pods are on their namespace's network; it is there as long as one of them is."""

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.networks import (
    PodNetwork,
    list_networks,
    make_network,
    remove_network,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """A Pod on its namespace's network."""

    namespace: str
    name: str
    address: str


class Networks:
    """The book of who is on which network. Thread-safe; what it makes is on the engine by label."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._members: dict[str, Member] = {}  # by the Pod's uid

    def remember(self, pod_uid: str, namespace: str, name: str, address: str) -> None:
        """The Pod was on its network before this process was."""
        with self._lock:
            self._members.setdefault(pod_uid, Member(namespace, name, address))

    def join(self, pod_uid: str, namespace: str, name: str) -> tuple[str, str]:
        """Id of the network, which is made for the first Pod, and the Pod's address on it."""
        with self._lock:
            network = self._find(namespace) or make_network(self._engine, namespace)
            held = self._members.get(pod_uid)
            free = held.address if held else ""
            if free not in set(network.addresses()):
                free = self._free(network, but=pod_uid)
            self._members[pod_uid] = Member(namespace, name, free)
            return network.network_id, free

    def leave(self, pod_uid: str) -> None:
        """The Pod is gone, and with the last Pod its network."""
        with self._lock:
            gone = self._members.pop(pod_uid, None)
            if gone and (network := self._find(gone.namespace)):
                self._remove_unless_used(network, ())

    def sweep(self) -> None:
        """Remove what a process that has died left behind."""
        with self._lock:
            networks = list_networks(self._engine)
            pauses = self._pauses() if networks else []
            for network in networks:
                self._remove_unless_used(network, {each[names.NAMESPACE] for each in pauses})

    def name_of(self, address: str) -> str:
        """The Pod with this address, empty if there is none; waits for nobody."""
        known = list(self._members.values())
        return next((each.name for each in known if each.address == address), "")

    def _find(self, namespace: str) -> PodNetwork | None:
        networks = list_networks(self._engine)
        return next((each for each in networks if each.namespace == namespace), None)

    def _free(self, network: PodNetwork, but: str) -> str:
        """What a Pod that nobody remembers still has is taken as well."""
        taken = {each.address for uid, each in self._members.items() if uid != but}
        taken |= {each.get(names.ADDRESS, "") for each in self._pauses()}
        for address in network.addresses():
            if address not in taken:
                return address
        raise EngineError(f"no address is free in {network.subnet}")

    def _pauses(self) -> list[dict[str, str]]:
        listed = [each["Labels"] for each in self._engine.containers()]
        return [each for each in listed if each.get(names.ROLE) == names.PAUSE_ROLE]

    def _remove_unless_used(self, network: PodNetwork, also: Collection[str]) -> None:
        """Where a container is on it still, the engine refuses, and a later sweep tries again."""
        members = {each.namespace for each in self._members.values()}
        if network.namespace in members or network.namespace in also:
            return
        try:
            remove_network(self._engine, network)
        except EngineError as problem:
            logger.info("The network of %s stays for now: %s", network.namespace, problem)
