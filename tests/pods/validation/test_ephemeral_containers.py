"""What an ephemeral container may be, and that none is changed or taken away."""

from typing import Any

import pytest

from podlab.pods.defaults import default_object
from podlab.pods.validation import ephemeral_update_errors, validate_object

NOT_HERE = "Forbidden: cannot be set for an Ephemeral Container"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "namespace": "a"},
    "spec": {
        "containers": [{"name": "app", "image": "nginx"}],
        "initContainers": [{"name": "first", "image": "busybox"}],
        "volumes": [{"name": "data"}],
    },
}


def pod_with(*ephemeral: dict[str, Any]) -> dict[str, Any]:
    spec = {**POD["spec"], "ephemeralContainers": [{"image": "busybox", **e} for e in ephemeral]}  # type: ignore[dict-item]
    return default_object("Pod", {**POD, "spec": spec})


def sentences(*ephemeral: dict[str, Any]) -> list[str]:
    found = validate_object("Pod", pod_with(*ephemeral), exists=True)
    return [error.sentence for error in found]


@pytest.mark.parametrize(
    "ephemeral",
    [
        {"name": "debug"},
        {"name": "debug", "targetContainerName": "app", "stdin": True, "tty": True},
        {"name": "debug", "targetContainerName": "first"},
        {"name": "debug", "volumeMounts": [{"name": "data", "mountPath": "/data"}]},
        {"name": "debug", "resources": {}, "command": ["sh"], "env": [{"name": "A", "value": "b"}]},
    ],
)
def test_what_is_sound(ephemeral: dict[str, Any]) -> None:
    assert sentences(ephemeral) == []


@pytest.mark.parametrize(
    ("ephemeral", "sentence"),
    [
        ({"name": "app"}, '[0].name: Duplicate value: "app"'),
        ({"name": "first"}, '[0].name: Duplicate value: "first"'),
        ({}, "[0].name: Required value"),
        ({"name": "d", "image": ""}, "[0].image: Required value"),
        ({"name": "d", "targetContainerName": "x"},
         '[0].targetContainerName: Not found: "x"'),
        ({"name": "d", "targetContainerName": "d"},
         '[0].targetContainerName: Not found: "d"'),
        ({"name": "d", "ports": [{"containerPort": 80}]}, f"[0].ports: {NOT_HERE}"),
        ({"name": "d", "livenessProbe": {"tcpSocket": {"port": 80}}},
         f"[0].livenessProbe: {NOT_HERE}"),
        ({"name": "d", "lifecycle": {"preStop": {"sleep": {"seconds": 1}}}},
         f"[0].lifecycle: {NOT_HERE}"),
        ({"name": "d", "resources": {"limits": {"cpu": "1"}}}, f"[0].resources: {NOT_HERE}"),
        ({"name": "d", "restartPolicy": "Always"}, f"[0].restartPolicy: {NOT_HERE}"),
        ({"name": "d", "volumeMounts": [{"name": "data", "mountPath": "/d", "subPath": "a"}]},
         f"[0].volumeMounts[0].subPath: {NOT_HERE}"),
        ({"name": "d", "volumeMounts": [{"name": "no", "mountPath": "/d"}]},
         '[0].volumeMounts[0].name: Not found: "no"'),
    ],
)  # fmt: skip
def test_what_is_refused(ephemeral: dict[str, Any], sentence: str) -> None:
    assert sentences(ephemeral) == [f"spec.ephemeralContainers{sentence}"]


def test_two_of_one_name_are_refused() -> None:
    assert sentences({"name": "d"}, {"name": "d"}) == [
        'spec.ephemeralContainers[1].name: Duplicate value: "d"'
    ]


def test_a_new_pod_has_none() -> None:
    found = validate_object("Pod", pod_with({"name": "d"}))

    assert [error.sentence for error in found] == [
        "spec.ephemeralContainers: Forbidden: cannot be set on create"
    ]


@pytest.mark.parametrize(
    ("now", "problems"),
    [
        ([{"name": "a"}, {"name": "b"}], []),
        ([{"name": "b"}, {"name": "a"}], []),
        ([{"name": "b"}], ['existing ephemeral containers "a" may not be removed']),
        ([], ['existing ephemeral containers "a" may not be removed']),
        ([{"name": "a", "tty": True}], ['existing ephemeral containers "a" may not be changed']),
    ],
)
def test_only_additions_are_allowed(now: list[dict[str, Any]], problems: list[str]) -> None:
    found = ephemeral_update_errors(pod_with(*now), pod_with({"name": "a"}))

    assert [error.sentence.partition("\n")[0] for error in found] == [
        f"spec.ephemeralContainers: Forbidden: {problem}" for problem in problems
    ]
