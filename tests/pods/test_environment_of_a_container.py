"""`$(VAR)`, env and envFrom, and what a container waits for."""

from typing import Any

import pytest
from lightkube.models.core_v1 import Container, Pod

from podlab.pods.expansion import (
    Environment,
    MissingSource,
    container_environment,
    expand,
    probe_command,
)
from podlab.pods.objects import containers_of, pod_of

CONFIG_MAPS = {
    "colours": {"data": {"sky": "blue", "grass": "green"}, "binaryData": {"b": "eA=="}},
    "other": {"data": {"sky": "grey"}},
}
SECRETS = {"door": {"data": {"key": "MTIzNA=="}}}


def pod_with(**fields: Any) -> tuple[Pod, Container]:
    pod = pod_of(
        {
            "metadata": {
                "name": "web",
                "namespace": "learner-1",
                "uid": "u-1",
                "labels": {"app": "shop", "a.b/c": "d"},
            },
            "spec": {
                "containers": [{"name": "c", **fields}, {"name": "d", "resources": LIMITS}],
            },
        }
    )
    return pod, containers_of(pod)[0]


LIMITS = {"limits": {"cpu": "1500m", "memory": "100Mi"}, "requests": {"cpu": "250m"}}


def environment(**fields: Any) -> Environment:
    pod, container = pod_with(**fields)
    return container_environment(container, pod, CONFIG_MAPS, SECRETS, "10.244.1.2")


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("$(A)", "1"),
        ("$(A)$(B)", "12"),
        ("$(C)", "$(C)"),
        ("$A ${A}", "$A ${A}"),
        ("$$(A)", "$(A)"),
        ("$$$(A)", "$1"),
        ("$$$$", "$$"),
        ("$(A", "$(A"),
        ("$(", "$("),
        ("$", "$"),
        ("a$", "a$"),
        ("$()", "$()"),
        ("$($(A))", "$($(A))"),
        ("$($$", "$($"),
    ],
)
def test_reference_is_filled_in(text: str, expanded: str) -> None:
    assert expand(text, {"A": "1", "B": "2"}) == expanded


def test_value_sees_only_what_stands_above_it() -> None:
    env = [
        {"name": "BELOW", "value": "$(LATER)"},
        {"name": "LATER", "value": "x"},
        {"name": "ABOVE", "value": "$(LATER)$(sky)"},
        {"name": "LATER", "value": "$(LATER)y"},
        {"name": "EMPTY", "value": ""},
    ]
    from_ = [{"configMapRef": {"name": "colours"}}]

    assert environment(env=env, envFrom=from_).variables == {
        "grass": "green",
        "sky": "blue",
        "BELOW": "$(LATER)",
        "LATER": "xy",
        "ABOVE": "xblue",
        "EMPTY": "",
    }


def test_later_sources_win_and_prefixes_are_put_before() -> None:
    from_ = [
        {"configMapRef": {"name": "colours"}},
        {"configMapRef": {"name": "other"}},
        {"prefix": "DOOR_", "secretRef": {"name": "door"}},
    ]
    env = [{"name": "grass", "value": "brown"}]

    assert environment(env=env, envFrom=from_).variables == {
        "sky": "grey",
        "grass": "brown",
        "DOOR_key": "1234",
    }


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"fieldRef": {"fieldPath": "metadata.name"}}, "web"),
        ({"fieldRef": {"fieldPath": "metadata.namespace"}}, "learner-1"),
        ({"fieldRef": {"fieldPath": "metadata.uid"}}, "u-1"),
        ({"fieldRef": {"fieldPath": "metadata.labels['app']"}}, "shop"),
        ({"fieldRef": {"fieldPath": "metadata.labels['a.b/c']"}}, "d"),
        ({"fieldRef": {"fieldPath": "metadata.annotations['none']"}}, ""),
        ({"fieldRef": {"fieldPath": "status.podIP"}}, "10.244.1.2"),
        ({"fieldRef": {"fieldPath": "spec.nodeName"}}, "podlab"),
        ({"fieldRef": {"fieldPath": "spec.serviceAccountName"}}, "default"),
        ({"resourceFieldRef": {"containerName": "d", "resource": "limits.cpu"}}, "2"),
        (
            {"resourceFieldRef": {"containerName": "d", "resource": "limits.cpu", "divisor": "1m"}},
            "1500",
        ),
        (
            {
                "resourceFieldRef": {
                    "containerName": "d",
                    "resource": "limits.memory",
                    "divisor": "1Gi",
                }
            },
            "1",
        ),
        ({"resourceFieldRef": {"resource": "requests.memory"}}, "0"),
        ({"resourceFieldRef": {"resource": "limits.cpu"}}, "2"),
        ({"configMapKeyRef": {"name": "colours", "key": "sky"}}, "blue"),
        ({"secretKeyRef": {"name": "door", "key": "key"}}, "1234"),
        ({"secretKeyRef": {"name": "door", "key": "none", "optional": True}}, None),
        ({"configMapKeyRef": {"name": "none", "key": "none", "optional": True}}, None),
    ],
)
def test_value_is_taken_from_its_source(source: dict[str, Any], value: str | None) -> None:
    variables = environment(env=[{"name": "A", "valueFrom": source}]).variables

    assert variables.get("A") == value


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"envFrom": [{"configMapRef": {"name": "x"}}]}, 'configmap "x" not found'),
        ({"envFrom": [{"secretRef": {"name": "x"}}]}, 'secret "x" not found'),
        (
            {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "x", "key": "k"}}}]},
            'secret "x" not found',
        ),
        (
            {
                "env": [
                    {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "other", "key": "k"}}}
                ]
            },
            "couldn't find key k in ConfigMap learner-1/other",
        ),
        (
            {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "door", "key": "k"}}}]},
            "couldn't find key k in Secret learner-1/door",
        ),
    ],
)
def test_missing_source_is_named_as_the_kubelet_does(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(MissingSource) as caught:
        environment(**fields)

    assert str(caught.value) == message


def test_missing_source_of_env_from_may_be_optional() -> None:
    from_ = [{"configMapRef": {"name": "x", "optional": True}}]

    assert environment(envFrom=from_).variables == {}


def test_command_and_args_are_filled_in() -> None:
    fields = {
        "command": ["sh", "-c", "echo $$$$ $(A)"],
        "args": ["$(NONE)"],
        "env": [{"name": "A", "value": "1"}],
    }
    _, container = pod_with(**fields)

    assert environment(**fields).command_of(container) == (
        ["sh", "-c", "echo $$ 1"],
        ["$(NONE)"],
    )


def test_exec_probe_sees_only_what_the_manifest_spells() -> None:
    env = [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "$(A)2"},
        {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]
    _, container = pod_with(env=env, envFrom=[{"configMapRef": {"name": "colours"}}])

    found = probe_command(container, ["$(A)", "$(B)", "[$(C)]", "$(sky)", "$$(A) $$$$"])

    assert found == ["1", "$(A)2", "[]", "$(sky)", "$(A) $$"]
