"""What the API server adds to an object."""

import copy
from typing import Any

import pytest

from podlab.pods.defaults import default_object

BARE = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "c", "image": "nginx"}]},
}


def with_container(**fields: Any) -> dict[str, Any]:
    pod = {**BARE, "spec": {"containers": [{"name": "c", "image": "nginx", **fields}]}}
    container: dict[str, Any] = default_object("Pod", pod)["spec"]["containers"][0]
    return container


def test_bare_pod_gets_the_defaults_of_1_32() -> None:
    assert default_object("Pod", BARE)["spec"] == {
        "containers": [
            {
                "name": "c",
                "image": "nginx",
                "imagePullPolicy": "Always",
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }
        ],
        "dnsPolicy": "ClusterFirst",
        "enableServiceLinks": True,
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "serviceAccountName": "default",
        "terminationGracePeriodSeconds": 30,
    }


def test_defaults_of_defaults_change_nothing_and_the_input_is_left_alone() -> None:
    before = copy.deepcopy(BARE)
    once = default_object("Pod", BARE)

    assert default_object("Pod", once) == once
    assert before == BARE


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.27", "IfNotPresent"),
        ("localhost:5000/nginx", "Always"),
        ("nginx@sha256:0123", "IfNotPresent"),
    ],
)
def test_pull_policy_follows_the_tag(image: str, policy: str) -> None:
    assert with_container(image=image)["imagePullPolicy"] == policy


def test_zero_grace_period_is_kept() -> None:
    pod = {**BARE, "spec": {**BARE["spec"], "terminationGracePeriodSeconds": 0}}  # type: ignore[dict-item]

    assert default_object("Pod", pod)["spec"]["terminationGracePeriodSeconds"] == 0


def test_requests_default_to_limits_one_by_one() -> None:
    resources = {"limits": {"cpu": 1, "memory": "1024Mi"}, "requests": {"cpu": 0.5}}

    assert with_container(resources=resources)["resources"] == {
        "limits": {"cpu": "1", "memory": "1Gi"},
        "requests": {"cpu": "500m", "memory": "1Gi"},
    }


def test_probe_values_of_zero_mean_the_default() -> None:
    probe = {"httpGet": {"port": 80}, "periodSeconds": 0, "failureThreshold": 5}

    assert with_container(livenessProbe=probe)["livenessProbe"] == {
        "httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 5,
    }


@pytest.mark.parametrize(
    ("volume", "filled"),
    [
        ({"name": "v"}, {"name": "v", "emptyDir": {}}),
        ({"name": "v", "emptyDir": None}, {"name": "v", "emptyDir": {}}),
        (
            {"name": "v", "configMap": {"name": "c"}},
            {"name": "v", "configMap": {"name": "c", "defaultMode": 0o644}},
        ),
        (
            {"name": "v", "secret": {"secretName": "s", "defaultMode": 0}},
            {"name": "v", "secret": {"secretName": "s", "defaultMode": 0}},
        ),
    ],
)
def test_volume_is_filled_in(volume: dict[str, Any], filled: dict[str, Any]) -> None:
    pod = {**BARE, "spec": {"containers": [], "volumes": [volume]}}

    assert default_object("Pod", pod)["spec"]["volumes"] == [filled]


def test_secret_takes_its_string_data_in() -> None:
    secret = {"kind": "Secret", "data": {"a": "eA==", "b": "eA=="}, "stringData": {"b": "y"}}

    assert default_object("Secret", secret) == {
        "kind": "Secret",
        "type": "Opaque",
        "data": {"a": "eA==", "b": "eQ=="},
    }


def test_nulls_are_absent_and_amounts_canonical() -> None:
    pod = {
        **BARE,
        "spec": {
            "containers": [{"name": "c", "image": "nginx", "command": None, "args": ["a", None]}],
            "volumes": [{"name": "v", "emptyDir": {"sizeLimit": 1048576}}],
        },
    }
    spec = default_object("Pod", pod)["spec"]

    assert spec["volumes"] == [{"name": "v", "emptyDir": {"sizeLimit": "1048576"}}]
    assert "command" not in spec["containers"][0]
    assert spec["containers"][0]["args"] == ["a", ""]
