"""CPU and memory: the curves' scale, their limits, and the same in words."""

import pytest

from podlab.sandbox.picture import Activity, Usage, draw_pod, pod_in_words, pod_view
from podlab.sandbox.picture.layout.geometry import Box
from podlab.sandbox.picture.sparks.drawing import Spark
from podlab.sandbox.picture.sparks.limits import Limits, limits_of
from tests.web.picture.pods import JsonObject, container, hello, with_status

MI = 1024**2
WAITING: JsonObject = {"state": {"waiting": {"reason": "CrashLoopBackOff"}}}


@pytest.mark.parametrize(
    ("label", "values", "limit", "top"),
    [
        ("cpu", [1, 4], None, 10),  # a trifle looks like one
        ("cpu", [100, 400], None, 500),
        ("cpu", [100, 190], 200, 216),  # the limit stays in sight
        ("mem", [300 * MI], 64 * MI, 300 * MI),
        ("mem", [MI], None, 4 * MI),
    ],
)
def test_the_upper_edge_of_a_curve(
    label: str, values: list[float], limit: float | None, top: float
) -> None:
    assert Spark(label, values, limit).top == pytest.approx(top)


def test_the_latest_reading_ends_at_the_right() -> None:
    box = Box(0, 0, 290, 20)

    assert Spark("cpu", [0, 5, 10], 10 / 1.08).points(box) == "270.0,20.0 280.0,10.0 290.0,0.0"
    assert Spark("cpu", list(range(100)), None).points(box).count(",") == 30


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"cpu": "200m", "memory": "64Mi"}, Limits(200, 64 * MI)),
        ({"cpu": 1}, Limits(1000, None)),
        ({"memory": "much"}, Limits()),
        ({"memory": ["64Mi"]}, Limits()),
    ],
)
def test_limits_of_a_manifest(limits: JsonObject, expected: Limits) -> None:
    assert limits_of(container("web", resources={"limits": limits})) == expected


def test_a_running_container_says_what_it_uses() -> None:
    pod = hello()
    pod["spec"]["containers"][0]["resources"] = {"limits": {"memory": "64Mi"}}
    used = Activity(usage=(Usage("web", ((3.0, 8 * MI), (4.0, 9 * MI))),))
    view = pod_view(with_status(pod), used)
    svg = draw_pod(view)

    assert svg.count('data-usage="cpu"') == 1
    assert ">4 m</text>" in svg
    assert ">9 MiB</text>" in svg
    assert svg.count("spark-limit") == 1
    assert pod_in_words(view)[1] == (
        "Container web (nginx): Running, ready, 0 restarts; "
        "CPU: 4 m, no limit; memory: 9 MiB, limit 64 MiB."
    )


def test_a_container_that_waits_uses_nothing() -> None:
    used = Activity(usage=(Usage("web", ((3.0, 8 * MI),)),))
    view = pod_view(with_status(hello(), web=WAITING), used)

    assert "spark" not in draw_pod(view)
    assert "MiB" not in pod_in_words(view)[1]
