"""Containers of the lab images, started as node starts them under either policy."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import docker
import pytest
from docker.models.containers import Container

from podlab.node.engine.images import EngineImages
from podlab.node.images.catalogue import CATALOGUE

SOMEBODY = 65532
RESTRICTED: dict[str, Any] = {
    "user": f"{SOMEBODY}:{SOMEBODY}",
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
    "pids_limit": 64,
}


class Lab:
    """Starts containers without a network, and removes them at the end of the test."""

    def __init__(self, client: docker.DockerClient, node_id: str) -> None:
        self._client = client
        self._labels = {"podlab.node": node_id}

    def start(self, name: str, *command: str, policy: str = "baseline", **more: Any) -> Container:
        """A running container of a catalogue image, as its own user or as somebody else."""
        entry = CATALOGUE.entry(name)
        EngineImages(self._client).ensure(entry)
        settings: dict[str, Any] = {"network_mode": "none", "labels": self._labels, **more}
        if policy == "restricted":
            settings |= RESTRICTED | {"tmpfs": entry.tmpfs(SOMEBODY, SOMEBODY)}
        container = self._client.containers.create(
            entry.local_tag, list(command) or None, detach=True, **settings
        )
        container.start()
        return container

    def run(self, name: str, script: str, policy: str = "baseline") -> str:
        """What a shell script prints, both streams together, in a container of its own."""
        container = self.start(name, "sh", "-c", f"exec 2>&1; {script}", policy=policy)
        container.wait(timeout=120)
        output = container.logs()
        assert isinstance(output, bytes)
        return output.decode()

    def remove_all(self) -> None:
        """Take the containers away."""
        label = [f"{key}={value}" for key, value in self._labels.items()]
        for container in self._client.containers.list(all=True, filters={"label": label}):
            container.remove(force=True, v=True)


@pytest.fixture
def lab(engine: docker.DockerClient, node_id: str) -> Iterator[Lab]:
    lab = Lab(engine, node_id)
    yield lab
    lab.remove_all()


def said(container: Container, *command: str) -> str:
    """What a command prints inside a running container."""
    output = container.exec_run(list(command)).output
    assert isinstance(output, bytes)
    return output.decode()


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so; fail when it takes too long."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
