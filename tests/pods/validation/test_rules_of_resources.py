"""Amounts of resources: huge pages, what is newer than v1.32, and policies of a resize."""

from typing import Any

import pytest

from podlab.pods.errors import FieldError
from podlab.pods.validation import validate_object

C = "spec.containers[0]"
R = f"{C}.resources"
MULTIPLE = "is not positive integer multiple of"


def errors(container: dict[str, Any], **spec: Any) -> list[FieldError]:
    one = {"name": "c", "image": "i", **container}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
           "spec": {"containers": [one], **spec}}  # fmt: skip
    return validate_object("Pod", pod)


@pytest.mark.parametrize(
    ("limits", "requests", "told"),
    [
        ({"cpu": "1", "hugepages-2Mi": "4Mi"}, {}, []),
        ({"memory": "1", "hugepages-2Mi": "4Mi", "hugepages-1Gi": "0"}, {}, []),
        ({"hugepages-2Mi": "4Mi"}, {}, ["resources: Forbidden: HugePages require cpu or memory"]),
        ({"cpu": "1", "hugepages-2Mi": "3Mi"}, {},
         [f'resources.{part}[hugepages-2Mi]: Invalid value: "3Mi": 3Mi {MULTIPLE} hugepages-2Mi'
          for part in ("limits", "requests")]),
        ({"cpu": "1", "hugepages-big": "1"}, {"hugepages-big": "1"},
         [f'resources.{part}[hugepages-big]: Invalid value: "1": 1 {MULTIPLE} hugepages-big'
          for part in ("limits", "requests")]),
        ({"cpu": "1", "hugepages-2Mi": "4Mi"}, {"hugepages-2Mi": "2Mi"},
         ['resources.requests: Invalid value: "2Mi": must be equal to hugepages-2Mi limit of 4Mi']),
        ({}, {"cpu": "1", "hugepages-2Mi": "2Mi"},
         ["resources.limits: Required value: Limit must be set for non overcommitable resources"]),
        ({"cpu": "1"}, {"cpu": "2"},
         ['resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1']),
    ],
)  # fmt: skip
def test_amounts(limits: dict[str, str], requests: dict[str, str], told: list[str]) -> None:
    found = errors({"resources": {"limits": limits, "requests": requests}})

    assert [error.sentence for error in found] == [f"{C}.{each}" for each in told]


def test_number_of_processes_is_newer() -> None:
    first, second, *_ = errors({"resources": {"limits": {"pids": "100"}}})

    assert first.sentence == (
        f"{R}.limits[pids]: Invalid value: pids: must be a standard resource type or fully "
        "qualified"
    )
    assert second.problem == "Invalid value: pids: must be a standard resource for containers"
    assert second.advice == "limits.pids is newer than v1.32, which Podlab follows."


@pytest.mark.parametrize(
    ("where", "policy", "problem"),
    [
        ("containers", "Always", "Forbidden: may not be set for non-init containers"),
        ("containers", "Never", "Forbidden: may not be set for non-init containers"),
        ("initContainers", "OnFailure",
         'Unsupported value: "OnFailure": supported values: "Always"'),
    ],
)  # fmt: skip
def test_restart_policy_of_one_container(where: str, policy: str, problem: str) -> None:
    one = {"name": "one", "image": "i", "restartPolicy": policy}
    rest = {"containers": [one]} if where == "containers" else {"initContainers": [one]}

    (error,) = errors({}, **rest)

    assert (error.path, error.problem) == (f"spec.{where}[0].restartPolicy", problem)
    assert "newer than v1.32" in error.advice


@pytest.mark.parametrize(
    ("policies", "restart", "told"),
    [
        ([("cpu", "NotRequired"), ("memory", "RestartContainer")], "Always", []),
        ([("cpu", "NotRequired"), ("cpu", "NotRequired")], "Always",
         ['[1]: Duplicate value: "cpu"']),
        ([("disk", "Never")], "Always",
         [': Unsupported value: "disk": supported values: "cpu", "memory"',
          ': Unsupported value: "Never": supported values: "NotRequired", "RestartContainer"']),
        ([("", "")], "Always", [": Required value", ": Required value"]),
        ([("cpu", "RestartContainer")], "Never",
         [(': Invalid value: "RestartContainer": must be \'NotRequired\' when `restartPolicy` is '
           "'Never'")]),
    ],
)  # fmt: skip
def test_resize_policy(policies: list[tuple[str, str]], restart: str, told: list[str]) -> None:
    listed = [{"resourceName": name, "restartPolicy": policy} for name, policy in policies]

    found = errors({"resizePolicy": listed}, restartPolicy=restart)

    assert [error.sentence for error in found] == [f"{C}.resizePolicy{each}" for each in told]


def test_init_containers_have_no_resize_policy() -> None:
    policy = {"resourceName": "cpu", "restartPolicy": "NotRequired"}
    init = {"name": "one", "image": "i", "resizePolicy": [policy]}

    assert [error.sentence for error in errors({}, initContainers=[init])] == [
        (
            "spec.initContainers[0].resizePolicy: Invalid value: []core.ContainerResizePolicy{"
            'core.ContainerResizePolicy{ResourceName:"cpu", RestartPolicy:"NotRequired"}}: '
            "must not be set for init containers"
        )
    ]
