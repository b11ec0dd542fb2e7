"""What all Pod workers of a node share."""

import ipaddress
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.brake import LogBrake
from podlab.node.engine.streams.relay import Relays
from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.images.seams import Report
from podlab.node.kubelet.accounts import ImageAccounts
from podlab.node.kubelet.handling.loop import Loop
from podlab.node.kubelet.recorder import Recorder
from podlab.node.kubelet.volumes.claiming import Claiming
from podlab.node.runtime import PodObserver
from podlab.node.store import Store

PodSecurity = Literal["baseline", "restricted"]

POD_NETWORK = ipaddress.ip_network("10.244.0.0/16")
FIRST_ADDRESS = 2  # .0 is the network, .1 the node


class Images(Protocol):
    """Makes an image that is not on the engine."""

    def ensure(self, entry: CatalogueEntry, report: Report = ...) -> None:
        """Build it, and what it is made from; raises an ImageProblem."""


class Addresses:
    """Pod IPs: each is used by one Pod at a time. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_pod: dict[str, str] = {}
        self._next = FIRST_ADDRESS

    def take(self, pod_uid: str, known: str = "") -> str:
        """The Pod's address: the one it has, or a free one."""
        with self._lock:
            held = self._by_pod.get(pod_uid)
            if held is None:
                held = known or self._free()
                self._by_pod[pod_uid] = held
            return held

    def give_back(self, pod_uid: str) -> None:
        """The Pod is gone."""
        with self._lock:
            self._by_pod.pop(pod_uid, None)

    def _free(self) -> str:
        used = set(self._by_pod.values())
        for _ in range(POD_NETWORK.num_addresses):
            address = str(POD_NETWORK[self._next])
            self._next += 1
            if self._next >= POD_NETWORK.num_addresses - 1:
                self._next = FIRST_ADDRESS
            if address not in used:
                return address
        raise RuntimeError(f"no address is free in {POD_NETWORK}")


@dataclass(frozen=True)
class Node:
    """The parts that act, and the policy they act under."""

    name: str
    policy: PodSecurity
    store: Store
    engine: Engine
    images: Callable[[], Images]  # connected at its first use, as the engine is
    catalogue: Catalogue
    accounts: ImageAccounts
    observer: PodObserver
    recorder: Recorder
    brake: LogBrake
    loop: Loop  # in which probes and hooks run
    relays: Relays  # connections into Pods, used in that loop
    addresses: Addresses
    pool: ThreadPoolExecutor  # for engine calls of one Pod that can go side by side
    starts: threading.Semaphore  # Pods that may be starting at a time
    placing: threading.Lock  # one Pod at a time asks for room
    claiming: Claiming  # used under `placing`
    building: threading.Lock  # one image at a time
    now: Callable[[], datetime]

    @property
    def restricted(self) -> bool:
        """Whether all controls of a shared installation apply."""
        return self.policy == "restricted"
