"""A real scope, and a Pod made by hand that it watches."""

import secrets
from collections.abc import Iterator
from typing import Any

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.scope import ScopeContainer
from podlab.node.observation import Observatory
from tests.support.raw_pod import RawPod


@pytest.fixture(scope="module")
def observatory_id(leaks: Any) -> str:
    """The node whose scope it is: another process of the same run has its own."""
    identifier = f"test{secrets.token_hex(6)}"
    leaks.node_ids.add(identifier)
    return identifier


@pytest.fixture(scope="module")
def observatory(engine: docker.DockerClient, observatory_id: str) -> Iterator[Observatory]:
    own_engine = Engine(observatory_id)
    made = Observatory(ScopeContainer(own_engine).open)
    made.start()
    yield made
    made.stop()
    own_engine.close()


@pytest.fixture
def pod(engine: docker.DockerClient, node_id: str, observatory: Observatory) -> Iterator[RawPod]:
    made = RawPod(engine, node_id, observatory)
    yield made
    made.remove()
