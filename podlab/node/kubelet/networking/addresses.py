"""The addresses of Pods that have no network: each is one of the Pod's own `lo`."""

import ipaddress
import threading

POD_NETWORK = ipaddress.ip_network("10.244.0.0/16")
FIRST_ADDRESS = 2  # .0 is the network, .1 the node


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
