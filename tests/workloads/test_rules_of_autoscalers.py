"""What the API server refuses in autoscalers, word for word, and what nobody measures here."""

from typing import Any

import pytest

from podlab.workloads.defaults import default_object
from podlab.workloads.validation import validate_object

KIND = "HorizontalPodAutoscaler"


def autoscaler(**spec: Any) -> dict[str, Any]:
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    return {
        "metadata": {"name": "web"},
        "spec": {"scaleTargetRef": reference, "maxReplicas": 3, **spec},
    }


def metric(**target: Any) -> list[dict[str, Any]]:
    return [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"metrics": metric(type="AverageValue", averageValue="100m")}, []),
        (
            {"minReplicas": 0, "maxReplicas": 0},
            [
                "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
                "spec.maxReplicas: Invalid value: 0: must be greater than 0",
            ],
        ),
        (
            {"minReplicas": 4},
            ["spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`"],
        ),
        (
            {"scaleTargetRef": {"kind": "Deployment"}},
            ["spec.scaleTargetRef.name: Required value"],
        ),
        (
            {"metrics": metric(type="Utilization")},
            [
                (
                    "spec.metrics[0].resource.target.averageUtilization: Required value: "
                    "must set either a target raw value or a target utilization"
                )
            ],
        ),
        (
            {"metrics": metric(type="Utilization", averageUtilization=0)},
            [
                (
                    "spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: "
                    "must be greater than 0"
                )
            ],
        ),
        (
            {"metrics": [{"type": "Pods", "pods": {"metric": {"name": "hits"}}}]},
            [
                (
                    "spec.metrics[0].pods: Forbidden: this node measures cpu and memory of whole "
                    "Pods, and nothing else"
                )
            ],
        ),
        (
            {"behavior": {"scaleUp": {"policies": [{"type": "Few", "value": 0}]}}},
            [
                (
                    'spec.behavior.scaleUp.policies[0].type: Unsupported value: "Few": '
                    'supported values: "Percent", "Pods"'
                ),
                (
                    "spec.behavior.scaleUp.policies[0].value: Invalid value: 0: "
                    "must be greater than zero"
                ),
                (
                    "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 0: "
                    "must be greater than zero"
                ),
            ],
        ),
        (
            {"behavior": {"scaleDown": {"stabilizationWindowSeconds": 3601}}},
            [
                (
                    "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: "
                    "must be less than or equal to 3600"
                )
            ],
        ),
    ],
)
def test_rules_of_an_autoscaler(spec: dict[str, Any], expected: list[str]) -> None:
    errors = validate_object(KIND, autoscaler(**spec))

    assert [error.sentence for error in errors] == expected


def test_defaults_are_stable() -> None:
    once = default_object(KIND, autoscaler(behavior={}))

    assert default_object(KIND, once) == once


@pytest.mark.parametrize("value", [None, "x", 5, [], {}, [{}], {"resource": []}])
def test_no_value_breaks_the_rules(value: Any) -> None:
    assert validate_object(KIND, {"metadata": {"name": "web"}, "spec": value})
    for field in ("metrics", "behavior", "scaleTargetRef"):
        validate_object(KIND, autoscaler(**{field: value}))
