"""What the API server says to affinities, tolerations, spread constraints and gates."""

from typing import Any

import pytest

from podlab.pods.validation import validate_object

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
NODE = f"spec.affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms"
TERM = f"{NODE}[0].matchExpressions[0]"
FIELD = f"{NODE}[0].matchFields[0]"
PODS = f"spec.affinity.podAntiAffinity.{REQUIRED}[0]"
SPREAD = "spec.topologySpreadConstraints[0]"
NO_OPERATOR = "not a valid selector operator"
NEED_VALUES = "Required value: must be specified when `operator` is 'In' or 'NotIn'"
NO_VALUES = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"


def sentences(**spec: Any) -> list[str]:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
           "spec": {"containers": [{"name": "c", "image": "i"}], **spec}}  # fmt: skip
    return [error.sentence for error in validate_object("Pod", pod)]


def node(*terms: dict[str, Any]) -> dict[str, Any]:
    return {"nodeAffinity": {REQUIRED: {"nodeSelectorTerms": list(terms)}}}


def expression(**fields: Any) -> dict[str, Any]:
    return node({"matchExpressions": [{"key": "disk", **fields}]})


def of_field(**fields: Any) -> dict[str, Any]:
    return node({"matchFields": [{"key": "metadata.name", **fields}]})


def of_pods(**term: Any) -> dict[str, Any]:
    return {"podAntiAffinity": {REQUIRED: [{"topologyKey": "zone", **term}]}}


@pytest.mark.parametrize(
    ("affinity", "told"),
    [
        (node(), [f"{NODE}: Required value: must have at least one node selector term"]),
        (expression(operator="In"), [f"{TERM}.values: {NEED_VALUES}"]),
        (expression(operator="Exists", values=["a"]), [f"{TERM}.values: {NO_VALUES}"]),
        (
            expression(operator="Gt", values=["1", "2"]),
            [(f"{TERM}.values: Required value: must be specified single value when `operator` is "
             "'Lt' or 'Gt'")],
        ),
        (expression(operator="Like"), [f'{TERM}.operator: Invalid value: "Like": {NO_OPERATOR}']),
        (
            of_field(operator="In", values=["a", "b"]),
            [(f"{FIELD}.values: Required value: must be only one value when `operator` is 'In' or "
             "'NotIn' for node field selector")],
        ),
        (
            of_field(operator="In", values=["a"], key="spec.x"),
            [f'{FIELD}.key: Invalid value: "spec.x": not a valid field selector key'],
        ),
        (of_field(operator="Gt"), [f'{FIELD}.operator: Invalid value: "Gt": {NO_OPERATOR}']),
        (
            {"nodeAffinity": {PREFERRED: [{"weight": 101, "preference": {}}]}},
            [(f"spec.affinity.nodeAffinity.{PREFERRED}[0].weight: Invalid value: 101: "
             "must be in the range 1-100")],
        ),
        (of_pods(), []),
        (
            of_pods(labelSelector={"matchExpressions": [{"key": "a", "operator": "Gt"}]}),
            [(f"{PODS}.labelSelector.matchExpressions[0].operator: Invalid value: \"Gt\": "
             f"{NO_OPERATOR}")],
        ),
        (
            of_pods(labelSelector={"matchExpressions": [{"key": "a", "operator": "NotIn"}]}),
            [f"{PODS}.labelSelector.matchExpressions[0].values: {NEED_VALUES}"],
        ),
    ],
)  # fmt: skip
def test_affinity(affinity: dict[str, Any], told: list[str]) -> None:
    assert sentences(affinity=affinity) == told


def test_affinity_to_pods_needs_a_topology_key() -> None:
    found = sentences(affinity=of_pods(topologyKey=""))

    assert found[0] == f"{PODS}.topologyKey: Required value: can not be empty"
    assert all(each.startswith(f"{PODS}.topologyKey: ") for each in found)


@pytest.mark.parametrize(
    ("toleration", "told"),
    [
        ({"operator": "Exists"}, []),
        ({"key": "a", "value": "b", "effect": "NoSchedule"}, []),
        (
            {"value": "b"},
            [('operator: Invalid value: "": operator must be Exists when `key` is empty, which '
             'means "match all values and all keys"')],
        ),
        (
            {"key": "a", "operator": "Equals"},
            ['operator: Unsupported value: "Equals": supported values: "Equal", "Exists"'],
        ),
        (
            {"key": "a", "effect": "Never"},
            [('effect: Unsupported value: "Never": supported values: "NoSchedule", '
             '"PreferNoSchedule", "NoExecute"')],
        ),
        (
            {"key": "a", "effect": "NoSchedule", "tolerationSeconds": 5},
            [('effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when '
             "`tolerationSeconds` is set")],
        ),
        (
            {"key": "a", "operator": "Exists", "value": "b"},
            [('operator: Invalid value: core.Toleration{Key:"a", Operator:"Exists", Value:"b", '
             'Effect:"", TolerationSeconds:(*int64)(nil)}: value must be empty when `operator` is '
             "'Exists'")],
        ),
    ],
)  # fmt: skip
def test_toleration(toleration: dict[str, Any], told: list[str]) -> None:
    assert sentences(tolerations=[toleration]) == [f"spec.tolerations[0].{each}" for each in told]


GOOD: dict[str, Any] = {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"maxSkew": 0}, ["maxSkew: Invalid value: 0: must be greater than zero"]),
        ({"topologyKey": ""}, ["topologyKey: Required value: can not be empty"]),
        (
            {"whenUnsatisfiable": "Ignore"},
            [('whenUnsatisfiable: Unsupported value: "Ignore": supported values: "DoNotSchedule", '
             '"ScheduleAnyway"')],
        ),
        ({"minDomains": 0}, ["minDomains: Invalid value: 0: must be greater than zero"]),
        (
            {"minDomains": 2, "whenUnsatisfiable": "ScheduleAnyway"},
            [("minDomains: Invalid value: 2: can only use minDomains if "
             "whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway")],
        ),
        (
            {"nodeTaintsPolicy": "Yes"},
            ['nodeTaintsPolicy: Unsupported value: "Yes": supported values: "Honor", "Ignore"'],
        ),
    ],
)  # fmt: skip
def test_spread_constraint(change: dict[str, Any], told: list[str]) -> None:
    found = sentences(topologySpreadConstraints=[{**GOOD, **change}])

    assert found == [f"{SPREAD}.{each}" for each in told]


def test_spread_constraint_that_is_there_twice() -> None:
    assert sentences(topologySpreadConstraints=[GOOD, {**GOOD, "maxSkew": 2}]) == [
        f'{SPREAD}.{{topologyKey, whenUnsatisfiable}}: Duplicate value: "{{zone, DoNotSchedule}}"'
    ]


def test_a_gated_pod_has_no_node_yet() -> None:
    assert sentences(nodeName="podlab", schedulingGates=[{"name": "a.b/c"}]) == [
        "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"
    ]


def test_scheduling_gates_have_names_of_their_own() -> None:
    assert sentences(schedulingGates=[{"name": "a.b/c"}, {"name": "a.b/c"}]) == [
        'spec.schedulingGates[1]: Duplicate value: "a.b/c"'
    ]
