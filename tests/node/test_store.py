"""The store: versions, conflicts, watches, and what a killed process leaves behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from podlab.node.store import (
    AlreadyExists,
    Conflict,
    Expired,
    NotFound,
    Store,
    Watch,
    WatchEvent,
)
from podlab.node.store.changes import BACKLOG, KEPT, ChangeLog


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.db")
    yield store
    store.close()


def pod(name: str, namespace: str = "default", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": namespace}, "spec": spec}


def test_create_gives_identity_and_a_version(store: Store) -> None:
    created = store.create("pods", pod("a"))

    metadata = created["metadata"]
    assert len(metadata["uid"]) == 36
    assert metadata["creationTimestamp"].endswith("Z")
    assert metadata["generation"] == 1
    assert metadata["resourceVersion"] == str(store.resource_version)
    assert store.get("pods", "default", "a") == created


def test_create_refuses_a_name_that_is_taken(store: Store) -> None:
    store.create("pods", pod("a"))

    with pytest.raises(AlreadyExists, match='pods "a" already exists'):
        store.create("pods", pod("a"))
    store.create("pods", pod("a", "other"))
    store.create("configmaps", pod("a"))


def test_get_refuses_an_unknown_name(store: Store) -> None:
    with pytest.raises(NotFound, match='pods "nope" not found'):
        store.get("pods", "default", "nope")


def test_list_is_ordered_and_by_namespace(store: Store) -> None:
    for namespace, name in (("b", "x"), ("a", "z"), ("a", "y")):
        store.create("pods", pod(name, namespace))

    def names(namespace: str | None) -> list[str]:
        return [item["metadata"]["name"] for item in store.list("pods", namespace).items]

    assert names(None) == ["y", "z", "x"]
    assert names("a") == ["y", "z"]
    assert names("none") == []
    assert store.list("pods").resource_version == store.resource_version


def test_one_version_counts_all_resources(store: Store) -> None:
    first = store.create("pods", pod("a"))
    second = store.create("configmaps", pod("a"))

    versions = [int(item["metadata"]["resourceVersion"]) for item in (first, second)]
    assert versions[1] == versions[0] + 1


def test_update_bumps_the_version_only_for_a_change(store: Store) -> None:
    created = store.create("pods", pod("a", image="nginx"))

    assert store.update("pods", created) == created
    changed = store.update("pods", {**created, "spec": {"image": "redis"}})
    assert int(changed["metadata"]["resourceVersion"]) == store.resource_version
    assert changed["metadata"]["generation"] == 2
    status = store.update("pods", {**changed, "status": {"phase": "Running"}})
    assert status["metadata"]["generation"] == 2


def test_update_refuses_an_old_version_and_keeps_identity(store: Store) -> None:
    created = store.create("pods", pod("a"))
    changed = store.update("pods", pod("a", image="nginx"))

    assert changed["metadata"]["uid"] == created["metadata"]["uid"]
    with pytest.raises(Conflict, match="the object has been modified"):
        store.update("pods", created)


def test_change_is_atomic_and_none_leaves_as_is(store: Store) -> None:
    store.create("pods", pod("a"))

    def label(obj: dict[str, Any]) -> dict[str, Any]:
        obj["metadata"]["labels"] = {"app": "a"}
        return obj

    changed = store.change("pods", "default", "a", label)
    assert changed["metadata"]["labels"] == {"app": "a"}
    assert store.change("pods", "default", "a", lambda _: None) == changed


def test_what_is_handed_out_belongs_to_the_caller(store: Store) -> None:
    mine = pod("a", image="nginx")
    created = store.create("pods", mine)
    created["spec"]["image"] = "changed"
    mine["spec"]["image"] = "changed"
    store.get("pods", "default", "a")["spec"]["image"] = "changed"

    assert store.get("pods", "default", "a")["spec"] == {"image": "nginx"}


def test_subscriber_hears_of_each_change_before_the_writer_goes_on(store: Store) -> None:
    heard: list[WatchEvent] = []
    stop = store.subscribe("pods", heard.append)
    created = store.create("pods", pod("a"))
    changed = store.update("pods", {**created, "spec": {"image": "nginx"}})
    gone = store.delete("pods", "default", "a")
    stop()
    store.create("pods", pod("b"))

    assert [event.type for event in heard] == ["ADDED", "MODIFIED", "DELETED"]
    assert heard[1].object == changed
    assert heard[1].previous == created
    assert heard[2].object == gone
    assert int(gone["metadata"]["resourceVersion"]) == heard[2].resource_version


async def take(watch: Watch, count: int) -> list[tuple[str, str]]:
    async with asyncio.timeout(60):
        events = [await anext(watch) for _ in range(count)]
    return [(event.type, event.object.get("metadata", {}).get("name", "")) for event in events]


async def test_watch_replays_the_state_then_follows(store: Store) -> None:
    store.create("pods", pod("a"))
    watch = store.watch("pods", None, None)
    await asyncio.to_thread(store.create, "pods", pod("b"))
    store.delete("pods", "default", "a")

    assert await take(watch, 4) == [
        ("ADDED", "a"),
        ("BOOKMARK", ""),
        ("ADDED", "b"),
        ("DELETED", "a"),
    ]


async def test_watch_since_a_version_misses_and_repeats_nothing(store: Store) -> None:
    store.create("pods", pod("a"))
    since = store.resource_version
    store.create("pods", pod("b"))
    store.create("pods", pod("c", "other"))
    everywhere = store.watch("pods", None, since)
    here = store.watch("pods", "default", since)
    store.create("pods", pod("d"))

    assert await take(everywhere, 3) == [("ADDED", "b"), ("ADDED", "c"), ("ADDED", "d")]
    assert await take(here, 2) == [("ADDED", "b"), ("ADDED", "d")]


async def test_watch_ends_when_the_store_closes(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.db")
    watch = store.watch("pods", None, store.resource_version)
    store.close()

    async with asyncio.timeout(60):
        assert [event async for event in watch] == []


async def test_version_goes_on_after_a_restart_and_older_watches_expire(tmp_path: Path) -> None:
    first = Store(tmp_path / "store.db")
    first.create("pods", pod("a"))
    pods_version = first.resource_version
    first.create("events", pod("a.1"))
    first.close()
    again = Store(tmp_path / "store.db")

    assert again.resource_version == first.resource_version
    again.watch("pods", None, pods_version)  # no Pod has changed since
    with pytest.raises(Expired, match="too old resource version"):
        again.watch("pods", None, pods_version - 1)
    with pytest.raises(Expired):
        again.watch("pods", None, again.resource_version + 1)  # a version of another store
    created = again.create("pods", pod("b"))
    assert int(created["metadata"]["resourceVersion"]) == first.resource_version + 1
    again.close()


WRITER = """
import sys
from pathlib import Path
from podlab.node.store import Store
store = Store(Path(sys.argv[1]))
for number in range(100_000):
    made = store.create("pods", {"metadata": {"name": f"p{number}", "namespace": "default"}})
    print(number, made["metadata"]["resourceVersion"], flush=True)
"""


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        answered = [writer.stdout.readline().split() for _ in range(50)]
        os.kill(writer.pid, signal.SIGKILL)
    store = Store(path)

    for number, version in answered:
        found = store.get("pods", "default", f"p{number}")
        assert found["metadata"]["resourceVersion"] == version
    assert len(store.list("pods").items) == store.resource_version - 1
    store.close()


def numbered(version: int) -> WatchEvent:
    return WatchEvent("MODIFIED", pod("a"), version)


def test_only_the_latest_changes_are_kept() -> None:
    log = ChangeLog("pods", floor=0)
    for version in range(1, KEPT + 6):
        log.append(numbered(version))

    assert len(log.since(5, KEPT + 5)) == KEPT
    with pytest.raises(Expired, match=r"too old resource version: 4 \(5\)"):
        log.since(4, KEPT + 5)


async def test_a_reader_that_lags_too_far_is_told_to_list_again() -> None:
    log = ChangeLog("pods", floor=0)
    watch = log.watch(None)
    for version in range(1, BACKLOG + 10):
        log.append(numbered(version))
    await asyncio.sleep(0)

    assert (await anext(watch)).resource_version == 1
    with pytest.raises(Expired):
        await anext(watch)
