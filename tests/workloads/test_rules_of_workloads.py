"""What the API server refuses in Deployments and ReplicaSets, word for word."""

import copy
from typing import Any

import pytest

from podlab.pods.validation.names import label
from podlab.workloads.defaults import default_object
from podlab.workloads.validation import validate_object, validate_update

NO_LABELS = "`selector` does not match template `labels`"
SELECTOR = "spec.selector: Invalid value: v1.LabelSelector"
UPDATE = "spec.strategy.rollingUpdate"
NOTHING_MAY_GO = 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}'


def deployment(**spec: Any) -> dict[str, Any]:
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "nginx", "image": "nginx"}]},
    }
    return {
        "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": template, **spec},
    }


def template(labels: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    containers = [{"name": "nginx", "image": "nginx"}]
    metadata = {"labels": {"app": "web"} if labels is None else labels}
    return {"metadata": metadata, "spec": {"containers": containers, **spec}}


def sentences(kind: str, obj: dict[str, Any]) -> list[str]:
    return [error.sentence for error in validate_object(kind, obj)]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet"])
def test_a_plain_one_is_fine(kind: str) -> None:
    assert sentences(kind, deployment()) == []


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            {"replicas": -1},
            ["spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            {"selector": None},
            [
                "spec.selector: Required value",
                'spec.template.metadata.labels: Invalid value: map[string]string{"app":"web"}: '
                + NO_LABELS,
            ],
        ),
        (
            {"selector": {}},
            [
                (
                    f"{SELECTOR}{{MatchLabels:map[string]string(nil)"
                    ", MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: "
                    "empty selector is invalid for deployment"
                )
            ],
        ),
        (
            {"selector": {"matchExpressions": [{"key": "app", "operator": "In"}]}},
            [
                (
                    "spec.selector.matchExpressions[0].values: Required value: "
                    "must be specified when `operator` is 'In' or 'NotIn'"
                ),
                (
                    f"{SELECTOR}{{MatchLabels:map[string]string(nil)"
                    ", MatchExpressions:[]v1.LabelSelectorRequirement{v1.LabelSelectorRequirement{"
                    'Key:"app", Operator:"In", Values:[]string(nil)}}}: invalid label selector'
                ),
            ],
        ),
        (
            {"template": template({"app": "shop"})},
            [
                'spec.template.metadata.labels: Invalid value: map[string]string{"app":"shop"}: '
                + NO_LABELS
            ],
        ),
        (
            {"template": template(restartPolicy="Never")},
            [
                (
                    'spec.template.spec.restartPolicy: Unsupported value: "Never": '
                    'supported values: "Always"'
                )
            ],
        ),
        (
            {"template": template(containers=[{"name": "A", "image": ""}])},
            [
                (f'spec.template.spec.containers[0].name: Invalid value: "A": {label("A")[0]}'),
                "spec.template.spec.containers[0].image: Required value",
            ],
        ),
        (
            {"template": template(activeDeadlineSeconds=5)},
            [
                (
                    "spec.template.spec.activeDeadlineSeconds: Forbidden: "
                    "activeDeadlineSeconds in ReplicaSet is not Supported"
                )
            ],
        ),
        (
            {"minReadySeconds": -1},
            ["spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0"],
        ),
    ],
)
@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet"])
def test_rules_of_both(kind: str, spec: dict[str, Any], expected: list[str]) -> None:
    assert sentences(kind, deployment(**spec)) == expected


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"strategy": {"type": "Recreate"}}, []),
        (
            {"strategy": {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}},
            [
                f"{UPDATE}: Forbidden: may not be specified when strategy `type` is 'Recreate'",
            ],
        ),
        (
            {"strategy": {"type": "Rolling"}},
            [
                (
                    'spec.strategy: Unsupported value: "Rolling": '
                    'supported values: "Recreate", "RollingUpdate"'
                )
            ],
        ),
        (
            {"strategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}},
            [
                (
                    f"{UPDATE}.maxUnavailable: Invalid value: {NOTHING_MAY_GO}: "
                    "may not be 0 when `maxSurge` is 0"
                )
            ],
        ),
        (
            {"strategy": {"rollingUpdate": {"maxUnavailable": "101%"}}},
            [
                (
                    f"{UPDATE}.maxUnavailable: Invalid value: "
                    'intstr.IntOrString{Type:1, IntVal:0, StrVal:"101%"}: '
                    "must not be greater than 100%"
                )
            ],
        ),
        (
            {"strategy": {"rollingUpdate": {"maxSurge": "many"}}},
            [
                (
                    f"{UPDATE}.maxSurge: Invalid value: "
                    'intstr.IntOrString{Type:1, IntVal:0, StrVal:"many"}: a valid percent string '
                    "must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', "
                    "regex used for validation is '[0-9]+%')"
                )
            ],
        ),
        (
            {"minReadySeconds": 9, "progressDeadlineSeconds": 9},
            [
                (
                    "spec.progressDeadlineSeconds: Invalid value: 9: must be greater than "
                    "minReadySeconds"
                )
            ],
        ),
        (
            {"revisionHistoryLimit": -1},
            ["spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0"],
        ),
    ],
)
def test_rules_of_a_deployment(spec: dict[str, Any], expected: list[str]) -> None:
    assert sentences("Deployment", deployment(**spec)) == expected


def test_without_a_template_everything_in_it_is_missing() -> None:
    bare = deployment()
    del bare["spec"]["template"]

    assert sentences("Deployment", bare) == [
        f"spec.template.metadata.labels: Invalid value: map[string]string(nil): {NO_LABELS}",
        "spec.template.spec.containers: Required value",
    ]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet"])
def test_a_selector_stays_as_it_is(kind: str) -> None:
    old = default_object(kind, deployment())
    new = copy.deepcopy(old)
    new["spec"]["replicas"] = 7
    assert validate_update(kind, new, old) == []
    new["spec"]["selector"]["matchLabels"]["app"] = "shop"

    assert [error.sentence for error in validate_update(kind, new, old)] == [
        (
            f'{SELECTOR}{{MatchLabels:map[string]string{{"app":"shop"}}'
            ", MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable"
        )
    ]


@pytest.mark.parametrize(
    ("kind", "obj"),
    [
        ("Deployment", deployment()),
        ("ReplicaSet", deployment()),
    ],
)
def test_defaults_are_stable(kind: str, obj: dict[str, Any]) -> None:
    once = default_object(kind, obj)

    assert default_object(kind, once) == once


@pytest.mark.parametrize("value", [None, "x", 5, [], {}, [{}], {"template": []}])
@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet"])
def test_no_value_breaks_the_rules(kind: str, value: Any) -> None:
    assert validate_object(kind, {"metadata": {"name": "web"}, "spec": value})
    for field in ("selector", "template", "strategy"):
        validate_object(kind, deployment(**{field: value}))
