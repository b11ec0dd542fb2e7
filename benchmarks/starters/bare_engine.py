"""The floor: what the same containers cost when the engine is asked directly.

As fast as it can be: the pause container first, then the others side by side.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import docker

from benchmarks.starters import COMMAND

LABELS = {"podlab.benchmark": "pod-start"}


class BareEngine:
    """Only create and start calls."""

    def __init__(self, most_containers: int) -> None:
        self._api: Any = docker.from_env(max_pool_size=16).api
        self._pool = ThreadPoolExecutor(most_containers)

    def start(self, containers: int) -> float:
        """Milliseconds until the last start call has returned."""
        began = time.perf_counter()
        pause = self._create("podlab/pause", {"NetworkMode": "none", "IpcMode": "shareable"})
        self._api.start(pause)

        def run(_: int) -> str:
            joined = {"NetworkMode": f"container:{pause}", "IpcMode": f"container:{pause}"}
            made = self._create("podlab/busybox", joined, COMMAND)
            self._api.start(made)
            return made

        others = list(self._pool.map(run, range(containers)))
        took = time.perf_counter() - began
        for each in [*others, pause]:
            self._api.remove_container(each, force=True)
        return took * 1000

    def _create(self, image: str, host: dict[str, str], command: list[str] | None = None) -> str:
        config = {"Image": image, "Labels": LABELS, "HostConfig": host}
        if command:
            config["Cmd"] = command
        return str(self._api.create_container_from_config(config)["Id"])
