"""What all Pod workers of a node share."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from podlab.node.engine.builds.tags import entry_of
from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.brake import LogBrake
from podlab.node.engine.streams.relay import Relays
from podlab.node.images.catalogue import Catalogue, CatalogueEntry
from podlab.node.images.seams import Report
from podlab.node.kubelet.accounts import ImageAccounts
from podlab.node.kubelet.handling.loop import Loop
from podlab.node.kubelet.networking.addresses import Addresses
from podlab.node.kubelet.networking.networks import Networks
from podlab.node.kubelet.recorder import Recorder
from podlab.node.kubelet.volumes.claiming import Claiming
from podlab.node.runtime import PodObserver
from podlab.node.store import Store

PodSecurity = Literal["baseline", "restricted"]


class Images(Protocol):
    """Makes an image that is not on the engine."""

    def ensure(self, entry: CatalogueEntry, report: Report = ...) -> None:
        """Build it, and what it is made from; raises an ImageProblem."""


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
    networks: Networks
    pool: ThreadPoolExecutor  # for engine calls of one Pod that can go side by side
    starts: threading.Semaphore  # Pods that may be starting at a time
    placing: threading.Lock  # one Pod at a time asks for room
    claiming: Claiming  # used under `placing`
    building: threading.Lock  # one image at a time
    now: Callable[[], datetime]

    def entry_of(self, image: str, namespace: str) -> CatalogueEntry | None:
        """What a Pod of a namespace means by an image's name; None where there is no such image."""
        return entry_of(self.catalogue, image, self.engine.node_id, namespace)

    @property
    def restricted(self) -> bool:
        """Whether all controls of a shared installation apply."""
        return self.policy == "restricted"
