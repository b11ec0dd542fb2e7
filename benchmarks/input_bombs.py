"""How long the texts of tests/support/bombs.py occupy the reader until each is refused.

Run: .venv/bin/python -m benchmarks.input_bombs
"""

import time

from podlab.pods.errors import InvalidManifest
from podlab.pods.manifest import parse_manifest
from tests.support.bombs import BOMBS

REPEATS = 5


def seconds_to_refuse(text: str | bytes) -> float:
    """The time on one processor."""
    begun = time.process_time()
    try:
        parse_manifest(text)
    except InvalidManifest:
        return time.process_time() - begun
    raise AssertionError("it was read")


def main() -> None:
    """Print the slowest of a few tries for each text."""
    for name, text in BOMBS.items():
        slowest = max(seconds_to_refuse(text) for _ in range(REPEATS))
        print(f"{name:32}{slowest * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
