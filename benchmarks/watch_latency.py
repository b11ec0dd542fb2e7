"""How late a viewer sees a request on a Pod's localhost, at 1, 100 and 1000 requests a second.

A Pod's client writes its clock into each path; containers share the host's clock, so what the
viewer reads is how late it is. The viewer at the page is an SSE client of a real web process;
beside it, in the same run, one reads node's own stream. `--node-only` leaves web out.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

PHASES = ((1, 15), (100, 10), (1000, 5))  # requests a second, seconds
SENT = sum(rate * seconds for rate, seconds in PHASES)
P50_MS, P99_MS, AT_RATE = 10.0, 110.0, 100
SECONDS = 90.0
TARGET = f"p50 <= {P50_MS:g} ms and p99 <= {P99_MS:g} ms at {AT_RATE}/s, every request counted"
POD_OBSERVATION = "/apis/observation.podlab/v1/namespaces/{}/pods/{}/stream"

CLIENT = """
import http.client, time
def ask(path):
    connection = http.client.HTTPConnection("localhost", 80)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()
for _ in range(200):
    try:
        connection = http.client.HTTPConnection("localhost", 80)
        connection.connect()
        break
    except OSError:
        time.sleep(0.05)
connection.close()
time.sleep(4)
for rate, seconds in PHASES:
    start = time.monotonic()
    for number in range(rate * seconds):
        time.sleep(max(0, start + number / rate - time.monotonic()))
        ask(f"/{rate}/{time.time_ns()}")
    time.sleep(1)
time.sleep(600)
"""


def manifest() -> dict[str, Any]:
    """A server, and a client that asks it."""
    program = CLIENT.replace("PHASES", repr(PHASES))
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "latency"},
        "spec": {
            "terminationGracePeriodSeconds": 1,
            "containers": [
                {"name": "web", "image": "nginx"},
                {"name": "client", "image": "python", "command": ["python", "-uc", program]},
            ],
        },
    }


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


async def watch(entries: AsyncIterator[dict[str, Any]]) -> Seen:
    """See everything, or what there is after a while."""
    seen = Seen()
    try:
        async with asyncio.timeout(SECONDS):
            async for entry in entries:
                seen.add(entry, time.time())
                if seen.counted + seen.skipped >= SENT:
                    break
    except TimeoutError:
        print(f"only {seen.counted} of {SENT} requests were seen")
    return seen


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


async def start_in_browser(client: httpx.AsyncClient) -> str:
    """Press Run as a guest; the path of the run's stream."""
    page = await client.get("/sandbox/")
    token = client.cookies.get("csrftoken") or _hidden_token(page.text)
    form = {"manifest": json.dumps(manifest()), "csrfmiddlewaretoken": token}
    answer = await client.post("/sandbox/run/", data=form, headers={"Referer": str(page.url)})
    answer.raise_for_status()
    found = re.search(r'data-stream="([^"]+)"', answer.text)
    assert found, "the page has no stream"
    return found[1]


def _hidden_token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return found[1] if found else ""


async def measure(node: NodeServer, web: WebServer | None) -> tuple[Seen, Seen | None]:
    """What is seen at node's stream, and at the page."""
    with node.client() as pods:
        async with _asynchronous(pods) as node_client:
            if web is None:
                pods.post("/api/v1/namespaces/default/pods", json=manifest()).raise_for_status()
                return await watch(node_entries(node_client, _stream_path("default"))), None
            async with httpx.AsyncClient(
                base_url=web.address, follow_redirects=True, trust_env=False, timeout=60
            ) as browser:
                path = await start_in_browser(browser)
                namespace = pods.get("/api/v1/pods").json()["items"][0]["metadata"]["namespace"]
                return await asyncio.gather(
                    watch(node_entries(node_client, _stream_path(namespace))),
                    watch(page_entries(browser, path)),
                )


def _stream_path(namespace: str) -> str:
    return POD_OBSERVATION.format(namespace, "latency")


def _asynchronous(client: httpx.Client) -> httpx.AsyncClient:
    """The same server and token; its certificate is not what is measured."""
    return httpx.AsyncClient(
        base_url=client.base_url,
        headers={"Authorization": client.headers["Authorization"]},
        verify=False,  # noqa: S501 -- a node that this program started, on this machine
        timeout=60,
        trust_env=False,
    )


def report(where: str, seen: Seen) -> None:
    """One line per rate."""
    for rate, _ in PHASES:
        if seen.milliseconds[rate]:
            half, most = seen.percentiles(rate)
            told = len(seen.milliseconds[rate])
            print(f"{where} {rate:>4}/s: p50 {half:.1f} ms, p99 {most:.1f} ms of {told} told")
    print(
        f"{where}: {seen.counted} of {SENT} counted ({seen.folded} folded, {seen.skipped} skipped,"
        f" {seen.unseen_packets} packets not looked at)"
    )


def verdict(page: Seen, floor: Seen) -> dict[str, Any]:
    """The last line. A request that a viewer skipped was counted by node all the same."""
    half, most = page.percentiles(AT_RATE)
    there, _ = floor.percentiles(AT_RATE)
    true_counts = floor.counted == SENT and page.counted + page.skipped >= SENT
    return {
        "name": "watch_latency",
        "ours": round(half, 2),
        "peer": round(there, 2),
        "ratio": round(half / there, 2),
        "unit": "ms",
        "target": TARGET,
        "holds": half <= P50_MS and most <= P99_MS and true_counts,
    }


def main() -> None:
    """Print what was seen, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node-only", action="store_true", help="leave web out")
    node_only = parser.parse_args().node_only
    with tempfile.TemporaryDirectory() as folder:
        node = NodeServer(Path(folder) / "node")
        web = None if node_only else WebServer(Path(folder) / "web", node.kubeconfig)
        try:
            node.start()
            if web:
                web.start()
            floor, page = asyncio.run(measure(node, web))
            _clean_up(node)
        finally:
            if web:
                web.stop()
            node.stop()
    report("node", floor)
    if page:
        report("page", page)
    print(json.dumps(verdict(page or floor, floor)))


def _clean_up(node: NodeServer) -> None:
    with node.client() as pods:
        for pod in pods.get("/api/v1/pods").json()["items"]:
            metadata = pod["metadata"]
            path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
            pods.request("DELETE", path, json={"gracePeriodSeconds": 0})
        deadline = time.monotonic() + 30
        while pods.get("/api/v1/pods").json()["items"] and time.monotonic() < deadline:
            time.sleep(0.1)


if __name__ == "__main__":
    main()
