"""One Pod whose client asks at 1, 100 and 1000 requests a second, seen at node and at the page."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx

from benchmarks.watched.viewers import Seen, node_entries, page_entries, start_in_browser
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
                path = await start_in_browser(browser, manifest())
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
