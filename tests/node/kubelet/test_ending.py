"""The end of a Pod: a signal, a grace period, a kill, and nothing left."""

import time

import docker
import pytest

from tests.node.kubelet.lab import Lab, box, eventually

pytestmark = pytest.mark.docker

POLITE = "trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done"
STUBBORN = "trap '' TERM; echo deaf; while :; do sleep 0.1; done"


def test_polite_pod_ends_at_once_and_leaves_nothing(lab: Lab) -> None:
    lab.create("p", box("c", POLITE), box("b", POLITE), volumes=[{"name": "v"}])
    lab.wait_running("p")

    began = time.monotonic()
    lab.delete("p", grace=120)
    lab.wait_gone("p")

    assert time.monotonic() - began < 60
    assert lab.left() == []
    eventually(lambda: ("Killing", "Stopping container c") in lab.events("p"))


def test_stubborn_container_is_killed_after_its_grace_period(lab: Lab) -> None:
    lab.create("p", box("c", STUBBORN))
    lab.wait_running("p")
    eventually(lambda: "deaf" in lab.log("p", "c"))  # its program may begin after it runs

    began = time.monotonic()
    lab.delete("p", grace=2)
    lab.wait_gone("p")

    assert 1 < time.monotonic() - began < 8
    assert lab.left() == []


def test_grace_period_can_be_shortened(lab: Lab) -> None:
    lab.create("p", box("c", STUBBORN))
    lab.wait_running("p")

    began = time.monotonic()
    lab.delete("p", grace=300)
    eventually(lambda: ("Killing", "Stopping container c") in lab.events("p"))
    lab.delete("p", grace=1)
    lab.wait_gone("p")

    assert time.monotonic() - began < 20


def test_pod_removed_from_the_store_is_killed_at_once(lab: Lab) -> None:
    lab.create("p", box("c", STUBBORN))
    lab.wait_running("p")

    lab.store.delete("pods", "default", "p")

    eventually(lambda: not lab.left(), seconds=60)


def test_pod_deleted_before_it_could_start_is_gone(lab: Lab) -> None:
    missing = [{"name": "v", "configMap": {"name": "never"}}]
    lab.create("p", box("c", POLITE), volumes=missing)
    eventually(lambda: "FailedMount" in lab.reasons("p"))

    lab.delete("p")
    lab.wait_gone("p")

    assert lab.left() == []


def test_flood_of_output_does_not_delay_the_end(lab: Lab) -> None:
    lab.create("p", box("c", "exec yes"))
    lab.wait_running("p")
    eventually(lambda: len(lab.log("p", "c", tail_lines=10)) > 0)

    began = time.monotonic()
    lab.delete("p", grace=1)
    lab.wait_gone("p")

    assert time.monotonic() - began < 15


def test_orphans_are_swept_up_and_others_objects_are_left_alone(
    lab: Lab, engine: docker.DockerClient, node_id: str
) -> None:
    ours = {"podlab.node": node_id, "podlab.pod": "orphan", "podlab.role": "container"}
    foreign = {**ours, "podlab.node": f"{node_id}-other"}
    orphan = engine.containers.create("podlab/busybox", labels=ours, network_mode="none")
    other = engine.containers.create("podlab/busybox", labels=foreign, network_mode="none")
    volume = engine.volumes.create(labels=ours)
    try:
        lab.restart()  # a start sweeps at once, then every 30 s
        eventually(lambda: not lab.left())
        there = {each.id for each in engine.containers.list(all=True, ignore_removed=True)}
        assert other.id in there
        assert orphan.id not in there
    finally:
        other.remove(force=True)
    assert volume.name not in [each.name for each in engine.volumes.list()]
