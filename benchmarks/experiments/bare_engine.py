"""The floor: the experiment's containers, made, started and asked at the engine directly."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import docker

LABELS = {"podlab.benchmark": "experiment-run"}
PAGE = "mkdir -p /tmp/pages; echo web > /tmp/pages/index.html; exec httpd -f -p 8080 -h /tmp/pages"
SERVE = ["sh", "-c", PAGE]
SLEEP = ["sleep", "1000"]
ASK = ["wget", "-qO-", "-T", "3", "http://localhost:8080/"]
UNITS = {"left web": [SERVE], "left client": [SLEEP], "duo": [SERVE, SLEEP]}


class BareEngine:
    """Each unit with a pause container of its own, all side by side; only the calls it takes."""

    def __init__(self) -> None:
        self._api: Any = docker.from_env(max_pool_size=16).api
        self._pool = ThreadPoolExecutor(8)

    def run(self) -> float:
        """Make all, start all, ask in both clients."""
        began = time.perf_counter()
        made = dict(zip(UNITS, self._pool.map(self._start, UNITS.values()), strict=True))
        asked = self._pool.map(self._ask, [made["left client"][-1], made["duo"][-1]])
        codes = list(asked)
        took = time.perf_counter() - began
        for unit in made.values():
            for each in reversed(unit):
                self._api.remove_container(each, force=True)
        assert codes[0] == 1, codes
        return took * 1000

    def _start(self, commands: list[list[str]]) -> list[str]:
        pause = self._create("podlab/pause", {"NetworkMode": "none", "IpcMode": "shareable"})
        self._api.start(pause)
        made = [pause]
        for command in commands:
            joined = {"NetworkMode": f"container:{pause}", "IpcMode": f"container:{pause}"}
            made.append(self._create("podlab/busybox", joined, command))
            self._api.start(made[-1])
        return made

    def _create(self, image: str, host: dict[str, str], command: list[str] | None = None) -> str:
        config = {"Image": image, "Labels": LABELS, "HostConfig": host}
        if command:
            config["Cmd"] = command
        return str(self._api.create_container_from_config(config)["Id"])

    def _ask(self, container: str) -> int:
        asking = self._api.exec_create(container, ASK)["Id"]
        self._api.exec_start(asking)
        return int(self._api.exec_inspect(asking)["ExitCode"])
