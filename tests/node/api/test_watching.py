"""Watches over a real socket: prompt, complete, and closed by an honest word."""

import json
import threading
import time
from typing import Any

import httpx
import pytest

from podlab.node.api.context import ApiContext
from tests.node.api.conftest import PODS, pod_manifest
from tests.node.api.test_tables import TABLE

Event = dict[str, Any]


class Watching:
    """Lines of one watch, as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self) -> Event:
        event: Event = json.loads(next(self._lines))
        return event

    def names(self, count: int) -> list[tuple[str, str]]:
        events = [self.next() for _ in range(count)]
        return [(event["type"], event["object"]["metadata"].get("name", "")) for event in events]


def test_a_watch_follows_a_list_without_a_gap(live: httpx.Client) -> None:
    live.post(PODS, json=pod_manifest("old"))
    version = live.get(PODS).json()["metadata"]["resourceVersion"]
    live.post(PODS, json=pod_manifest("between"))
    with live.stream("GET", f"{PODS}?watch=true&resourceVersion={version}") as answer:
        watching = Watching(answer)
        live.post(PODS, json=pod_manifest("after"))
        live.delete(f"{PODS}/old?gracePeriodSeconds=0")

        assert answer.headers["content-type"] == "application/json"
        assert watching.names(3) == [
            ("ADDED", "between"),
            ("ADDED", "after"),
            ("DELETED", "old"),
        ]


@pytest.mark.parametrize("version", ["", "&resourceVersion=0"])
def test_a_watch_without_a_version_begins_with_the_state(live: httpx.Client, version: str) -> None:
    live.post(PODS, json=pod_manifest())
    with live.stream("GET", f"{PODS}?watch=true{version}") as answer:
        live.post(PODS, json=pod_manifest("b"))

        assert Watching(answer).names(2) == [("ADDED", "a"), ("ADDED", "b")]


def test_a_watch_list_says_where_the_state_ends(live: httpx.Client, context: ApiContext) -> None:
    live.post(PODS, json=pod_manifest())
    query = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
    fields = "allowWatchBookmarks=true&fieldSelector=metadata.name%3Da"
    with live.stream("GET", f"{PODS}?{query}&{fields}") as answer:
        watching = Watching(answer)
        assert watching.names(1) == [("ADDED", "a")]
        bookmark = watching.next()

    assert bookmark["type"] == "BOOKMARK"
    assert bookmark["object"] == {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {
            "resourceVersion": str(context.store.resource_version),
            "annotations": {"k8s.io/initial-events-end": "true"},
        },
    }


def test_a_watch_list_needs_both_its_options(live: httpx.Client) -> None:
    answer = live.get(f"{PODS}?watch=true&sendInitialEvents=true")

    assert (answer.status_code, answer.json()["reason"]) == (422, "Invalid")


def test_a_selector_turns_changes_into_coming_and_going(live: httpx.Client) -> None:
    live.post(PODS, json=pod_manifest())
    headers = {"Content-Type": "application/merge-patch+json"}

    def label(value: str | None) -> None:
        body = json.dumps({"metadata": {"labels": {"x": value}}})
        live.patch(f"{PODS}/a", content=body, headers=headers)

    with live.stream("GET", f"{PODS}?watch=true&labelSelector=x%3D1") as answer:
        watching = Watching(answer)
        for value in ("1", "2", "1", None):
            label(value)

        assert [kind for kind, _ in watching.names(4)] == ["ADDED", "DELETED", "ADDED", "DELETED"]


def test_a_watched_table_names_its_columns_once(live: httpx.Client) -> None:
    live.post(PODS, json=pod_manifest())
    with live.stream("GET", f"{PODS}?watch=true", headers=TABLE) as answer:
        live.post(PODS, json=pod_manifest("b"))
        watching = Watching(answer)
        first, second = watching.next()["object"], watching.next()["object"]

    assert first["columnDefinitions"]
    assert second["columnDefinitions"] == []
    assert [row["cells"][0] for row in second["rows"]] == ["b"]


def test_a_version_that_is_too_old_is_410(live: httpx.Client, context: ApiContext) -> None:
    ahead = context.store.resource_version + 100
    answer = live.get(f"{PODS}?watch=true&resourceVersion={ahead}")

    assert (answer.status_code, answer.json()["reason"]) == (410, "Expired")


def test_a_watch_ends_after_its_time(live: httpx.Client) -> None:
    began = time.monotonic()
    answer = live.get(f"{PODS}?watch=true&timeoutSeconds=1")

    assert answer.text == ""
    assert 0.9 < time.monotonic() - began < 3


def test_a_change_arrives_within_milliseconds(live: httpx.Client, context: ApiContext) -> None:
    delays = []
    with live.stream("GET", f"{PODS}?watch=true") as answer:
        watching = Watching(answer)
        for number in range(20):
            began = time.perf_counter()
            stored = {**pod_manifest(), "metadata": {"name": f"p{number}", "namespace": "default"}}
            threading.Thread(target=context.store.create, args=("pods", stored)).start()
            watching.next()
            delays.append(time.perf_counter() - began)

    assert sorted(delays)[10] < 0.05


def test_closing_ends_every_watch(live: httpx.Client, context: ApiContext) -> None:
    with live.stream("GET", f"{PODS}?watch=true") as answer:
        live.post(PODS, json=pod_manifest())
        lines = answer.iter_lines()
        next(lines)
        context.store.end_watches()

        assert list(lines) == []
