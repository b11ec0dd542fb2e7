"""What Pods leave of their cgroups on the engine's machine: nothing, however they end."""

from pathlib import Path

import pytest

from podlab.node.engine import names
from tests.node.kubelet.lab import Lab, box, eventually

FOREVER = "trap exit TERM; while true; do sleep 0.1; done"
PODS = [f"web-{number}" for number in range(6)]
CGROUPS = Path("/sys/fs/cgroup")

pytestmark = pytest.mark.docker


def pauses(lab: Lab) -> dict[str, str]:
    """The state of each pause container, by its id."""
    listed = lab.engine.containers()
    ours = [each for each in listed if each["Labels"][names.ROLE] == names.PAUSE_ROLE]
    return {each["Id"]: each["State"] for each in ours}


def left_of(pause_ids: set[str]) -> list[str]:
    """Every cgroup directory that bears the id of one of these; a remote engine shows none."""
    return [str(each) for id_ in pause_ids for each in CGROUPS.glob(f"*/docker/{id_}")]


def begin(lab: Lab) -> set[str]:
    """Start all Pods; the ids of their pause containers."""
    for name in PODS:
        lab.create(name, box("a", FOREVER), box("b", FOREVER))
    for name in PODS:
        lab.wait_running(name)
    return set(pauses(lab))


def end(lab: Lab) -> None:
    for name in PODS:
        lab.delete(name)
    for name in PODS:
        lab.wait_gone(name)


def test_pods_that_come_and_go_leave_no_cgroup(lab: Lab) -> None:
    seen = begin(lab)
    end(lab)

    assert lab.left() == []
    assert left_of(seen) == []


def test_a_pause_container_that_dies_before_its_containers_leaves_no_cgroup(lab: Lab) -> None:
    before = begin(lab)
    for each in before:
        lab.engine.kill(each)
    eventually(lambda: len(set(pauses(lab)) - before) == len(PODS))
    eventually(lambda: before.isdisjoint(pauses(lab)))
    for name in PODS:
        lab.wait_running(name)
    after = set(pauses(lab))

    assert left_of(before) == []
    end(lab)
    assert left_of(after) == []


def test_pause_containers_that_died_while_no_kubelet_ran_leave_no_cgroup(lab: Lab) -> None:
    seen = begin(lab)

    def die() -> None:
        for each in seen:
            lab.engine.kill(each)
        for name in PODS:
            lab.store.delete("pods", "default", name)

    lab.restart(die)
    eventually(lambda: not lab.left())

    assert left_of(seen) == []


def test_a_pause_container_that_runs_again_only_to_be_removed_holds_no_pod(lab: Lab) -> None:
    lab.create("web", box("a", FOREVER))
    lab.wait_running("web")
    (before,) = pauses(lab)

    def die() -> None:
        lab.engine.kill(before)
        eventually(lambda: pauses(lab)[before] == "exited")
        lab.engine.start(before)

    lab.restart(die)
    eventually(lambda: before not in pauses(lab))
    lab.wait_running("web")

    assert "SandboxChanged" in lab.reasons("web")
