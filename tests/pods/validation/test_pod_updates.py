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
         "spec.schedulingGates"),
        (lambda pod: pod["spec"]["tolerations"].pop(), "spec.tolerations"),
        (lambda pod: pod["spec"]["containers"].append({"name": "d", "image": "i"}),
         "spec.containers"),
        (lambda pod: pod["spec"]["initContainers"].pop(), "spec.initContainers"),
        (lambda pod: pod["spec"].update(activeDeadlineSeconds=200), "spec.activeDeadlineSeconds"),
        (lambda pod: pod["spec"].pop("activeDeadlineSeconds"), "spec.activeDeadlineSeconds"),
        (lambda pod: pod["metadata"].update(namespace="b"), "metadata.namespace"),
    ],
)  # fmt: skip
def test_change_is_refused(edit: Callable[[dict[str, Any]], Any], path: str) -> None:
    assert change(edit) == [path]
