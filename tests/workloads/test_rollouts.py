"""The steps of a rollout, and how a scaled Deployment shares its Pods out."""

from typing import Any

import pytest

from podlab.workloads.deployments.numbers import max_surge, max_unavailable
from podlab.workloads.deployments.rollout import first_size, recreate_step, rolling_step
from podlab.workloads.deployments.scaling import is_scaling, scaled_sizes
from tests.workloads.objects import a_deployment, a_pod, a_replica_set, rolling

RECREATE = {"type": "Recreate"}


@pytest.mark.parametrize(
    ("replicas", "surge", "unavailable", "expected"),
    [
        (10, "25%", "25%", (3, 2)),
        (4, "25%", "25%", (1, 1)),
        (1, "25%", "25%", (1, 0)),
        (3, 0, "0%", (0, 1)),
        (2, 5, 5, (5, 2)),
        (0, 1, 1, (1, 0)),
    ],
)
def test_a_surge_is_rounded_up_and_an_unavailability_down(
    replicas: int, surge: Any, unavailable: Any, expected: tuple[int, int]
) -> None:
    deployment = a_deployment(replicas, strategy=rolling(surge, unavailable))

    assert (max_surge(deployment), max_unavailable(deployment)) == expected


@pytest.mark.parametrize(
    ("what", "replicas", "old", "new", "expected"),
    [
        ("the new one grows by the surge", 4, (4, 4), (0, 0), {"new": 1}),
        ("then an old Pod may go", 4, (4, 4), (1, 0), {"old": 3}),
        ("the new one grows again", 4, (3, 3), (1, 0), {"new": 2}),
        ("nothing available may go now", 4, (3, 3), (2, 0), {}),
        ("what became available lets an old Pod go", 4, (3, 3), (2, 1), {"old": 2}),
        ("an old Pod that does not work goes first", 4, (3, 1), (2, 2), {"old": 1}),
        ("the last old Pod goes", 4, (1, 1), (4, 3), {"old": 0}),
        ("nothing is left to do", 4, (0, 0), (4, 4), {}),
        ("too many new ones shrink", 2, (0, 0), (5, 5), {"new": 2}),
        ("a status that still counts a Pod that goes", 4, (2, 3), (2, 2), {"new": 3}),
    ],
)
def test_rolling_step(
    what: str, replicas: int, old: tuple[int, int], new: tuple[int, int], expected: dict[str, int]
) -> None:
    sizes = rolling_step(
        a_deployment(replicas), a_replica_set("new", *new), [a_replica_set("old", *old)]
    )

    assert sizes == expected, what


def test_the_new_one_waits_for_pods_that_still_have_to_go() -> None:
    old, new = a_replica_set("old", 3), a_replica_set("new", 1, 0)
    old["status"]["replicas"] = 4

    assert rolling_step(a_deployment(4), new, [old]) == {}


def test_a_status_that_is_behind_never_brings_availability_below_the_minimum() -> None:
    old, new = a_replica_set("old", 2, 3), a_replica_set("new", 3, 2)

    assert rolling_step(a_deployment(4), new, [old]) == {"old": 1}


@pytest.mark.parametrize(
    ("replicas", "old", "strategy", "expected"),
    [(3, 0, None, 3), (4, 4, None, 1), (4, 5, None, 0), (4, 4, RECREATE, 4)],
)
def test_a_new_replica_set_begins_with_what_fits(
    replicas: int, old: int, strategy: Any, expected: int
) -> None:
    deployment = a_deployment(replicas, **({"strategy": strategy} if strategy else {}))

    assert first_size(deployment, [a_replica_set("old", old)]) == expected


@pytest.mark.parametrize(
    ("what", "old", "pods", "new", "expected"),
    [
        ("the old ones shrink to nothing", (2, 2), [a_pod()], None, {"old": 0}),
        ("their Pods still stop", (0, 0), [a_pod()], None, {}),
        ("a Pod that ended does not count", (0, 0), [a_pod(phase="Failed")], None, None),
        ("now the new one may be made", (0, 0), [], None, None),
        ("now the new one may grow", (0, 0), [], 0, {"new": 3}),
    ],
)
def test_recreate_step(what: str, old: Any, pods: Any, new: int | None, expected: Any) -> None:
    replica_set = None if new is None else a_replica_set("new", new)
    deployment = a_deployment(3, strategy=RECREATE)

    assert recreate_step(deployment, replica_set, [a_replica_set("old", *old)], pods) == expected, (
        what
    )


@pytest.mark.parametrize(
    ("what", "replicas", "old", "new", "expected"),
    [
        ("one has Pods", 5, (0, 3, 4), (3, 3, 4), {"new": 5}),
        ("none has Pods", 5, (0, 0, 0), (0, 0, 0), {"new": 5}),
        ("both grow by their share", 20, (8, 10, 13), (5, 10, 13), {"old": 15, "new": 10}),
        ("both shrink by their share", 5, (8, 10, 13), (5, 10, 13), {"old": 4, "new": 3}),
        ("to nothing", 0, (8, 10, 13), (5, 10, 13), {"old": 0, "new": 0}),
    ],
)
def test_scaled_sizes(what: str, replicas: int, old: Any, new: Any, expected: Any) -> None:
    deployment = a_deployment(replicas)
    fresh = a_replica_set("new", new[0], written=new[1:], age=1)
    previous = [a_replica_set("old", old[0], written=old[1:])]

    assert scaled_sizes(deployment, fresh, previous) == expected, what


def test_a_deployment_is_scaled_when_its_replica_sets_know_another_size() -> None:
    assert is_scaling(a_deployment(3), [a_replica_set("new", 2, written=(2, 3))])
    assert not is_scaling(a_deployment(2), [a_replica_set("new", 2, written=(2, 3))])
    assert not is_scaling(a_deployment(3), [a_replica_set("empty", 0, written=(2, 3))])
