"""How late a viewer sees a request on a Pod's localhost: at several rates, and beside a flood.

A Pod's client writes its clock into each path; containers share the host's clock, so what the
viewer reads is how late it is. The viewers are SSE clients of a real web process. First one Pod
is asked 1, 100 and 1000 times a second, and beside the page node's own stream is read; then one
Pod floods its localhost beside calm ones, each with several viewers.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.watched import flood, rates
from benchmarks.watched.viewers import remove_pods
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

CALM_P50_MS, CALM_P99_MS, LONGEST_SILENCE, PAGE_SECONDS = 10.0, 200.0, 2.0, 5.0
FLOOD_TARGET = (
    f"beside a flood calm p50 <= {CALM_P50_MS:g} ms and p99 <= {CALM_P99_MS:g} ms, "
    f"the flooded page never silent for {LONGEST_SILENCE:g} s"
)


def main() -> None:
    """Print what was seen, then one JSON object."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        node = NodeServer(Path(folder) / "node")
        stack.callback(node.stop)
        node.start()
        web = WebServer(Path(folder) / "web", node.kubeconfig)
        if not options.node_only:
            stack.callback(web.stop)
            web.start()
        stack.callback(remove_pods, node)
        verdicts = []
        if options.only != "flood":
            verdicts.append(_rates(node, None if options.node_only else web))
            remove_pods(node)
        if options.only != "rates" and not options.node_only:
            verdicts.append(_flood(node, web, options))
    print(json.dumps(_joined(verdicts)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node-only", action="store_true", help="leave web and the flood out")
    parser.add_argument("--only", choices=["rates", "flood"], help="measure one of the two")
    parser.add_argument("--calm", type=int, default=39, help="calm Pods beside the flood")
    parser.add_argument("--viewers", type=int, default=5, help="viewers of each page")
    parser.add_argument("--seconds", type=int, default=30, help="how long the flood is measured")
    return parser.parse_args()


def _rates(node: NodeServer, web: WebServer | None) -> dict[str, Any]:
    floor, page = asyncio.run(rates.measure(node, web))
    rates.report("node", floor)
    if page:
        rates.report("page", page)
    return rates.verdict(page or floor, floor)


def _flood(node: NodeServer, web: WebServer, options: argparse.Namespace) -> dict[str, Any]:
    size = flood.Size(options.calm, options.viewers, options.seconds)
    result = asyncio.run(flood.measure(node, web, size))
    half, most = result.calm.percentiles(flood.CALM)
    told = len(result.calm.milliseconds[flood.CALM])
    print(f"{size.calm} calm Pods x {size.viewers} viewers: p50 {half:.1f} ms, p99 {most:.1f} ms")
    print(f"  {told} requests told, {result.calm.skipped} entries skipped")
    share = size.viewers * size.seconds
    print(f"flooded Pod: {result.flood.counted / share:.0f} requests/s told or counted")
    print(f"  {result.flood.unseen_packets / share:.0f} packets/s not looked at")
    print(f"  longest silence of its page {result.longest_silence:.2f} s")
    print(f"  its page loads in {result.page_seconds:.2f} s")
    print("CPU: " + ", ".join(f"{name} {used:.1f} %" for name, used in result.percent.items()))
    alive = result.longest_silence < LONGEST_SILENCE and result.page_seconds < PAGE_SECONDS
    return {
        "name": "watch_latency",
        "ours": round(half, 2),
        "peer": CALM_P50_MS,
        "ratio": round(half / CALM_P50_MS, 2),
        "unit": "ms",
        "target": FLOOD_TARGET,
        "holds": half <= CALM_P50_MS and most <= CALM_P99_MS and alive,
    }


def _joined(verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the first, and whether all of them hold."""
    return verdicts[0] | {
        "target": "; ".join(each["target"] for each in verdicts),
        "holds": all(each["holds"] for each in verdicts),
    }


if __name__ == "__main__":
    main()
