"""The kubelet of one node: a worker per Pod, news from store and engine, and the sweeping up."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podlab.node.engine.engine import Engine
from podlab.node.engine.images import EngineImages
from podlab.node.engine.streams.brake import LogBrake
from podlab.node.engine.streams.events import EngineEvents
from podlab.node.engine.streams.relay import Relays
from podlab.node.images.catalogue import CATALOGUE, Catalogue, CatalogueEntry
from podlab.node.images.seams import Report
from podlab.node.kubelet.accounts import ImageAccounts
from podlab.node.kubelet.garbage import collect_garbage
from podlab.node.kubelet.handling.loop import Loop
from podlab.node.kubelet.looking import EngineRuntime
from podlab.node.kubelet.networking.addresses import Addresses
from podlab.node.kubelet.networking.networks import Networks
from podlab.node.kubelet.networking.places import remember_place
from podlab.node.kubelet.node import Images, Node, PodSecurity
from podlab.node.kubelet.pod.worker import PodWorker
from podlab.node.kubelet.preparing.preparer import Preparer
from podlab.node.kubelet.recorder import Recorder
from podlab.node.kubelet.relisting import Relist
from podlab.node.kubelet.scheduling import is_elsewhere
from podlab.node.kubelet.volumes.claiming import Claiming, release
from podlab.node.runtime import PodObserver
from podlab.node.store import Store, WatchEvent
from podlab.pods.objects import JsonObject
from podlab.pods.status.phase import TERMINAL

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

ENGINE_CALLS = 16  # at a time, of all Pods together
STARTING_PODS = 4  # more at a time make each other slower; see security.md 5
STOP_SECONDS = 10.0
MOST_PREPARED = 40  # Pods that nobody has asked for yet; a classroom's pages


class Kubelet:
    """Start it once the store is open. Stopping it leaves every Pod running.

    `runtime` is the door for those who look into Pods, `preparer` for those who will want some.
    """

    def __init__(  # noqa: PLR0913 -- what a node is assembled from
        self,
        store: Store,
        engine: Engine,
        observer: PodObserver,
        node_name: str = "podlab",
        *,
        policy: PodSecurity = "baseline",
        catalogue: Catalogue = CATALOGUE,
        images: Images | None = None,
        most_prepared: int = MOST_PREPARED,
    ) -> None:
        self._store = store
        self._engine = engine
        self._lock = threading.Lock()
        self._workers: dict[str, PodWorker] = {}
        self._stopping = False
        self._pool = ThreadPoolExecutor(ENGINE_CALLS, thread_name_prefix="engine")
        self._recorder = Recorder(store, node_name)
        self._brake = LogBrake(engine)
        self._loop = Loop()
        self._events = EngineEvents(engine, self._wake)
        self._relist = Relist(engine, self._wake, self._collect, self._engine_came_back)
        self.runtime = EngineRuntime(store, engine, lambda: self._relist.problem)
        self._unsubscribe: list[Callable[[], None]] = []
        self._node = Node(
            name=node_name,
            policy=policy,
            store=store,
            engine=engine,
            images=lambda: images or EngineImages(engine.client, catalogue),
            catalogue=catalogue,
            accounts=ImageAccounts(engine),
            observer=observer,
            recorder=self._recorder,
            brake=self._brake,
            loop=self._loop,
            relays=Relays(engine),
            addresses=Addresses(),
            networks=Networks(engine),
            pool=self._pool,
            starts=threading.Semaphore(STARTING_PODS),
            placing=threading.Lock(),
            claiming=Claiming(store, node_name),
            building=threading.Lock(),
            now=lambda: datetime.now(UTC),
        )
        self.preparer = Preparer(self._node, most_prepared)

    def start(self) -> None:
        """Take up every Pod of the store, those that run already too; returns at once."""
        self._recorder.start()
        self._brake.start()
        self._loop.start()
        self._unsubscribe = [
            self._store.subscribe("pods", self._pod_changed),
            self._store.subscribe("configmaps", self._configuration_changed),
            self._store.subscribe("secrets", self._configuration_changed),
            self._store.subscribe("persistentvolumeclaims", self._claim_changed),
        ]
        for pod in self._store.list("pods").items:
            self._take_up(pod)
        self.preparer.start()
        self._events.start()
        self._relist.start()

    def stop(self) -> None:
        """End every thread; Pods go on running, and the next start adopts them."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        with self._lock:
            self._stopping = True
            workers = list(self._workers.values())
        self._relist.stop()
        self._events.stop()
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join(STOP_SECONDS)
        self.preparer.stop()
        self._loop.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._brake.stop()
        self._recorder.stop()

    def release_claim(self, claim_uid: str) -> None:
        """Clear a claim's volume from the engine; raises EngineError, RuntimeUnavailable."""
        release(self._engine, claim_uid)

    def ensure_image(self, entry: CatalogueEntry, report: Report) -> None:
        """Make a catalogue image unless it is there; raises ImageProblem."""
        with self._node.building:
            self._node.images().ensure(entry, report)

    def pod_at(self, address: str) -> str:
        """The Pod with this address on a namespace's network; empty if there is none."""
        return self._node.networks.name_of(address)

    def _take_up(self, pod: JsonObject) -> None:
        uid = pod["metadata"]["uid"]
        if is_elsewhere(self._node, pod):
            return
        with self._lock:
            if self._stopping or uid in self._workers:
                return
            known = pod.get("status", {}).get("podIP")
            if known:
                remember_place(self._node, pod, known)
            worker = PodWorker(self._node, pod, self._gone, self.preparer.adopt)
            self._workers[uid] = worker
        worker.start()

    def _pod_changed(self, event: WatchEvent) -> None:
        """Called under the store's lock: only passes the news on."""
        worker = self._workers.get(event.object["metadata"]["uid"])
        if worker is None and event.type != "DELETED":
            self._take_up(event.object)
        elif worker is not None:
            worker.tell(None if event.type == "DELETED" else event.object)
        if event.type == "DELETED" or event.object.get("status", {}).get("phase") in TERMINAL:
            self._room_was_made()

    def _room_was_made(self) -> None:
        for worker in tuple(self._workers.values()):
            if worker.is_unscheduled:
                worker.wake()

    def _configuration_changed(self, event: WatchEvent) -> None:
        for worker in tuple(self._workers.values()):
            if worker.namespace == event.namespace:
                worker.configuration_changed()

    def _claim_changed(self, event: WatchEvent) -> None:
        for worker in tuple(self._workers.values()):
            if worker.is_unscheduled and worker.namespace == event.namespace:
                worker.wake()

    def _wake(self, pod_uid: str) -> None:
        worker = self._workers.get(pod_uid)
        if worker is not None:
            worker.wake()

    def _engine_came_back(self) -> None:
        for worker in tuple(self._workers.values()):
            worker.engine_came_back()

    def _gone(self, pod_uid: str) -> None:
        with self._lock:
            self._workers.pop(pod_uid, None)

    def _collect(self) -> None:
        self.preparer.collect(self._node.now())
        collect_garbage(self._node, lambda: self.preparer.uids() | set(self._workers))
