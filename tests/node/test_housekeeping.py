"""First objects, the Node's readiness, and events that grow old."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podlab.node.housekeeping.events import expire_events
from podlab.node.housekeeping.first_objects import (
    ensure_first_objects,
    report_abilities,
    report_readiness,
    report_runtime,
)
from podlab.node.store import Store

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.db")
    ensure_first_objects(store, "podlab", "v1.32.0")
    yield store
    store.close()


def test_first_objects_are_made_once(store: Store) -> None:
    version = store.resource_version
    ensure_first_objects(store, "podlab", "v1.32.0")

    assert store.resource_version == version
    assert [item["metadata"]["name"] for item in store.list("namespaces").items] == ["default"]


def test_the_node_is_written_only_when_its_readiness_changes(store: Store) -> None:
    report_readiness(store, "podlab", [])
    version = store.resource_version
    report_readiness(store, "podlab", [])
    assert store.resource_version == version

    report_readiness(store, "podlab", ["the engine does not answer"])
    (condition,) = store.get("nodes", "", "podlab")["status"]["conditions"]
    assert (condition["status"], condition["message"]) == ("False", "the engine does not answer")


def test_the_node_says_which_engine_it_has(store: Store) -> None:
    report_runtime(store, "podlab", "docker://20.10.24")
    version = store.resource_version
    report_runtime(store, "podlab", "docker://20.10.24")

    info = store.get("nodes", "", "podlab")["status"]["nodeInfo"]
    assert info["containerRuntimeVersion"] == "docker://20.10.24"
    assert store.resource_version == version


def test_the_node_says_what_lessons_may_ask_of_it(store: Store) -> None:
    report_abilities(store, "podlab", ["observer", "build"])
    report_abilities(store, "podlab", ["observer"])
    version = store.resource_version
    report_abilities(store, "podlab", ["observer"])

    assert store.get("nodes", "", "podlab")["metadata"]["labels"] == {
        "kubernetes.io/hostname": "podlab",
        "ability.podlab.dev/observer": "true",
    }
    assert store.resource_version == version


def test_events_go_after_an_hour_or_with_their_namespace(store: Store) -> None:
    for name, namespace, age in (
        ("new", "default", timedelta(minutes=59)),
        ("old", "default", timedelta(minutes=61)),
        ("orphan", "gone", timedelta(minutes=1)),
    ):
        event = {
            "metadata": {"name": name, "namespace": namespace},
            "lastTimestamp": (NOW - age).isoformat(),
        }
        store.create("events", event)

    assert expire_events(store, NOW) == 2
    assert [item["metadata"]["name"] for item in store.list("events").items] == ["new"]
