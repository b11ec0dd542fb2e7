"""How much longer a Pod of two containers takes to start while 30 idle Pods run on the node.

The idle Pods come and go a few times, so that a machine that grows slower in between is not
taken for their doing. The bare engine's calls beside it say what is the engine's.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.starters import Starter, pod
from benchmarks.starters.bare_engine import BareEngine
from benchmarks.starters.through_node import ThroughNode, Watch
from tests.support.node_server import NodeServer

IDLE = [f"idle-{number}" for number in range(30)]
SIZE = 2
TURNS = 3
ROUNDS = 5  # in each turn, with and without
TARGET = 1.3
AT_ONCE = 4

Times = dict[str, list[float]]


def measure(contenders: dict[str, Starter], times: Times) -> None:
    """Add each contender's times, taken in turns; a first round is not counted."""
    for number in range(ROUNDS + 1):
        for name, starter in contenders.items():
            took = starter.start(SIZE)
            if number:
                times.setdefault(name, []).append(took)


def compare(node: NodeServer) -> tuple[Times, Times]:
    """Without and with idle Pods."""
    watch = Watch(node)
    ours = ThroughNode(node, watch, prepared=False)
    contenders: dict[str, Starter] = {
        "unprepared": ours,
        "prepared": ThroughNode(node, watch, prepared=True),
        "bare engine": BareEngine(SIZE),
    }
    alone: Times = {}
    among: Times = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(TURNS):
            measure(contenders, alone)
            list(pool.map(lambda name: ours.keep(name, pod(name, 1)), IDLE))
            measure(contenders, among)
            list(pool.map(ours.remove, IDLE))
    return alone, among


def median(times: Sequence[float]) -> int:
    return round(statistics.median(times))


def main() -> None:
    """Print one line per contender, then one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        node = NodeServer(Path(folder))
        node.start()
        try:
            alone, among = compare(node)
        finally:
            node.stop()
    ratios = {name: round(median(among[name]) / median(alone[name]), 2) for name in alone}
    for name, ratio in ratios.items():
        print(f"{name}: {median(among[name])} ms among {len(IDLE)} idle Pods, "
              f"{median(alone[name])} ms alone, {ratio:.2f} times")  # fmt: skip
    print(json.dumps({
        "name": "start_among_idle",
        "ours": {name: median(times) for name, times in among.items()},
        "peer": {name: median(times) for name, times in alone.items()},
        "ratio": ratios["unprepared"],
        "unit": "ms",
        "target": TARGET,
        "holds": ratios["unprepared"] <= TARGET and ratios["prepared"] <= TARGET,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
