"""RuntimeClasses are the engine's runtimes that really start Pods."""

from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.housekeeping.runtimes import Runtimes, report_runtimes, try_runtime
from podlab.node.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.db")
    yield store
    store.close()


@pytest.fixture
def node_engine(engine: docker.DockerClient, node_id: str) -> Iterator[Engine]:
    ours = Engine(node_id)
    yield ours
    ours.close()


def handlers(store: Store) -> dict[str, str]:
    return {e["metadata"]["name"]: e["handler"] for e in store.list("runtimeclasses").items}


def test_there_is_a_class_for_each_runtime_and_no_other(store: Store) -> None:
    report_runtimes(store, ["runc", "crun"])
    version = store.resource_version
    report_runtimes(store, ["crun", "runc"])
    assert handlers(store) == {"crun": "crun", "runc": "runc"}
    assert store.resource_version == version

    report_runtimes(store, ["runc"])
    assert handlers(store) == {"runc": "runc"}


@pytest.mark.docker
def test_the_default_runtime_is_offered_and_names_of_shims_are_not(node_engine: Engine) -> None:
    default, offered = node_engine.offered_runtimes()
    found = Runtimes(node_engine).look()

    assert default in found
    assert set(found) <= set(offered)
    assert not [each for each in offered if each.startswith("io.containerd.")]


@pytest.mark.docker
def test_a_runtime_is_tried_with_two_containers_that_share_and_leaves_nothing(
    node_engine: Engine,
) -> None:
    default, _ = node_engine.offered_runtimes()
    try_runtime(node_engine, default)

    with pytest.raises(EngineError, match="nowhere"):
        try_runtime(node_engine, "nowhere")
    assert node_engine.containers() == []
