"""How many Pods an autoscaler asks for, and how fast it may change."""

from datetime import timedelta
from typing import Any

import pytest

from podlab.workloads.autoscaling.deciding import autoscaler_status, look
from podlab.workloads.autoscaling.limits import (
    History,
    begin,
    limited,
    scaled,
    stabilized,
)
from podlab.workloads.autoscaling.metrics import compute
from podlab.workloads.autoscaling.usage import (
    NoMetrics,
    PodUsage,
    Seen,
    replicas_for_average,
    replicas_for_utilization,
)
from tests.workloads.objects import NOON, a_pod, ago

STARTING = "starting"
MISSING = "missing"
PENDING = "pending"
ENDING = "ending"


def pods_of(*used: int | str) -> tuple[list[dict[str, Any]], dict[str, PodUsage]]:
    """Pods that request 100m; of each what it uses, or why that is not known."""
    pods, usage = [], {}
    for index, amount in enumerate(used):
        name = f"p{index}"
        pod = a_pod(name, ready_for=None if amount == STARTING else 400)
        pod["status"]["startTime"] = ago(20 if amount == STARTING else 500)
        resources = {"requests": {"cpu": "100m", "memory": "64Mi"}}
        pod["spec"]["containers"] = [{"name": "main", "resources": resources}]
        if amount == PENDING:
            pod["status"]["phase"] = "Pending"
        if amount == ENDING:
            pod["metadata"]["deletionTimestamp"] = ago(1)
        if amount not in {MISSING, PENDING}:
            usage[name] = PodUsage(amount if isinstance(amount, int) else 100, NOON)
        pods.append(pod)
    return pods, usage


@pytest.mark.parametrize(
    ("what", "used", "target", "expected"),
    [
        ("twice the target, twice the Pods", [100, 100], 50, 4),
        ("the result is rounded up", [80, 70], 50, 3),
        ("nearly a tenth more is left alone", [55, 54], 50, 2),
        ("a tenth less is left alone", [46, 45], 50, 2),
        ("half the target, half the Pods", [25, 25, 25, 25], 50, 2),
        ("nothing used still needs what minReplicas says", [0, 0], 50, 0),
        ("a Pod that ends does not count", [100, ENDING], 50, 2),
        ("a Pod that starts uses nothing when growing", [200, STARTING], 50, 4),
        ("a Pod that starts may stop the growth", [60, STARTING], 50, 2),
        ("a pending Pod is one that starts", [200, PENDING], 50, 4),
        ("a missing Pod uses nothing when growing", [100, 100, MISSING], 50, 4),
        ("a missing Pod uses all it requests when shrinking", [10, 10, MISSING], 50, 3),
        ("a Pod that starts is no reason to shrink less", [10, STARTING], 50, 1),
    ],
)
def test_replicas_for_utilization(
    what: str, used: list[int | str], target: int, expected: int
) -> None:
    pods, usage = pods_of(*used)
    found = replicas_for_utilization(len(pods), target, Seen("cpu", pods, usage, NOON))

    assert found.count == expected, what


def test_replicas_for_an_average_amount() -> None:
    pods, usage = pods_of(300, 100)
    found = replicas_for_average(2, 100, Seen("memory", pods, usage, NOON))

    assert (found.count, found.average, found.utilization) == (4, 200, None)


@pytest.mark.parametrize(
    ("what", "used", "problem"),
    [
        ("nothing was measured", [MISSING], "no metrics returned from resource metrics API"),
        ("nothing is ready", [STARTING], "did not receive metrics for targeted pods"),
    ],
)
def test_no_metrics(what: str, used: list[str], problem: str) -> None:
    pods, usage = pods_of(*used)

    with pytest.raises(NoMetrics, match=problem):
        replicas_for_utilization(1, 50, Seen("cpu", pods, usage, NOON))


def test_every_container_needs_a_request() -> None:
    pods, usage = pods_of(10)
    pods[0]["spec"]["containers"].append({"name": "helper"})

    with pytest.raises(NoMetrics, match="missing request for cpu in container helper of Pod p0"):
        replicas_for_utilization(1, 50, Seen("cpu", pods, usage, NOON))


def metric(name: str, **target: Any) -> dict[str, Any]:
    return {"type": "Resource", "resource": {"name": name, "target": target}}


CPU = metric("cpu", type="Utilization", averageUtilization=50)
MEMORY = metric("memory", type="AverageValue", averageValue="1k")


def test_of_several_metrics_the_largest_counts() -> None:
    pods, cpu = pods_of(100)
    memory = {"p0": PodUsage(3_000_000, NOON)}
    found = compute([CPU, MEMORY], 1, pods, {"cpu": cpu, "memory": memory}, NOON)

    assert found.best is not None
    assert (found.best.replicas, found.best.name) == (3, "memory resource")
    assert [each["resource"]["current"] for each in found.statuses] == [
        {"averageUtilization": 100, "averageValue": "100m"},
        {"averageValue": "3k"},
    ]


@pytest.mark.parametrize(("used", "expected"), [(100, 2), (10, None)])
def test_with_a_metric_that_fails_nothing_is_scaled_down(used: int, expected: int | None) -> None:
    pods, cpu = pods_of(used)
    found = compute([CPU, MEMORY], 1, pods, {"cpu": cpu}, NOON)
    found = found if expected else compute([CPU, MEMORY], 2, pods, {"cpu": cpu}, NOON)

    assert (found.best.replicas if found.best else None) == expected
    assert found.error == (
        "invalid metrics (1 invalid out of 2), first error is: failed to get memory resource metric"
        " value: failed to get memory usage: unable to get metrics for resource memory: no metrics"
        " returned from resource metrics API"
    )


