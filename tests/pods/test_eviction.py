"""Which volumes are measured, and when one of them is too full."""

import pytest

from podlab.pods.eviction import disk_limits, eviction_message
from podlab.pods.status import pod_status
from podlab.pods.sync import compute_pod_actions
from tests.pods.observations import NOON, exited, make_pod, running, seen

FULL = 'Usage of EmptyDir volume "v" exceeds the limit "1Mi". '


def volume(name: str, **source: str) -> dict[str, object]:
    return {"name": name, "emptyDir": source}


def test_only_limits_on_disk_are_measured() -> None:
    pod = make_pod(
        "a",
        volumes=[
            volume("v", sizeLimit="1Mi"),
            volume("memory", sizeLimit="1Mi", medium="Memory"),
            volume("free"),
            volume("zero", sizeLimit="0"),
        ],
    )

    assert {name: limit.bytes for name, limit in disk_limits(pod).items()} == {"v": 1 << 20}


@pytest.mark.parametrize(
    ("used", "message"),
    [
        ({}, ""),
        ({"v": 1 << 20}, ""),
        ({"v": (1 << 20) + 1}, FULL),
        ({"other": 1 << 30}, ""),
    ],
)
def test_pod_over_its_limit_has_to_go(used: dict[str, int], message: str) -> None:
    pod = make_pod("a", volumes=[volume("v", sizeLimit="1Mi")])

    assert eviction_message(disk_limits(pod), used) == message


def test_evicted_pod_is_killed_and_then_failed() -> None:
    pod = make_pod("a")

    assert compute_pod_actions(pod, seen(running("a"), evicted=FULL), NOON).kill_pod
    assert pod_status(pod, seen(running("a"), evicted=FULL), NOON)["phase"] == "Running"

    status = pod_status(pod, seen(exited("a", 0), evicted=FULL), NOON)
    assert [status[key] for key in ("phase", "reason", "message")] == ["Failed", "Evicted", FULL]
    assert "terminated" in status["containerStatuses"][0]["state"]
