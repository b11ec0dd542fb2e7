"""What viewers of a Pod's page read, and how late it was."""

import json
import re
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.node_server import NodeServer


@dataclass
class Seen:
    """What one viewer has seen so far."""

    milliseconds: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    folded: int = 0
    skipped: int = 0
    unseen_packets: int = 0

    @property
    def counted(self) -> int:
        """Requests that were told or counted."""
        return sum(map(len, self.milliseconds.values())) + self.folded

    def add(self, entry: dict[str, Any], now: float) -> None:
        """Take one entry."""
        match entry["kind"]:
            case "request" if not entry["path"]:  # from the middle of a flood
                self.folded += 1
            case "request":
                _, rate, nanoseconds = entry["path"].split("/")
                self.milliseconds[int(rate)].append((now - int(nanoseconds) / 1e9) * 1000)
            case "folded" if entry["of"] == "request":
                self.folded += entry["count"]
                self.unseen_packets += entry.get("packets", 0)
            case "skipped":
                self.skipped += entry["count"]

    def percentiles(self, rate: int) -> tuple[float, float]:
        """p50 and p99 in milliseconds."""
        values = sorted(self.milliseconds[rate])
        return statistics.median(values), values[int(len(values) * 0.99)]


async def node_entries(client: httpx.AsyncClient, path: str) -> AsyncIterator[dict[str, Any]]:
    """Entries of node's own stream."""
    async with client.stream("GET", path) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line:
                yield json.loads(line)


async def page_entries(client: httpx.AsyncClient, path: str) -> AsyncIterator[dict[str, Any]]:
    """Entries as a page gets them."""
    async with client.stream("GET", path) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                for entry in json.loads(line[6:]).get("entries", []):
                    yield entry


async def start_in_browser(client: httpx.AsyncClient, manifest: dict[str, Any]) -> str:
    """Press Run as a guest; the path of the run's stream."""
    page = await client.get("/sandbox/")
    token = client.cookies.get("csrftoken") or _hidden_token(page.text)
    form = {"manifest": json.dumps(manifest), "csrfmiddlewaretoken": token}
    answer = await client.post("/sandbox/run/", data=form, headers={"Referer": str(page.url)})
    answer.raise_for_status()
    found = re.search(r'data-stream="([^"]+)"', answer.text)
    assert found, "the page has no stream"
    return found[1]


def _hidden_token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return found[1] if found else ""


def remove_pods(node: NodeServer) -> None:
    """Delete every Pod and wait until none is there."""
    with node.client() as pods:
        for pod in pods.get("/api/v1/pods").json()["items"]:
            metadata = pod["metadata"]
            path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
            pods.request("DELETE", path, json={"gracePeriodSeconds": 0})
        deadline = time.monotonic() + 30
        while pods.get("/api/v1/pods").json()["items"] and time.monotonic() < deadline:
            time.sleep(0.1)
