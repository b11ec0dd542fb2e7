"""Deployments, ReplicaSets and autoscalers through the API, without anybody who acts on them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
REPLICA_SETS = "/apis/apps/v1/namespaces/default/replicasets"
AUTOSCALERS = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
TABLE = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}


def deployment(name: str = "web", **spec: Any) -> dict[str, Any]:
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": [{"name": "nginx", "image": "nginx"}]},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": {"app": name}}, "template": template, **spec},
    }


def autoscaler(name: str = "web", **spec: Any) -> dict[str, Any]:
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {"scaleTargetRef": reference, "maxReplicas": 5, **spec},
    }


def created(api: TestClient, path: str, obj: dict[str, Any]) -> dict[str, Any]:
    answer = api.post(path, json=obj)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_deployment_is_stored_with_its_defaults(api: TestClient) -> None:
    stored = created(api, DEPLOYMENTS, deployment())

    assert (stored["apiVersion"], stored["kind"]) == ("apps/v1", "Deployment")
    assert stored["metadata"]["generation"] == 1
    spec = stored["spec"]
    assert (spec["replicas"], spec["revisionHistoryLimit"]) == (1, 10)
    assert spec["progressDeadlineSeconds"] == 600
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
    }
    pod = spec["template"]["spec"]
    assert (pod["restartPolicy"], pod["containers"][0]["imagePullPolicy"]) == ("Always", "Always")
    assert "serviceAccountName" not in pod
    assert "enableServiceLinks" not in pod


def test_only_a_changed_spec_is_a_new_generation(api: TestClient) -> None:
    created(api, DEPLOYMENTS, deployment())
    web, merge = f"{DEPLOYMENTS}/web", {"Content-Type": "application/merge-patch+json"}

    labelled = api.patch(web, json={"metadata": {"labels": {"a": "b"}}}, headers=merge)
    assert labelled.json()["metadata"]["generation"] == 1
    status = {"spec": {"replicas": 9}, "status": {"replicas": 2}}
    reported = api.patch(f"{web}/status", json=status, headers=merge).json()
    assert reported["metadata"]["generation"] == 1
    assert (reported["spec"]["replicas"], reported["status"]["replicas"]) == (1, 2)
    changed = api.patch(web, json={"spec": {"paused": True}, "status": {}}, headers=merge).json()
    assert changed["metadata"]["generation"] == 2
    assert changed["status"] == {"replicas": 2}


def test_a_missing_deployment_is_named_with_its_group(api: TestClient) -> None:
    answer = api.get(f"{DEPLOYMENTS}/x").json()

    assert answer["message"] == 'deployments.apps "x" not found'
    assert answer["details"] == {"name": "x", "group": "apps", "kind": "deployments"}


def test_the_type_has_to_fit_the_address(api: TestClient) -> None:
    answer = api.post(REPLICA_SETS, json=deployment()).json()

    assert answer["code"] == 400
    assert "must be of type ReplicaSet in version apps/v1" in answer["message"]


def test_a_strategic_patch_merges_containers_of_the_template_by_name(api: TestClient) -> None:
    created(api, DEPLOYMENTS, deployment())
    containers = [{"name": "nginx", "image": "nginx:1.27"}, {"name": "b", "image": "busybox"}]
    patch = {"spec": {"template": {"spec": {"containers": containers}}}}

    patched = api.patch(
        f"{DEPLOYMENTS}/web",
        json=patch,
        headers={"Content-Type": "application/strategic-merge-patch+json"},
    ).json()

    found = patched["spec"]["template"]["spec"]["containers"]
    assert [(each["name"], each["image"]) for each in found] == [
        ("nginx", "nginx:1.27"),
        ("b", "busybox"),
    ]
    assert found[0]["imagePullPolicy"] == "Always"


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
def test_scale_changes_the_number_of_replicas_and_nothing_else(api: TestClient, verb: str) -> None:
    before = created(api, DEPLOYMENTS, deployment())
    scale = api.get(f"{DEPLOYMENTS}/web/scale").json()
    assert (scale["kind"], scale["apiVersion"]) == ("Scale", "autoscaling/v1")
    assert scale["spec"] == {"replicas": 1}
    assert scale["status"] == {"replicas": 0, "selector": "app=web"}
    assert before["status"] == {}

    wanted = {**scale, "spec": {"replicas": 4}}
    headers = {"Content-Type": "application/merge-patch+json"} if verb == "PATCH" else {}
    answer = api.request(verb, f"{DEPLOYMENTS}/web/scale", json=wanted, headers=headers).json()

    assert answer["spec"] == {"replicas": 4}
    after = api.get(f"{DEPLOYMENTS}/web").json()
    assert after["metadata"]["generation"] == 2
    assert after["spec"] == {**before["spec"], "replicas": 4}
    again = api.put(f"{DEPLOYMENTS}/web/scale", json=wanted).json()
    assert again["reason"] == "Conflict"


def test_every_mistake_of_a_deployment_is_told_at_once(api: TestClient) -> None:
    answer = api.post(DEPLOYMENTS, json=deployment(replicas=-1, minReadySeconds=-1)).json()

    assert answer["details"]["group"] == "apps"
    assert answer["message"].startswith('Deployment.apps "web" is invalid: [spec.replicas: ')
    fields = [cause["field"] for cause in answer["details"]["causes"]]
    assert fields == ["spec.replicas", "spec.minReadySeconds"]


def test_a_template_that_admission_refuses_is_warned_of(api: TestClient) -> None:
    template = deployment()["spec"]["template"]
    template["spec"] |= {"hostNetwork": True, "priority": 5}

    answer = api.post(DEPLOYMENTS, json=deployment(template=template))

    assert answer.status_code == 201
    assert answer.headers.get_list("Warning") == [
        (
            '299 - "no Pod of this template will be let in: '
            'spec.template.spec.hostNetwork: Forbidden: no host network here"'
        ),
        '299 - "spec.template.spec.priority has no effect"',
    ]
    labels = {"metadata": {"labels": {"a": "b"}}}
    merge = {"Content-Type": "application/merge-patch+json"}
    patched = api.patch(f"{DEPLOYMENTS}/web", json=labels, headers=merge)
    assert "Warning" not in patched.headers


def test_the_selector_of_a_deployment_may_not_change(api: TestClient) -> None:
    created(api, DEPLOYMENTS, deployment())
    changed = deployment()
    changed["spec"]["selector"]["matchLabels"]["app"] = "shop"
    changed["spec"]["template"]["metadata"]["labels"]["app"] = "shop"

    answer = api.put(f"{DEPLOYMENTS}/web", json=changed).json()

    assert [cause["field"] for cause in answer["details"]["causes"]] == ["spec.selector"]
    assert "field is immutable" in answer["message"]


def test_a_scale_below_zero_is_refused(api: TestClient) -> None:
    created(api, DEPLOYMENTS, deployment())

    answer = api.patch(
        f"{DEPLOYMENTS}/web/scale",
        json={"spec": {"replicas": -1}},
        headers={"Content-Type": "application/merge-patch+json"},
    ).json()

    problem = "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    assert answer["message"] == f'Scale.autoscaling "web" is invalid: {problem}'


def test_an_autoscaler_gets_the_usual_metric_and_pace(api: TestClient) -> None:
    stored = created(api, AUTOSCALERS, autoscaler(behavior={"scaleDown": {"policies": None}}))

    spec = stored["spec"]
    assert spec["minReplicas"] == 1
    target = {"type": "Utilization", "averageUtilization": 80}
    assert spec["metrics"] == [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    assert spec["behavior"]["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert spec["behavior"]["scaleDown"]["policies"] == [
        {"type": "Percent", "value": 100, "periodSeconds": 15}
    ]
    assert "generation" not in stored["metadata"]


@pytest.mark.parametrize(
    ("path", "obj", "status", "columns", "cells"),
    [
        (
            DEPLOYMENTS,
            deployment(replicas=3),
            {"readyReplicas": 2, "updatedReplicas": 1, "availableReplicas": 2},
            "Name Ready Up-to-date Available Age Containers Images Selector",
            ["web", "2/3", 1, 2, "nginx", "nginx", "app=web"],
        ),
        (
            REPLICA_SETS,
            {**deployment(replicas=3), "kind": "ReplicaSet"},
            {"replicas": 3, "readyReplicas": 1},
            "Name Desired Current Ready Age Containers Images Selector",
            ["web", 3, 3, 1, "nginx", "nginx", "app=web"],
        ),
        (
            AUTOSCALERS,
            autoscaler(),
            {
                "currentReplicas": 2,
                "currentMetrics": [
                    {"type": "Resource", "resource": {"current": {"averageUtilization": 12}}}
                ],
            },
            "Name Reference Targets MinPods MaxPods Replicas Age",
            ["web", "Deployment/web", "cpu: 12%/80%", 1, 5, 2],
        ),
    ],
)
def test_tables_are_those_of_a_cluster(
    api: TestClient, path: str, obj: Any, status: Any, columns: str, cells: list[Any]
) -> None:
    created(api, path, obj)
    api.patch(
        f"{path}/web/status",
        json={"status": status},
        headers={"Content-Type": "application/merge-patch+json"},
    )

    table = api.get(path, headers=TABLE).json()

    names = [column["name"] for column in table["columnDefinitions"]]
    assert names == columns.split()
    row = dict(zip(names, table["rows"][0]["cells"], strict=True))
    assert row.pop("Age")
    assert list(row.values()) == cells


def test_replica_sets_are_selected_by_their_number(api: TestClient) -> None:
    created(api, REPLICA_SETS, {**deployment(), "kind": "ReplicaSet"})

    def selected(number: int) -> int:
        query = {"fieldSelector": f"status.replicas={number}"}
        return len(api.get(REPLICA_SETS, params=query).json()["items"])

    assert (selected(0), selected(1)) == (1, 0)


def test_a_metric_that_nobody_measured_is_unknown(api: TestClient) -> None:
    created(api, AUTOSCALERS, autoscaler())

    assert "cpu: <unknown>/80%" in api.get(AUTOSCALERS, headers=TABLE).json()["rows"][0]["cells"]
