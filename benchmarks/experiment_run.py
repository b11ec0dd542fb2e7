"""From the click on Run until both sides' first evidence is on screen, beside the bare engine.

A real node, a real web and Chromium play the networking experiment: the learner predicts, its
Pods are prepared meanwhile, Run begins both sides and asks localhost on both. The bare engine
makes, starts and asks the same containers with nothing in between. Both take turns.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.experiments.bare_engine import BareEngine
from benchmarks.experiments.on_the_page import OnThePage
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

ROUNDS = 15
TARGET_MS = 1000.0
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def measure(folder: Path, rounds: int) -> tuple[float, float]:
    """The medians of ours and of the bare engine; a first round is not counted."""
    program = os.environ.get("PODLAB_CHROMIUM") or shutil.which("chromium")
    with ExitStack() as ending:
        node = NodeServer(folder / "node")
        node.start()
        ending.callback(node.stop)
        web = WebServer(folder / "web", node.kubeconfig)
        web.start()
        ending.callback(web.stop)
        playwright = ending.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        ending.callback(browser.close)
        ours, peer = OnThePage(browser, web, node), BareEngine()
        ending.callback(ours.clear)
        times = [(ours.run(), peer.run()) for _ in range(rounds + 1)][1:]
    for mine, bare in times:
        print(f"page {mine:6.0f} ms, bare engine {bare:6.0f} ms")
    return statistics.median(t for t, _ in times), statistics.median(t for _, t in times)


def main() -> int:
    """Print one line per round, then one JSON object."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = measure(Path(folder), rounds)
    verdict = {
        "name": "experiment_run",
        "ours": round(ours),
        "peer": round(peer),
        "ratio": round(ours / peer, 2),
        "unit": "ms",
        "target": TARGET_MS,
        "holds": ours < TARGET_MS,
    }
    print(json.dumps(verdict))
    return 0


if __name__ == "__main__":
    sys.exit(main())
