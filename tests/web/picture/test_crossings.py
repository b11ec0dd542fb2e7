"""Lines cross as little as they can: the wires of usual Pods not at all, or once or twice."""

import pytest

from podlab.sandbox.picture import Activity, Connection, pod_view
from podlab.sandbox.picture.layout import Scene, narrow_scene, wide_scene
from podlab.sandbox.picture.layout.geometry import Point, crossings
from tests.web.picture.pods import JsonObject, container, mount

CROSS = [((0, 5), (10, 5)), ((5, 0), (5, 10))]


@pytest.mark.parametrize(
    ("lines", "times"),
    [
        (CROSS, 1),
        ([((0, 5), (5, 5)), ((5, 0), (5, 10))], 0),  # they meet
        ([((0, 5), (10, 5)), ((0, 7), (10, 7))], 0),
        ([((0, 5), (10, 5), (10, 9)), ((5, 0), (5, 10), (12, 10))], 1),
        ([((0, 5), (10, 5), (10, 2), (5, 2), (5, 9))], 0),  # a line's own affair
    ],
)
def test_crossings(lines: list[tuple[Point, ...]], times: int) -> None:
    assert crossings(lines) == times


def pod(count: int, servers: dict[int, int], volumes: dict[str, list[int]]) -> JsonObject:
    """Containers c0, c1, …; `servers` have a port, `volumes` are mounted by some."""
    return {
        "metadata": {"name": "p"},
        "spec": {
            "containers": [
                container(
                    f"c{n}",
                    ports=[{"containerPort": servers[n]}] if n in servers else [],
                    volumeMounts=[
                        mount(name, f"/{name}") for name in volumes if n in volumes[name]
                    ],
                )
                for n in range(count)
            ],
            "volumes": [{"name": name, "emptyDir": {}} for name in volumes],
        },
    }


def asks(*pairs: tuple[int, int], servers: dict[int, int]) -> Activity:
    return Activity(
        connections=tuple(Connection(f"c{a}", f"c{b}", servers[b], "GET / 200") for a, b in pairs)
    )


def crossed(scene: Scene) -> tuple[int, int]:
    """How often wires cross, and mounts."""
    wires = [*(wire.points for wire in scene.wires), *(stub.points for stub in scene.stubs)]
    return crossings(wires), crossings([line.points for line in scene.mounts])


ALL = {0: 80, 1: 90, 2: 70}


@pytest.mark.parametrize(
    ("count", "servers", "pairs", "wide", "narrow"),
    [
        (2, {0: 80}, [(1, 0)], 0, 0),
        (2, {0: 80, 1: 90}, [(0, 1), (1, 0)], 0, 1),
        (3, {1: 80, 2: 90}, [(0, 1), (1, 2)], 0, 0),
        (3, {0: 80}, [(1, 0), (2, 0)], 0, 0),
        (3, {1: 80}, [(0, 1), (2, 1)], 0, 0),
        (3, ALL, [(0, 1), (1, 2), (2, 0)], 0, 2),
        (4, {0: 80}, [(1, 0), (2, 0), (3, 0)], 0, 0),
    ],
)
def test_wires_cross_as_little_as_they_can(
    count: int, servers: dict[int, int], pairs: list[tuple[int, int]], wide: int, narrow: int
) -> None:
    view = pod_view(pod(count, servers, {}), asks(*pairs, servers=servers))

    assert crossed(wide_scene(view))[0] <= wide
    assert crossed(narrow_scene(view))[0] <= narrow


@pytest.mark.parametrize(
    ("volumes", "wide", "narrow"),
    [
        ({"a": [0, 1]}, 0, 0),
        ({"a": [0], "b": [1]}, 0, 0),
        ({"a": [1], "b": [0]}, 0, 0),
        ({"a": [0, 1], "b": [0, 1]}, 1, 1),
        ({"a": [0, 1], "b": [1, 2]}, 0, 1),
    ],
)
def test_mounts_cross_as_little_as_they_can(
    volumes: dict[str, list[int]], wide: int, narrow: int
) -> None:
    view = pod_view(pod(3, {}, volumes))

    assert crossed(wide_scene(view))[1] <= wide
    assert crossed(narrow_scene(view))[1] <= narrow
