"""How long a Pod takes until all its containers run: ours, the bare engine, and podman.

Ours three times: unprepared, prepared, and prepared from the page's Run button on. All take
turns in the same run, with the same manifest of sleepers. Prepared is held against
`podman kube play`, unprepared against the bare engine's calls. Needs Debian's podman.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.starters import Starter
from benchmarks.starters.bare_engine import BareEngine
from benchmarks.starters.podman import Podman, PodmanMissing
from benchmarks.starters.run_button import RunButton
from benchmarks.starters.through_node import ThroughNode, Watch
from tests.support.node_server import NodeServer
from tests.support.web_server import WebServer

SIZES = (1, 2, 5)
ROUNDS = 15
SECONDS_OF_REST = 1.0
OURS = {"unprepared": "bare engine", "prepared": "podman", "run button": "podman"}
TARGETS = {"unprepared": 1.2, "prepared": 0.6, "run button": 0.6}

Medians = Mapping[str, Mapping[int, float]]


@contextmanager
def starters(folder: Path) -> Iterator[dict[str, Starter]]:
    """Everything that can start a Pod, by its name."""
    with ExitStack() as ending:
        podman = Podman(folder / "podman")
        ending.callback(podman.close)
        print(podman.describe())
        node = NodeServer(folder / "node")
        node.start()
        ending.callback(node.stop)
        web = WebServer(folder / "web", node.kubeconfig)
        web.start()
        ending.callback(web.stop)
        watch = Watch(node)
        yield {
            "unprepared": ThroughNode(node, watch, prepared=False),
            "prepared": ThroughNode(node, watch, prepared=True),
            "run button": RunButton(web, node, watch),
            "bare engine": BareEngine(max(SIZES)),
            "podman": podman,
        }


def measure(contenders: Mapping[str, Starter]) -> Medians:
    """The median of each contender at each size; a first round is not counted.

    Between two of them the machine comes to rest: podman tidies up after its command has ended.
    """
    medians: dict[str, dict[int, float]] = {name: {} for name in contenders}
    for size in SIZES:
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS + 1):
            for name, starter in contenders.items():
                times[name].append(starter.start(size))
                time.sleep(SECONDS_OF_REST)
        for name in contenders:
            medians[name][size] = statistics.median(times[name][1:])
        print(
            f"{size} containers:",
            ", ".join(f"{name} {found[size]:.0f} ms" for name, found in medians.items()),
        )
    return medians


def verdict(medians: Medians) -> dict[str, object]:
    """The worst ratio of each of ours to its peer."""
    ratios = {
        ours: round(max(medians[ours][size] / medians[peer][size] for size in SIZES), 2)
        for ours, peer in OURS.items()
    }
    rounded = {
        name: {str(size): round(each) for size, each in found.items()}
        for name, found in medians.items()
    }
    return {
        "name": "pod_start",
        "ours": {name: found for name, found in rounded.items() if name in OURS},
        "peer": {name: found for name, found in rounded.items() if name not in OURS},
        "ratio": ratios,
        "unit": "ms",
        "target": TARGETS,
        "holds": all(ratio <= TARGETS[ours] for ours, ratio in ratios.items()),
    }


def main() -> int:
    """Print one line per size, then one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with starters(Path(folder)) as contenders:
                medians = measure(contenders)
        except PodmanMissing as missing:
            print(missing, file=sys.stderr)
            return 1
    print(json.dumps(verdict(medians)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
