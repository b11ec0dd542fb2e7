"""How much longer a Pod of two containers takes to start while 30 idle Pods run on the node.

Without idle Pods it is measured before and after, so that a machine that grows slower in between
is not taken for the idle Pods' doing. The bare engine's calls beside it say what is the engine's.
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
ROUNDS = 15
TARGET = 1.3
AT_ONCE = 4

Times = dict[str, list[float]]


def measure(contenders: dict[str, Starter], rounds: int) -> Times:
    """Each contender's times, taken in turns; a first round is not counted."""
    measured = [[starter.start(SIZE) for starter in contenders.values()] for _ in range(rounds + 1)]
    return {
        name: list(column)
        for name, column in zip(contenders, zip(*measured[1:], strict=True), strict=True)
    }


def compare(node: NodeServer) -> tuple[Times, Times]:
    """Without and with idle Pods."""
    watch = Watch(node)
    ours = ThroughNode(node, watch, prepared=False)
    contenders: dict[str, Starter] = {
        "unprepared": ours,
        "prepared": ThroughNode(node, watch, prepared=True),
        "bare engine": BareEngine(SIZE),
    }
    before = measure(contenders, ROUNDS // 2)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda name: ours.keep(name, pod(name, 1)), IDLE))
        among = measure(contenders, ROUNDS)
        list(pool.map(ours.remove, IDLE))
    after = measure(contenders, ROUNDS // 2)
    return {name: before[name] + after[name] for name in contenders}, among


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
