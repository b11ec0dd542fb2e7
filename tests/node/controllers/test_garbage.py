"""Dependents follow their owners: in the background, in the foreground, or not at all."""

from typing import Any

import pytest

from podlab.node.housekeeping.namespaces import terminate_namespace
from podlab.node.objects.deleting import Propagation, delete
from podlab.workloads.ownership import controller_of
from tests.node.controllers.conftest import Lab
from tests.support.waiting import eventually


def left(lab: Lab) -> list[str]:
    return [each for kind in ("deployments", "replicasets", "pods") for each in lab.names(kind)]


@pytest.mark.parametrize("propagation", [None, "Background", "Foreground"])
def test_a_deployment_takes_everything_along(lab: Lab, propagation: Propagation | None) -> None:
    deployment = lab.deploy(3)
    eventually(lab.rolled_out)

    delete(lab.store, "deployments", deployment, propagation=propagation)
    eventually(lambda: left(lab) == [])


def test_orphans_stay_and_can_be_adopted_again(lab: Lab) -> None:
    deployment = lab.deploy(2)
    eventually(lab.rolled_out)
    pods = lab.names("pods")

    delete(lab.store, "deployments", deployment, propagation="Orphan")
    eventually(lambda: lab.names("deployments") == [])
    (replica_set,) = lab.store.list("replicasets").items
    assert controller_of(replica_set) is None
    lab.deploy(2)
    eventually(lab.rolled_out)
    assert controller_of(lab.store.list("replicasets").items[0]) is not None
    assert lab.names("pods") == pods


def config(lab: Lab, name: str, *owners: dict[str, Any]) -> dict[str, Any]:
    references = [
        {"apiVersion": "v1", "kind": "ConfigMap", "name": each["metadata"]["name"],
         "uid": each["metadata"]["uid"]}
        for each in owners
    ]  # fmt: skip
    metadata = {"name": name, "namespace": "default", "ownerReferences": references}
    return lab.store.create("configmaps", {"metadata": metadata})


def test_owners_that_a_user_named_count_for_any_kind(lab: Lab) -> None:
    first, second = config(lab, "first"), config(lab, "second")
    config(lab, "of-both", first, second)
    config(lab, "of-first", first)

    lab.store.delete("configmaps", "default", "first")
    eventually(lambda: lab.names("configmaps") == ["of-both", "second"])
    owners = lab.store.get("configmaps", "default", "of-both")["metadata"]["ownerReferences"]
    assert [each["name"] for each in owners] == ["second"]


def test_what_lost_its_owner_while_nobody_looked_is_collected(stopped_lab: Lab) -> None:
    owner = config(stopped_lab, "owner")
    config(stopped_lab, "child", owner)
    stopped_lab.store.delete("configmaps", "default", "owner")

    stopped_lab.start()
    eventually(lambda: stopped_lab.names("configmaps") == [])


def test_nothing_is_made_anew_while_a_namespace_ends(lab: Lab) -> None:
    lab.store.create("namespaces", {"metadata": {"name": "class"}, "status": {"phase": "Active"}})
    deployment = lab.deploy(3)
    lab.store.delete("deployments", "default", "web")
    moved = {**deployment, "metadata": {"name": "web", "namespace": "class"}}
    lab.store.create("deployments", moved)
    eventually(lambda: len(lab.store.list("pods", "class").items) == 3)

    terminate_namespace(lab.store, "class")
    eventually(lambda: lab.names("namespaces") == ["default"])
    assert left(lab) == []
