"""Which volumes are measured, and when one of them is too full."""

import pytest

from podlab.pods.status import pod_status
from podlab.pods.sync import compute_pod_actions
from podlab.pods.volumes.eviction import DiskUse, SizeLimit, disk_limits, eviction_message
from tests.pods.observations import NOON, exited, make_pod, running, seen

FULL = 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". '


def volume(name: str, **source: str) -> dict[str, object]:
    return {"name": name, "emptyDir": source}


def test_volumes_on_disk_are_measured_against_their_limits() -> None:
    pod = make_pod(
        "a",
        volumes=[
            volume("v", sizeLimit="1Mi"),
            volume("memory", sizeLimit="1Mi", medium="Memory"),
            volume("free"),
            volume("zero", sizeLimit="0"),
        ],
    )

    limits = disk_limits(pod)

    assert limits.volumes == {"v": SizeLimit("1Mi", 1 << 20), "free": None, "zero": None}
    assert limits.measured == ["v"]
    assert not disk_limits(make_pod("a", volumes=[volume("free")]))


def storing(name: str, limit: str, **fields: str) -> dict[str, object]:
    return {"name": name, "resources": {"limits": {"ephemeral-storage": limit}}, **fields}


@pytest.mark.parametrize(
    ("init", "main", "together"),
    [
        ([], [storing("a", "1Mi")], "1Mi"),
        ([], [storing("a", "1Mi"), storing("b", "1Mi"), "c"], "2Mi"),
        ([], [storing("a", "1M"), storing("b", "1500k")], "2500k"),
        ([storing("i", "5Mi")], [storing("a", "1Mi")], "5Mi"),
        ([storing("s", "5Mi", restartPolicy="Always")], [storing("a", "1Mi")], "6Mi"),
    ],
)
def test_pods_limit_is_what_may_be_in_force_at_one_time(
    init: list[dict[str, object]], main: list[dict[str, object]], together: str
) -> None:
    limit = disk_limits(make_pod(*main, init=tuple(init))).together

    assert limit is not None
    assert limit.text == together


POD_FULL = "Pod ephemeral local storage usage exceeds the total limit of containers 3Mi. "
CONTAINER_FULL = 'Container a exceeded its local ephemeral storage limit "1Mi". '
OVER = (1 << 20) + 1


@pytest.mark.parametrize(
    ("volumes", "containers", "message"),
    [
        ({}, {}, ""),
        ({"v": 1 << 20}, {"a": 1 << 20}, ""),
        ({"v": OVER}, {"a": OVER, "b": 9 << 20}, FULL),
        ({"free": 2 << 20}, {"a": 1, "b": 1 << 20}, POD_FULL),
        ({}, {"a": OVER}, CONTAINER_FULL),
        ({}, {"b": 2 << 20, "other": 1 << 20}, ""),
    ],
)
def test_pod_over_a_limit_has_to_go(
    volumes: dict[str, int], containers: dict[str, int], message: str
) -> None:
    pod = make_pod(
        storing("a", "1Mi"),
        storing("b", "2Mi"),
        volumes=[volume("v", sizeLimit="1Mi"), volume("free")],
    )

    assert eviction_message(disk_limits(pod), DiskUse(volumes, containers)) == message


def test_evicted_pod_is_killed_and_then_failed() -> None:
    pod = make_pod("a")

    assert compute_pod_actions(pod, seen(running("a"), evicted=FULL), NOON).kill_pod
    assert pod_status(pod, seen(running("a"), evicted=FULL), NOON)["phase"] == "Running"

    status = pod_status(pod, seen(exited("a", 0), evicted=FULL), NOON)
    assert [status[key] for key in ("phase", "reason", "message")] == ["Failed", "Evicted", FULL]
    assert "terminated" in status["containerStatuses"][0]["state"]
