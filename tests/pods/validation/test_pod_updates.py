"""What may change in a Pod that exists."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from podlab.pods.defaults import default_object
from podlab.pods.validation import validate_pod_update

OLD = default_object(
    "Pod",
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "a", "uid": "1"},
        "spec": {
            "containers": [{"name": "c", "image": "nginx"}],
            "initContainers": [{"name": "i", "image": "busybox"}],
            "tolerations": [{"key": "a"}],
            "schedulingGates": [{"name": "one"}, {"name": "two"}],
            "nodeSelector": {"disk": "ssd"},
            "activeDeadlineSeconds": 100,
        },
    },
)


def change(edit: Callable[[dict[str, Any]], Any]) -> list[str]:
    new = copy.deepcopy(OLD)
    edit(new)
    return [error.path for error in validate_pod_update(new, OLD)]


@pytest.mark.parametrize(
    "edit",
    [
        lambda pod: pod["spec"]["containers"][0].update(image="nginx:1.27"),
        lambda pod: pod["spec"]["initContainers"][0].update(image="busybox:1.36"),
        lambda pod: pod["spec"].update(activeDeadlineSeconds=50),
        lambda pod: pod["spec"]["schedulingGates"].pop(),
        lambda pod: pod["spec"].pop("schedulingGates"),
        lambda pod: pod["spec"]["nodeSelector"].update(room="1"),
        lambda pod: pod["spec"]["tolerations"].append({"key": "b"}),
        lambda pod: pod["spec"]["tolerations"][0].update(tolerationSeconds=5),
        lambda pod: pod["metadata"].update(labels={"a": "b"}, annotations={"c": "d"}),
        lambda pod: pod.update(status={"phase": "Running"}),
    ],
)
def test_change_is_allowed(edit: Callable[[dict[str, Any]], Any]) -> None:
    assert change(edit) == []


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (lambda pod: pod["spec"]["containers"][0].update(args=["x"]), "spec"),
        (lambda pod: pod["spec"]["containers"][0].update(name="d"), "spec"),
        (lambda pod: pod["spec"].update(restartPolicy="Never"), "spec"),
        (lambda pod: pod["spec"].update(terminationGracePeriodSeconds=1), "spec"),
        (lambda pod: pod["spec"]["schedulingGates"].append({"name": "three"}),
         "spec.schedulingGates[2].name"),
        (lambda pod: pod["spec"]["tolerations"].pop(), "spec.tolerations"),
        (lambda pod: pod["spec"]["containers"].append({"name": "d", "image": "i"}),
         "spec.containers"),
        (lambda pod: pod["spec"]["initContainers"].pop(), "spec.initContainers"),
        (lambda pod: pod["spec"].update(activeDeadlineSeconds=200), "spec.activeDeadlineSeconds"),
        (lambda pod: pod["spec"].pop("activeDeadlineSeconds"), "spec.activeDeadlineSeconds"),
        (lambda pod: pod["spec"]["containers"][0].update(image="nginx "),
         "spec.containers[0].image"),
        (lambda pod: pod["spec"].update(nodeSelector={"disk": "hdd"}), "spec.nodeSelector"),
        (lambda pod: pod["metadata"].update(namespace="b"), "metadata.namespace"),
    ],
)  # fmt: skip
def test_change_is_refused(edit: Callable[[dict[str, Any]], Any], path: str) -> None:
    assert change(edit) == [path]


def test_other_nodes_are_chosen_before_the_gates_open_only() -> None:
    old, new = copy.deepcopy(OLD), copy.deepcopy(OLD)
    for pod in (old, new):
        del pod["spec"]["schedulingGates"]
    new["spec"]["nodeSelector"]["room"] = "1"

    assert [error.path for error in validate_pod_update(new, old)] == ["spec"]


def test_containers_that_come_or_go_are_all_that_is_told() -> None:
    new = copy.deepcopy(OLD)
    new["spec"]["initContainers"] = []
    new["spec"]["restartPolicy"] = "Never"

    assert [error.sentence for error in validate_pod_update(new, OLD)] == [
        "spec.initContainers: Forbidden: pod updates may not add or remove containers"
    ]


def test_sentence_says_what_may_change_and_what_would() -> None:
    new = copy.deepcopy(OLD)
    new["spec"]["restartPolicy"] = "Never"

    (error,) = validate_pod_update(new, OLD)

    first, *difference = error.problem.splitlines()
    assert first == (
        "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
        "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
        "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
        "(allow it to be set to 1 if it was previously negative)"
    )
    assert difference[4:6] == [
        '- \tRestartPolicy:                 "Always",',
        '+ \tRestartPolicy:                 "Never",',
    ]
    assert error.advised.splitlines()[-1] == "Delete the Pod and create it anew."
