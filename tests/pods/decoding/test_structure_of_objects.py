"""Unknown fields and wrong types: all at once, with exact paths and advice."""

from typing import Any

import pytest

from podlab.pods.errors import FieldError
from podlab.pods.validation import structure_errors


def pod(**container: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"containers": [{"name": "c", "image": "i", **container}]},
    }


@pytest.mark.parametrize(
    ("container", "path", "advice"),
    [
        ({"imagePullpolicy": "Always"}, "imagePullpolicy", "Did you mean imagePullPolicy?"),
        ({"volumeMount": []}, "volumeMount", "Did you mean volumeMounts?"),
        ({"comand": []}, "comand", "Did you mean command?"),
        (
            {"securityContext": {"fsGroup": 1}},
            "securityContext.fsGroup",
            "fsGroup belongs to spec.securityContext; check the indentation.",
        ),
        ({"hostname": "x"}, "hostname", "hostname belongs to spec; check the indentation."),
        ({"restartPolicyRules": []}, "restartPolicyRules", "This field is newer than v1.32"),
    ],
)
def test_unknown_field_comes_with_advice(container: dict[str, Any], path: str, advice: str) -> None:
    errors = structure_errors("Pod", pod(**container))
    full = f"spec.containers[0].{path}"

    assert errors.unknown == (full,)
    assert errors.advice[full].startswith(advice)


@pytest.mark.parametrize(
    ("container", "path", "sentence", "advice"),
    [
        (
            {"env": [{"name": "A", "value": True}]},
            "env[0].value",
            (
                "json: cannot unmarshal bool into Go struct field "
                "EnvVar.spec.containers.env.value of type string"
            ),
            'Quote it: "true" (YAML reads yes, no, on, off, y and n so too).',
        ),
        (
            {"env": [{"name": "A", "value": 8080}]},
            "env[0].value",
            (
                "json: cannot unmarshal number into Go struct field "
                "EnvVar.spec.containers.env.value of type string"
            ),
            'Quote it: "8080".',
        ),
        (
            {"ports": [{"containerPort": "80"}]},
            "ports[0].containerPort",
            (
                "json: cannot unmarshal string into Go struct field "
                "ContainerPort.spec.containers.ports.containerPort of type int32"
            ),
            "Write the number without quotes: 80.",
        ),
        (
            {"command": "sleep 60"},
            "command",
            (
                "json: cannot unmarshal string into Go struct field "
                "Container.spec.containers.command of type []string"
            ),
            "A list belongs here: begin each entry with a dash and a space.",
        ),
        (
            {"stdin": "yes"},
            "stdin",
            (
                "json: cannot unmarshal string into Go struct field "
                "Container.spec.containers.stdin of type bool"
            ),
            "Write true or false, without quotes.",
        ),
        (
            {"resources": []},
            "resources",
            (
                "json: cannot unmarshal array into Go struct field "
                "Container.spec.containers.resources of type v1.ResourceRequirements"
            ),
            "Fields belong here, not a list: write them without a dash.",
        ),
        (
            {"resources": {"limits": {"memory": "64 megabytes"}}},
            "resources.limits[memory]",
            (
                "quantities must match the regular expression "
                "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            ),
            "Write a number, such as 100m or 0.5 for cpu and 64Mi for memory.",
        ),
        (
            {"livenessProbe": {"periodSeconds": 1.5}},
            "livenessProbe.periodSeconds",
            (
                "json: cannot unmarshal number 1.5 into Go struct field "
                "Probe.spec.containers.livenessProbe.periodSeconds of type int32"
            ),
            "A whole number belongs here, and not so large a one.",
        ),
    ],
)
def test_wrong_type_names_the_exact_path(
    container: dict[str, Any], path: str, sentence: str, advice: str
) -> None:
    assert structure_errors("Pod", pod(**container)).wrong_types == (
        FieldError(f"spec.containers[0].{path}", sentence, advice),
    )


def test_all_are_found_at_once() -> None:
    errors = structure_errors("Pod", pod(tty="no", stdin=1, foo=1, bar={"baz": None}))

    assert [error.path for error in errors.wrong_types] == [
        "spec.containers[0].tty",
        "spec.containers[0].stdin",
    ]
    assert errors.unknown == ("spec.containers[0].foo", "spec.containers[0].bar")


def test_what_is_left_has_neither_nulls_nor_mistakes() -> None:
    obj = pod(command=None, tty="no", args=["a", None], ports=[None], env=[{"name": None}], x=1)
    labelled = {**obj, "metadata": {"name": "web", "labels": {"a": None}}}

    decoded = structure_errors("Pod", labelled).object

    assert decoded["metadata"]["labels"] == {"a": ""}
    assert decoded["spec"]["containers"] == [
        {"name": "c", "image": "i", "args": ["a", ""], "ports": [{}], "env": [{}]}
    ]


def test_secret_data_that_is_not_base64() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "data": {"a": "abc"}}
    (error,) = structure_errors("Secret", secret).wrong_types

    assert error.sentence == "data[a]: illegal base64 data at input byte 3"


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("2026-01-02T03:04:05Z", True),
        ("2026-01-02T03:04:05.5+01:00", True),
        ("2026-01-02", False),
        ("2026-13-02T03:04:05Z", False),
        ("now", False),
    ],
)
def test_time_is_written_as_rfc_3339(text: str, fine: bool) -> None:
    obj = {**pod(), "metadata": {"name": "web", "creationTimestamp": text}}

    assert (structure_errors("Pod", obj).wrong_type is None) == fine


def test_a_number_beyond_all_bounds_is_no_amount() -> None:
    errors = structure_errors("Pod", pod(resources={"limits": {"cpu": 10**400}}))

    assert [error.path for error in errors.wrong_types] == [
        "spec.containers[0].resources.limits[cpu]"
    ]
