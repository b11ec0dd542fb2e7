"""A container on a real engine, and our view of the engine."""

from collections.abc import Callable, Iterator

import docker
import pytest

from podlab.node.engine.engine import Engine


@pytest.fixture
def node_engine(engine: docker.DockerClient, node_id: str) -> Iterator[Engine]:
    ours = Engine(node_id)
    yield ours
    for each in ours.containers():
        ours.remove(each["Id"])
    ours.close()


@pytest.fixture
def shell(node_engine: Engine) -> Callable[..., str]:
    """Starts busybox with a line for its shell; the id."""

    def start(line: str, *, started: bool = True) -> str:
        config = {
            "Image": "podlab/busybox",
            "Cmd": ["sh", "-c", line],
            "Labels": {"podlab.node": node_engine.node_id},
            "HostConfig": {"NetworkMode": "none"},
        }
        made = node_engine.api.create_container_from_config(config)["Id"]
        if started:
            node_engine.start(made)
        return str(made)

    return start
