"""The book of what is prepared: which sets there are, and which of them a create may have.

A set is all that one Pod needs on the engine. It serves one create at most, so that two Pods
never share anything.
"""

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from podlab.node.runtime import Preparation
from podlab.pods.networking.annotation import asks_for_network
from podlab.pods.objects import JsonObject

IDLE = timedelta(minutes=2)
MOST_OF_A_GROUP = 8
MATTERS = ("generateName", "labels", "annotations", "ownerReferences", "finalizers")


@dataclass(eq=False)
class PreparedSet:
    """One Pod that is, or is being, made ahead. Guarded by its book's lock, but for `settled`."""

    pod: JsonObject  # as it will be stored, with its uid
    key: str
    since: datetime
    group: str = ""  # those of one group are kept side by side
    begun: bool = False
    claimed: bool = False
    settled: threading.Event = field(default_factory=threading.Event)  # nobody makes it any more
    answer: Future[Preparation] = field(default_factory=Future)

    @property
    def uid(self) -> str:
        return str(self.pod["metadata"]["uid"])

    @property
    def namespace(self) -> str:
        return str(self.pod["metadata"].get("namespace", ""))

    @property
    def identity(self) -> Preparation:
        return Preparation(str(self.pod["metadata"]["name"]), self.uid)


def key_of(pod: JsonObject, *, generated: bool) -> str:
    """The same for two Pods that one prepared set fits: namespace, name, metadata and spec."""
    metadata = pod["metadata"]
    name = "" if generated else metadata["name"]
    known = {each: metadata.get(each) for each in MATTERS if metadata.get(each)}
    return json.dumps([metadata.get("namespace", ""), name, known, pod["spec"]], sort_keys=True)


class PreparedSets:
    """For each namespace at most one idle set, or those of one group; `most` together.

    Thread-safe; calls nobody.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._sets: dict[str, PreparedSet] = {}  # by uid

    def uids(self) -> set[str]:
        """Whose engine objects are not garbage."""
        with self._lock:
            return set(self._sets)

    def add(self, wanted: PreparedSet) -> PreparedSet | None:
        """Take the set in: itself, an equal one that is there, or None when there are too many."""
        with self._lock:
            idle = [each for each in self._sets.values() if not each.claimed]
            for each in idle:
                if each.key == wanted.key:
                    each.since = wanted.since
                    return each
            kept = [each for each in idle if not self._gives_way(each, wanted)]
            beside = sum(each.namespace == wanted.namespace for each in kept)
            if len(kept) >= self._most or beside >= MOST_OF_A_GROUP:
                return None
            self._sets[wanted.uid] = wanted
            return wanted

    def begin(self, wanted: PreparedSet) -> bool:
        """Whether it is still wanted, now that there is time to make it."""
        with self._lock:
            wanted.begun = wanted.uid in self._sets
            return wanted.begun

    def finish(self, wanted: PreparedSet, *, made: bool) -> bool:
        """Nobody makes it any more; whether what was made is kept."""
        with self._lock:
            if not made:
                self._sets.pop(wanted.uid, None)
            wanted.settled.set()
            return wanted.uid in self._sets

    def claim(self, key: str, now: datetime) -> PreparedSet | None:
        """The set with this key, from now on the caller's; one not yet begun would be no help."""
        with self._lock:
            for each in self._sets.values():
                if each.key == key and each.begun and not each.claimed:
                    each.claimed, each.since = True, now
                    return each
            return None

    def give_back(self, uid: str) -> None:
        """It was claimed in vain."""
        with self._lock:
            if uid in self._sets:
                self._sets[uid].claimed = False

    def adopt(self, uid: str) -> PreparedSet | None:
        """Its Pod has a worker, which minds it from now on."""
        with self._lock:
            return self._sets.pop(uid, None)

    def drop_namespace(self, namespace: str) -> list[PreparedSet]:
        """Forget a namespace's idle sets; those that are to be removed from the engine."""
        return self._drop(lambda each: each.namespace == namespace and not each.claimed)

    def drop_networked(self, namespace: str) -> list[PreparedSet]:
        """Forget a namespace's idle sets whose names in the DNS Services decide."""
        return self._drop(
            lambda each: (
                each.namespace == namespace and not each.claimed and asks_for_network(each.pod)
            )
        )

    def drop_others(self, wanted: PreparedSet) -> list[PreparedSet]:
        """Forget what gives way to this set; what of it is to be removed from the engine."""
        return self._drop(lambda each: not each.claimed and self._gives_way(each, wanted))

    def drop_idle(self, now: datetime) -> list[PreparedSet]:
        """Forget those that nobody has used; those that are to be removed from the engine."""
        return self._drop(lambda each: now - each.since >= IDLE)

    def drop_all(self) -> list[PreparedSet]:
        """Forget every set that no create has claimed."""
        return self._drop(lambda each: not each.claimed)

    @staticmethod
    def _gives_way(each: PreparedSet, wanted: PreparedSet) -> bool:
        """In one namespace the latest set is kept, and beside it only its own group."""
        if each is wanted or each.namespace != wanted.namespace:
            return False
        return not wanted.group or each.group != wanted.group

    def _drop(self, condition: Callable[[PreparedSet], bool]) -> list[PreparedSet]:
        """What is still being made is removed by its maker, and what has not begun never is."""
        with self._lock:
            dropped = [each for each in self._sets.values() if condition(each)]
            for each in dropped:
                del self._sets[each.uid]
            return [each for each in dropped if each.settled.is_set()]
