"""Which Pods get the node: gates, requests, and what others have of it already."""

from fractions import Fraction
from typing import Any

import pytest

from podlab.pods.scheduling import Rejected, Unscheduled, rejected, requests_of, unscheduled
from tests.pods.observations import make_pod, sidecar

NODE = {"cpu": "2", "memory": "4Gi", "pods": "110"}
NO_VICTIMS = "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."


def asking(name: str = "a", **requests: str) -> dict[str, Any]:
    named = {each.replace("_", "-"): amount for each, amount in requests.items()}
    return {"name": name, "resources": {"requests": named}}


@pytest.mark.parametrize(
    ("wanted", "others", "missing"),
    [
        ([asking()], [], ""),
        ([asking(cpu="2", memory="4Gi")], [], ""),
        ([asking(cpu="2001m")], [], "1 Insufficient cpu"),
        ([asking(memory="5Gi")], [], "1 Insufficient memory"),
        ([asking(cpu="3", memory="5Gi")], [], "1 Insufficient cpu, 1 Insufficient memory"),
        ([asking("a", cpu="1"), asking("b", cpu="1")], [], ""),
        ([asking("a", cpu="1"), asking("b", cpu="1001m")], [], "1 Insufficient cpu"),
        ([asking(cpu="1")], [[asking(cpu="1")]], ""),
        ([asking(cpu="1")], [[asking(cpu="1")], [asking(cpu="1m")]], "1 Insufficient cpu"),
        ([asking(memory="1Gi")], [[asking(cpu="2")]], ""),
        ([asking()], [[asking(cpu="9")]], ""),
        ([asking(ephemeral_storage="9Ti")], [], ""),
        ([asking(**{"hugepages-2Mi": "2Mi"})], [], "1 Insufficient hugepages-2Mi"),
        ([asking(**{"nvidia.com/gpu": "1"})], [], "1 Insufficient nvidia.com/gpu"),
        ([asking(**{"nvidia.com/gpu": "0"})], [], ""),
    ],
)
def test_a_pod_waits_while_it_does_not_fit(
    wanted: list[Any], others: list[list[Any]], missing: str
) -> None:
    found = unscheduled(make_pod(*wanted), [make_pod(*each) for each in others], NODE)

    message = f"0/1 nodes are available: {missing}. {NO_VICTIMS}"
    assert found == (Unscheduled("Unschedulable", message) if missing else None)


@pytest.mark.parametrize(
    ("wanted", "pods", "missing"),
    [
        ("a", 109, ""),
        ("a", 110, "1 Too many pods"),
        (asking(cpu="9"), 110, "1 Insufficient cpu, 1 Too many pods"),
    ],
)
def test_a_node_holds_so_many_pods(wanted: Any, pods: int, missing: str) -> None:
    found = unscheduled(make_pod(wanted), [], NODE, pods)

    message = f"0/1 nodes are available: {missing}. {NO_VICTIMS}"
    assert found == (Unscheduled("Unschedulable", message) if missing else None)


def test_storage_counts_where_the_node_says_how_much_it_has() -> None:
    found = unscheduled(
        make_pod(asking(ephemeral_storage="2Gi")), [], {**NODE, "ephemeral-storage": "1Gi"}
    )

    assert found is not None
    assert "1 Insufficient ephemeral-storage" in found.message


def test_gates_hold_back_whatever_room_there_is() -> None:
    pod = make_pod("a", schedulingGates=[{"name": "example.org/wait"}])

    found = unscheduled(pod, [], NODE)

    assert found == Unscheduled(
        "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates"
    )


@pytest.mark.parametrize(
    ("init", "cpus"),
    [
        ((), 2),
        ((asking("i", cpu="1"),), 2),
        ((asking("i", cpu="5"),), 5),
        (({**sidecar("s"), **asking("s", cpu="1")},), 3),
        (({**sidecar("s"), **asking("s", cpu="1")}, asking("i", cpu="4")), 5),
    ],
)
def test_init_containers_ask_one_by_one_and_sidecars_beside_all(
    init: tuple[Any, ...], cpus: int
) -> None:
    pod = make_pod(asking("a", cpu="1500m"), asking("b", cpu="500m"), init=init)

    assert requests_of(pod) == {"cpu": Fraction(cpus)}


@pytest.mark.parametrize(
    ("wanted", "others", "pods", "resource", "amounts"),
    [
        ("a", [], 109, "", ()),
        ("a", [], 110, "pods", (1, 110, 110)),
        (asking(cpu="9"), [], 110, "pods", (1, 110, 110)),
        (asking(cpu="2"), [], 0, "", ()),
        (asking(cpu="1500m"), [[asking(cpu="501m")]], 1, "cpu", (1500, 501, 2000)),
        (asking(cpu="9", memory="9Gi"), [], 0, "cpu", (9000, 0, 2000)),
        (asking(memory="5Gi"), [], 0, "memory", (5 << 30, 0, 4 << 30)),
        (asking(**{"nvidia.com/gpu": "1"}), [], 0, "nvidia.com/gpu", (1, 0, 0)),
        (asking(ephemeral_storage="9Ti"), [], 0, "", ()),
    ],
)
def test_a_pod_that_was_given_the_node_fails_without_room(
    wanted: Any, others: list[list[Any]], pods: int, resource: str, amounts: tuple[int, ...]
) -> None:
    found = rejected(make_pod(wanted), [make_pod(*each) for each in others], NODE, pods)

    lack = "Node didn't have enough resource: %s, requested: %d, used: %d, capacity: %d"
    assert found == (
        Rejected(f"OutOf{resource}", lack % (resource, *amounts)) if resource else None
    )