def recommended(*past: tuple[float, int]) -> History:
    return History(tuple((NOON - timedelta(seconds=age), count) for age, count in past))


QUICK = {"behavior": {"scaleDown": {"stabilizationWindowSeconds": 0}}}
SLOW_UP = {"behavior": {"scaleUp": {"stabilizationWindowSeconds": 60}}}


@pytest.mark.parametrize(
    ("what", "spec", "past", "desired", "expected"),
    [
        ("up at once", {}, [(10, 2)], 4, (4, "ReadyForNewScale")),
        ("down not yet", {}, [(200, 3)], 1, (3, "ScaleDownStabilized")),
        ("down after five minutes", {}, [(301, 3)], 1, (1, "ReadyForNewScale")),
        ("down at once if asked for", QUICK, [(1, 3)], 1, (1, "ReadyForNewScale")),
        ("up not yet if asked for", SLOW_UP, [(30, 3)], 9, (3, "ScaleUpStabilized")),
    ],
)
def test_stabilized(what: str, spec: Any, past: Any, desired: int, expected: Any) -> None:
    verdict, after = stabilized(spec, 3, desired, recommended(*past), NOON)

    assert (verdict.replicas, verdict.reason) == expected, what
    assert after.recommendations[-1] == (NOON, desired)


def policies(direction: str, *allowed: tuple[str, int], select: str = "Max") -> dict[str, Any]:
    rules = [{"type": kind, "value": value, "periodSeconds": 60} for kind, value in allowed]
    return {"behavior": {direction: {"selectPolicy": select, "policies": rules}}}


BOTH_DOWN = (("Percent", 50), ("Pods", 3))


@pytest.mark.parametrize(
    ("what", "spec", "current", "desired", "expected"),
    [
        ("within the range", {}, 3, 5, (5, "DesiredWithinRange")),
        ("four Pods at a time when there are few", {}, 1, 9, (5, "ScaleUpLimit")),
        ("twice as many when there are more", {}, 8, 40, (16, "ScaleUpLimit")),
        ("never more than maxReplicas", {}, 18, 40, (20, "TooManyReplicas")),
        ("never fewer than minReplicas", {}, 5, 1, (2, "TooFewReplicas")),
        ("the policy that removes most", policies("scaleDown", *BOTH_DOWN), 10, 2,
         (5, "ScaleDownLimit")),
        ("the policy that removes least", policies("scaleDown", *BOTH_DOWN, select="Min"), 10, 2,
         (7, "ScaleDownLimit")),
        ("the policy that adds least", policies("scaleUp", ("Percent", 100), ("Pods", 2),
         select="Min"), 8, 20, (10, "ScaleUpLimit")),
        ("scaling down is off", policies("scaleDown", select="Disabled"), 10, 2,
         (10, "ScaleDownLimit")),
    ],
)  # fmt: skip
def test_limited(what: str, spec: Any, current: int, desired: int, expected: Any) -> None:
    bounds = {"minReplicas": 2, "maxReplicas": 20}
    verdict = limited({**bounds, **spec}, current, desired, History(), NOON)

    assert (verdict.replicas, verdict.reason) == expected, what


def test_what_was_added_in_the_period_counts() -> None:
    spec = {"maxReplicas": 50, **policies("scaleUp", ("Pods", 4))}
    history = scaled(History(), 2, 5, NOON - timedelta(seconds=30))

    assert limited(spec, 5, 20, history, NOON).replicas == 6
    assert limited(spec, 5, 20, history, NOON + timedelta(seconds=31)).replicas == 9


def autoscaler(**spec: Any) -> dict[str, Any]:
    return {"spec": {"minReplicas": 1, "maxReplicas": 10, "metrics": [CPU], **spec}, "status": {}}


def test_a_look_says_everything_and_a_rescaling_is_dated() -> None:
    pods, cpu = pods_of(150)
    obj = autoscaler()
    found = look(obj, 1, pods, {"cpu": cpu}, begin(None, 1, NOON), NOON)
    status = autoscaler_status(obj, 1, found)

    assert (found.desired, found.why) == (
        3,
        "cpu resource utilization (percentage of request) above target",
    )
    assert [(each["type"], each["status"], each["reason"]) for each in status["conditions"]] == [
        ("AbleToScale", "True", "ReadyForNewScale"),
        ("ScalingActive", "True", "ValidMetricFound"),
        ("ScalingLimited", "False", "DesiredWithinRange"),
    ]
    assert (status["currentReplicas"], status["desiredReplicas"]) == (1, 3)
    assert status["lastScaleTime"] == ago(0)


@pytest.mark.parametrize(
    ("current", "expected", "why"),
    [
        (12, 10, "Current number of replicas above Spec.MaxReplicas"),
        (1, 2, "Current number of replicas below Spec.MinReplicas"),
        (0, 0, ""),
    ],
)
def test_bounds_count_before_any_metric(current: int, expected: int, why: str) -> None:
    found = look(autoscaler(minReplicas=2), current, [], {}, History(), NOON)

    assert (found.desired, found.why, found.problems) == (expected, why, [])


def test_a_look_without_metrics_changes_nothing_and_tells() -> None:
    pods, _ = pods_of(MISSING)
    found = look(autoscaler(), 3, pods, {}, History(), NOON)

    assert found.desired == 3
    problem = (
        "failed to get cpu utilization: unable to get metrics for resource cpu:"
        " no metrics returned from resource metrics API"
    )
    assert found.problems[0] == ("FailedGetResourceMetric", problem)
    assert found.conditions[-1]["message"] == (
        f"the HPA was unable to compute the replica count: {problem}"
    )
