"""How much processor time groups of processes use while something is measured."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docker

from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

TICKS = os.sysconf("SC_CLK_TCK")
ENGINE = {"dockerd", "containerd"}


class ProcessorTime:
    """The scope with its workers, the engine, node, web, and this program with its viewers."""

    def __init__(self, node: NodeServer, web: WebServer) -> None:
        assert node.process is not None
        assert web.process is not None
        self._groups = {
            "scope": _scope(node.node_id),
            "engine": [pid for pid in _all() if _field(pid, "comm").strip() in ENGINE],
            "node": [node.process.pid],
            "web": [web.process.pid],
            "viewers": [os.getpid()],
        }
        self._began, self._before = time.monotonic(), self._used()

    def percent(self) -> Mapping[str, float]:
        """Percent of one processor since this was made."""
        took, used = time.monotonic() - self._began, self._used()
        return {name: (used[name] - before) / took * 100 for name, before in self._before.items()}

    def _used(self) -> dict[str, float]:
        return {name: sum(map(_seconds, pids)) for name, pids in self._groups.items()}


def _scope(node_id: str) -> list[int]:
    client: Any = docker.from_env()
    labels = [f"podlab.node={node_id}", "podlab.role=scope"]
    found = client.api.containers(filters={"label": labels})
    tops = [client.api.top(each["Id"]) for each in found]
    client.close()
    return [int(row[top["Titles"].index("PID")]) for top in tops for row in top["Processes"]]


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _field(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def _seconds(pid: int) -> float:
    fields = _field(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0
