"""Where things stand: nothing over another, everything inside the Pod."""

from itertools import combinations, pairwise

import pytest

from podlab.sandbox.picture import Activity, Connection, Listening, PodView, pod_view
from podlab.sandbox.picture.layout import Scene, narrow_scene, wide_scene
from podlab.sandbox.picture.layout.geometry import Box
from podlab.sandbox.picture.svg import draw_pod
from tests.web.picture.pods import container, crowd, hello, with_status

SCENES = {"wide": wide_scene, "narrow": narrow_scene}


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def inside(inner: Box, outer: Box) -> bool:
    return (
        outer.x <= inner.x
        and inner.right <= outer.right
        and outer.y <= inner.y
        and inner.bottom <= outer.bottom
    )


def busy(count: int, volumes: int) -> PodView:
    """Every container asks the first one, and the last one asks a port that nobody has."""
    last = f"container-{count - 1}"
    asks = [Connection(f"container-{n}", "container-0", 8000, "GET / 200") for n in range(1, count)]
    refused = Connection(last, None, 9999, refused_errno="ECONNREFUSED")
    activity = Activity((Listening(8000, "container-0"),), (*asks, refused))
    return pod_view(crowd(count, volumes), activity)


@pytest.fixture(params=[(n, v) for n in range(1, 9) for v in (0, 1, 3)], ids=str)
def view(request: pytest.FixtureRequest) -> PodView:
    return busy(*request.param)


@pytest.mark.parametrize("width", SCENES)
def test_everything_is_inside_and_nothing_overlaps(view: PodView, width: str) -> None:
    scene = SCENES[width](view)
    boxes = [*(p.box for p in scene.tiles), *(p.box for p in scene.volumes), scene.bus]

    assert all(inside(box, scene.pod) for box in boxes)
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    assert len(scene.tiles) == len(view.tiles)


@pytest.mark.parametrize("width", SCENES)
def test_lines_are_level_or_upright_and_stay_inside(view: PodView, width: str) -> None:
    scene = SCENES[width](view)

    for points in lines_of(scene):
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))
        assert all(0 <= x <= scene.width and 0 <= y <= scene.height for x, y in points)


def lines_of(scene: Scene) -> list[tuple[tuple[float, float], ...]]:
    return [
        *(line.points for line in scene.mounts),
        *(wire.points for wire in scene.wires),
        *(stub.points for stub in scene.stubs),
    ]


@pytest.mark.parametrize("width", SCENES)
def test_sockets_stand_side_by_side(view: PodView, width: str) -> None:
    sockets = sorted(SCENES[width](view).sockets, key=lambda placed: placed.x)

    for left, right in pairwise(sockets):
        assert left.x + left.width / 2 <= right.x - right.width / 2


def test_a_wire_goes_from_its_client_by_the_socket_to_its_owner() -> None:
    activity = Activity((Listening(80, "web"),), (Connection("client", "web", 80, "GET / 200"),))
    scene = wide_scene(pod_view(with_status(hello()), activity))
    boxes = {placed.tile.name: placed.box for placed in scene.tiles}
    [wire], [socket] = scene.wires, scene.sockets
    start, end = wire.points[0], wire.points[-1]

    assert start[1] == boxes["client"].bottom
    assert boxes["client"].x < start[0] < boxes["client"].right
    assert socket.x in {x for x, _ in wire.points}
    assert boxes["web"].x < end[0] < boxes["web"].right
    assert end[1] == boxes["web"].bottom + 2


def test_a_refused_wire_ends_below_an_empty_socket() -> None:
    refused = Connection("client", None, 8080, refused_errno="ECONNREFUSED")
    scene = wide_scene(pod_view(hello(), Activity(connections=(refused,))))
    socket = next(placed for placed in scene.sockets if placed.socket.port == 8080)

    assert socket.label == ":8080 nobody"
    assert scene.wires[0].points[-1] == (socket.x, scene.bus.y + 18)
    assert scene.wires[0].note_text == "connection refused"


def test_those_that_mount_stand_near_the_storage_and_servers_near_lo() -> None:
    names = [placed.tile.name for placed in wide_scene(pod_view(hello())).tiles]

    assert names == ["writer", "reader", "client", "web"]


def test_no_tile_moves_when_something_is_seen() -> None:
    activity = Activity(
        (Listening(80, "web"), Listening(6379, "client")),
        (Connection("reader", "client", 6379, "PING"),),
    )
    before, after = wide_scene(pod_view(hello())), wide_scene(pod_view(hello(), activity))

    assert [p.box for p in before.tiles] == [p.box for p in after.tiles]


def test_traffic_from_outside_the_picture_has_no_wire() -> None:
    activity = Activity((Listening(80, "web"),), (Connection("kubelet", "web", 80, "GET /"),))

    assert wide_scene(pod_view(hello(), activity)).wires == []


def test_init_containers_stand_in_order_left_or_on_top() -> None:
    pod = hello()
    pod["spec"]["initContainers"] = [container("first"), container("second")]
    wide, narrow = wide_scene(pod_view(pod)), narrow_scene(pod_view(pod))

    assert [tile.name for _, tile in wide.inits] == ["first", "second"]
    assert wide.strip is not None
    assert all(inside(box, wide.strip) for box, _ in wide.inits)
    assert wide.strip.right <= min(placed.box.x for placed in wide.tiles)
    assert narrow.inits[-1][0].bottom <= narrow.volumes[0].box.y


def test_the_volume_of_a_claim_stands_on_the_pods_edge() -> None:
    pod = crowd(2, 2)
    claimed = {"name": "data-1", "persistentVolumeClaim": {"claimName": "ledger"}}
    pod["spec"]["volumes"][1] = claimed
    view = pod_view(pod)

    scene = SCENES["wide"](view)
    claim, other = scene.volumes
    assert (claim.volume.name, claim.volume.kind) == ("data-1", "claim ledger")
    assert claim.box.middle == scene.pod.x
    assert other.box.x > claim.box.right
    starts = [line.points[0][0] for line in scene.mounts if line.mount.volume == "data-1"]
    assert all(scene.pod.x < x < claim.box.right for x in starts)
    assert f'viewBox="{claim.box.x - 2:g} 0 ' in draw_pod(view)
    assert 'viewBox="0 0 ' in draw_pod(view, narrow=True)
