"""A real kubectl rolls Deployments out and back, scales them, and takes them away."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.kubectl import Kubectl
from tests.support.waiting import eventually

pytestmark = pytest.mark.kubectl

ROLLED_OUT = 'deployment "web" successfully rolled out'


@pytest.fixture
def web(kubectl: Kubectl) -> Iterator[str]:
    """A Deployment of two Pods that are ready."""
    kubectl("create", "deployment", "web", "--image=nginx", "--replicas=2")
    assert rolled_out(kubectl)
    yield "deploy/web"
    kubectl("delete", "deploy,rs,pod", "--all", "--grace-period=1")


def rolled_out(kubectl: Kubectl) -> bool:
    return ROLLED_OUT in kubectl.output("rollout", "status", "deploy/web", "--timeout=90s")


def items(kubectl: Kubectl, resource: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kubectl.output("get", resource, "-o", "json"))["items"]
    return found


def names(kubectl: Kubectl, resource: str) -> set[str]:
    return set(kubectl.output("get", resource, "-o", "name").split())


def variables(kubectl: Kubectl) -> list[str]:
    path = "jsonpath={.spec.template.spec.containers[0].env[*].value}"
    return kubectl.output("get", "deploy/web", "-o", path).split()


def test_a_deployment_makes_a_replica_set_which_makes_pods(kubectl: Kubectl, web: str) -> None:
    [row] = kubectl.lines(["get", "deploy", "--no-headers", "-o", "wide"])
    [set_row] = kubectl.lines(["get", "rs", "--no-headers", "-o", "wide"])
    cells = row.split()
    assert cells[:4] == ["web", "2/2", "2", "2"]
    assert cells[5:] == ["nginx", "nginx", "app=web"]
    name, *numbers = set_row.split()[:4]
    assert numbers == ["2", "2", "2"]

    everything = kubectl.output("get", "all")
    assert "deployment.apps/web" in everything
    assert f"replicaset.apps/{name}" in everything
    assert everything.count(f"pod/{name}-") == 2
    owners = [pod["metadata"]["ownerReferences"][0] for pod in items(kubectl, "pods")]
    assert [(owner["kind"], owner["name"]) for owner in owners] == 2 * [("ReplicaSet", name)]

    described = kubectl.output("describe", web)
    assert f"NewReplicaSet:   {name} (2/2 replicas created)" in described
    assert f"Scaled up replica set {name} from 0 to 2" in described
    assert "Created pod: " in kubectl.output("describe", "rs", name)


def test_a_rollout_has_a_history_and_can_be_undone(kubectl: Kubectl, web: str) -> None:
    kubectl("set", "env", web, "COLOR=green")
    assert rolled_out(kubectl)
    assert "COLOR:\tgreen" in kubectl.output("rollout", "history", web, "--revision=2")
    assert variables(kubectl) == ["green"]

    assert kubectl.output("rollout", "undo", web) == "deployment.apps/web rolled back\n"
    assert rolled_out(kubectl)

    assert variables(kubectl) == []
    history = kubectl.lines(["rollout", "history", web])
    assert [line.split()[0] for line in history if line[:1].isdigit()] == ["2", "3"]
    assert sorted(each["spec"]["replicas"] for each in items(kubectl, "rs")) == [0, 2]


def test_a_paused_deployment_waits_with_its_rollout(kubectl: Kubectl, web: str) -> None:
    kubectl("rollout", "pause", web)
    kubectl("set", "env", web, "COLOR=green")
    kubectl("scale", web, "--replicas=1")
    eventually(lambda: len(items(kubectl, "pods")) == 1)
    assert len(items(kubectl, "rs")) == 1

    kubectl("rollout", "resume", web)
    assert rolled_out(kubectl)

    assert len(items(kubectl, "rs")) == 2
    kubectl("rollout", "restart", web)
    assert rolled_out(kubectl)
    assert len(items(kubectl, "rs")) == 3


def test_scale_makes_pods_and_takes_them_away(kubectl: Kubectl, web: str) -> None:
    assert kubectl.output("scale", web, "--replicas=3") == "deployment.apps/web scaled\n"
    assert rolled_out(kubectl)
    assert len(items(kubectl, "pods")) == 3

    kubectl("scale", web, "--replicas=0", "--current-replicas=3")
    kubectl("wait", "--for=delete", "pod", "-l", "app=web", "--timeout=90s")
    assert kubectl.lines(["get", web, "--no-headers"])[0].split()[:4] == ["web", "0/0", "0", "0"]


def test_a_deleted_pod_comes_back_under_another_name(kubectl: Kubectl, web: str) -> None:
    before = names(kubectl, "pods")
    victim = min(before)

    kubectl("delete", victim, "--grace-period=1")
    kubectl("wait", "--for=jsonpath={.status.readyReplicas}=2", web, "--timeout=90s")

    after = names(kubectl, "pods")
    assert victim not in after
    assert len(after & before) == 1


def test_an_image_that_does_not_exist_leaves_the_old_pods_running(
    kubectl: Kubectl, web: str
) -> None:
    before = names(kubectl, "pods")

    warned = kubectl("set", "image", web, "nginx=nowhere/nothing").stderr
    assert "Warning: no Pod of this template will be let in" in warned
    kubectl("wait", "--for=condition=ReplicaFailure", web, "--timeout=90s")

    failures = kubectl.output("get", "events", "--field-selector=reason=FailedCreate")
    assert "nowhere/nothing" in failures
    assert before <= names(kubectl, "pods")
    kubectl("rollout", "undo", web)
    assert rolled_out(kubectl)
    assert names(kubectl, "pods") == before


def test_background_takes_everything_away(kubectl: Kubectl, web: str) -> None:
    kubectl("delete", web)

    assert names(kubectl, "deploy") == set()
    eventually(lambda: names(kubectl, "rs,pods") == set())


def test_foreground_takes_the_pods_away_first(kubectl: Kubectl, web: str) -> None:
    kubectl("delete", web, "--cascade=foreground", "--timeout=90s")

    assert names(kubectl, "deploy,rs,pods") == set()


def test_orphans_stay_and_are_adopted(kubectl: Kubectl, web: str) -> None:
    before = names(kubectl, "rs,pods")
    kubectl("delete", web, "--cascade=orphan")
    assert names(kubectl, "rs,pods") == before
    [orphan] = items(kubectl, "rs")
    assert "ownerReferences" not in orphan["metadata"]

    kubectl("create", "deployment", "web", "--image=nginx", "--replicas=2")
    assert rolled_out(kubectl)

    assert names(kubectl, "rs,pods") == before
    [adopted] = items(kubectl, "rs")
    assert adopted["metadata"]["ownerReferences"][0]["kind"] == "Deployment"


def test_a_namespace_goes_with_its_deployments(kubectl: Kubectl) -> None:
    name = f"{kubectl.namespace}-c"
    kubectl("create", "namespace", name)
    kubectl("create", "deployment", "web", "--image=nginx", "-n", name)
    kubectl("rollout", "status", "deploy/web", "-n", name, "--timeout=90s")

    assert f'namespace "{name}" deleted' in kubectl.output("delete", "namespace", name)

    assert "not found" in kubectl("get", "namespace", name, check=False).stderr
