"""Ours: a POST to a real node process over https, the status seen by a watch."""

import json
import secrets
import threading
import time
from typing import Any

import httpx

from benchmarks.starters import pod
from tests.support.node_server import NodeServer

SECONDS = 60.0
SECONDS_TO_READ = 0.3  # between a page and its button
PREPARE = "/apis/preparation.podlab/v1/namespaces/default/pods"
PODS = "/api/v1/namespaces/default/pods"
NOW = {"gracePeriodSeconds": 1}


class Watch:
    """How many containers of each Pod run, and when that was seen."""

    def __init__(self, node: NodeServer) -> None:
        self._seen: dict[str, tuple[int, float]] = {}
        self._news = threading.Condition()
        self._watching = threading.Event()
        threading.Thread(target=self._watch, args=(node.client(),), daemon=True).start()
        assert self._watching.wait(SECONDS)

    def wait(self, name: str, running: int) -> float:
        """When so many containers ran; -1 is for a Pod that is gone."""
        with self._news:
            done = self._news.wait_for(lambda: self._latest(name) == running, SECONDS)
        assert done, f"{name} has {self._latest(name)} running containers, not {running}"
        return self._seen[name][1]

    def _latest(self, name: str) -> int:
        return self._seen.get(name, (0, 0.0))[0]

    def _watch(self, client: httpx.Client) -> None:
        with client.stream("GET", "/api/v1/pods?watch=1", timeout=None) as answer:
            self._watching.set()
            for line in answer.iter_lines():
                now, event = time.perf_counter(), json.loads(line)
                statuses = event["object"].get("status", {}).get("containerStatuses", [])
                running = sum("running" in each["state"] for each in statuses)
                gone = event["type"] == "DELETED"
                with self._news:
                    name = event["object"]["metadata"]["name"]
                    self._seen[name] = (-1 if gone else running, now)
                    self._news.notify_all()


class ThroughNode:
    """One create call; `prepared` has the Pod prepared before the clock runs."""

    def __init__(self, node: NodeServer, watch: Watch, *, prepared: bool) -> None:
        self._client = node.client()
        self._watch = watch
        self._prepared = prepared

    def start(self, containers: int) -> float:
        """Make a Pod, wait for it, remove it."""
        name = f"bench-{secrets.token_hex(4)}"
        manifest = pod(name, containers)
        if self._prepared:
            answer = self._client.post(PREPARE, json=manifest)
            assert answer.json()["status"]["prepared"], answer.text
            time.sleep(SECONDS_TO_READ)
        began = time.perf_counter()
        self._client.post(PODS, json=manifest).raise_for_status()
        took = self._watch.wait(name, containers) - began
        self.remove(name)
        return took * 1000

    def keep(self, name: str, manifest: dict[str, Any]) -> None:
        """Start a Pod that stays."""
        self._client.post(PODS, json=manifest).raise_for_status()
        self._watch.wait(name, len(manifest["spec"]["containers"]))

    def remove(self, name: str) -> None:
        """Delete a Pod and wait until it is gone."""
        self._client.request("DELETE", f"{PODS}/{name}", json=NOW).raise_for_status()
        self._watch.wait(name, -1)
