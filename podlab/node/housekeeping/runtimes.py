"""The engine's runtimes that really start Pods here, as RuntimeClasses."""

import logging
import threading
from collections.abc import Collection
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.bodies.sandbox import OWN_CGROUP, PAUSE_IMAGE
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, ImageMissing
from podlab.node.engine.verifiers import exit_code
from podlab.node.store import Store
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names as valid

logger = logging.getLogger(__name__)

ROLE = "trial"
SECONDS_OF_A_TRIAL = 60.0
LISTEN = "exec /busybox nc -l -p 8080 -e /busybox true"
CONNECT = """
for _ in $(/busybox seq 20); do
  /busybox nc -w 2 127.0.0.1 8080 < /dev/null && exit 0
  /busybox sleep 0.5
done
exit 1
"""


def runtime_class(name: str) -> JsonObject:
    """The class of one runtime; its handler has the engine's name, and so has the class."""
    return {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": name},
        "handler": name,
    }


def report_runtimes(store: Store, runtimes: Collection[str]) -> None:
    """Let there be a RuntimeClass for each of these, and no other."""
    there = {each["metadata"]["name"] for each in store.list("runtimeclasses").items}
    for name in there - set(runtimes):
        store.delete("runtimeclasses", "", name)
    for name in sorted(set(runtimes) - there):
        store.create("runtimeclasses", runtime_class(name))


class Runtimes:
    """Tries each runtime once: that the engine was told of one does not mean that it works here."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._starts: dict[str, bool] = {}
        self._lock = threading.Lock()

    def look(self) -> list[str]:
        """Those that start Pods. Blocks; raises RuntimeUnavailable."""
        default, offered = self._engine.offered_runtimes()
        with self._lock:
            return [
                each
                for each in offered
                if not valid.subdomain(each) and (each == default or self._is_good(each))
            ]

    def _is_good(self, runtime: str) -> bool:
        if runtime not in self._starts:
            try:
                try_runtime(self._engine, runtime)
            except ImageMissing:  # it is built later
                return False
            except EngineError as problem:
                logger.warning("the runtime %s starts nothing here: %s", runtime, problem)
                self._starts[runtime] = False
            else:
                self._starts[runtime] = True
        return self._starts[runtime]


def try_runtime(engine: Engine, runtime: str) -> None:
    """Start two containers as a Pod's: one that owns a network and IPC, one that joins both and
    reaches the first on localhost. Raises EngineError where that does not work.
    """
    made: list[str] = []
    names_of = [f"podlab-{engine.node_id}_trial_{runtime}_{number}" for number in (0, 1)]
    for left in names_of:  # by a node that was killed meanwhile
        engine.remove(left)
    try:
        made.append(engine.create(_body(engine, runtime, LISTEN), names_of[0]))
        engine.start(made[0])
        made.append(engine.create(_body(engine, runtime, CONNECT, made[0]), names_of[1]))
        engine.start(made[1])
        if exit_code(engine, made[1], SECONDS_OF_A_TRIAL) != 0:
            raise EngineError("two of its containers do not share a network")
    finally:
        for each in reversed(made):
            engine.remove(each)


def _body(engine: Engine, runtime: str, script: str, owner: str = "") -> dict[str, Any]:
    """The body of the engine's create call, for the owner of a network or who joins it."""
    joined = f"container:{owner}"
    return {
        "Image": PAUSE_IMAGE,
        "User": "65535:65535",
        "Entrypoint": ["/busybox", "sh", "-c", script],
        "Labels": {names.NODE: engine.node_id, names.ROLE: ROLE},
        "HostConfig": {
            "Runtime": runtime,
            "NetworkMode": joined if owner else "none",
            "IpcMode": joined if owner else "shareable",
            "CapDrop": ["ALL"],
            **OWN_CGROUP,
        },
    }
