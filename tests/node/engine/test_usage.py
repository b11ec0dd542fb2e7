"""What the engine's counters say of running containers."""

from collections.abc import Callable

import pytest

from podlab.node.engine.engine import Engine
from podlab.node.engine.usage import Reading, UsageMeter, reading_of

CPU = {"cpu_usage": {"total_usage": 7}}
READ = "2026-01-01T00:00:00.5Z"


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ({"usage": 100, "stats": {"inactive_file": 30}}, 70),  # control groups, version 2
        ({"usage": 100, "stats": {"total_inactive_file": 40}}, 60),  # version 1
        ({"usage": 10, "stats": {"inactive_file": 30}}, 0),
    ],
)
def test_memory_is_the_working_set(memory: dict[str, object], expected: int) -> None:
    reading = reading_of({"read": READ, "cpu_stats": CPU, "memory_stats": memory})

    assert isinstance(reading, Reading)
    assert (reading.cpu_nanoseconds, reading.memory_bytes) == (7, expected)


def test_a_container_that_has_ended_uses_nothing() -> None:
    assert reading_of({"read": READ, "cpu_stats": CPU, "memory_stats": {}}) is None


@pytest.mark.docker
def test_only_containers_of_pods_are_measured(
    node_engine: Engine, shell: Callable[..., str]
) -> None:
    shell("sleep 100")

    assert UsageMeter(node_engine).read().containers == ()
