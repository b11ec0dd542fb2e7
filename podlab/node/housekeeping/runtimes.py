"""The engine's runtimes that really start Pods here, as RuntimeClasses."""

import logging
import threading
from collections.abc import Collection
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.bodies.sandbox import OWN_CGROUP, PAUSE_IMAGE
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, ImageMissing
from podlab.node.store import Store
from podlab.pods.objects import JsonObject
from podlab.pods.validation import names as valid

logger = logging.getLogger(__name__)

ROLE = "trial"
SECONDS_OF_A_TRIAL = "60"


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
    """Start two containers as a Pod's: one that owns a network and IPC, one that joins it.

    Raises EngineError where that does not work.
    """
    made: list[str] = []
    try:
        owner = engine.create(_body(engine, runtime, "shareable", "none"), _name(engine, runtime))
        made.append(owner)
        engine.start(owner)
        joined = f"container:{owner}"
        guest = engine.create(_body(engine, runtime, joined, joined), _name(engine, runtime, 1))
        made.append(guest)
        engine.start(guest)
    finally:
        for each in reversed(made):
            engine.remove(each)


def _name(engine: Engine, runtime: str, number: int = 0) -> str:
    """So that what a node left that was killed meanwhile is in the way of nobody."""
    return f"podlab-{engine.node_id}_trial_{runtime}_{number}"


def _body(engine: Engine, runtime: str, ipc: str, network: str) -> dict[str, Any]:
    """The body of the engine's create call."""
    return {
        "Image": PAUSE_IMAGE,
        "User": "65535:65535",
        "Entrypoint": ["/busybox", "sleep", SECONDS_OF_A_TRIAL],
        "Labels": {names.NODE: engine.node_id, names.ROLE: ROLE},
        "HostConfig": {
            "Runtime": runtime,
            "NetworkMode": network,
            "IpcMode": ipc,
            "CapDrop": ["ALL"],
            "AutoRemove": True,
            **OWN_CGROUP,
        },
    }
