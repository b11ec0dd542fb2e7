"""Whatever is sent as a Deployment or an autoscaler: refused with a reason, or kept and shown."""

import json
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from podlab.node.store import Store
from tests.support.mutations import POD, spoiled

TABLE = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}
TEMPLATE = {
    "metadata": {"labels": {"app": "web", "tier": "front"}},
    "spec": {**POD["spec"], "restartPolicy": "Always", "activeDeadlineSeconds": None},
}
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "finalizers": ["example.org/wait"]},
    "spec": {
        "replicas": 2,
        "selector": {
            "matchLabels": {"app": "web"},
            "matchExpressions": [{"key": "tier", "operator": "In", "values": ["front"]}],
        },
        "strategy": {"rollingUpdate": {"maxSurge": "50%", "maxUnavailable": 0}},
        "template": TEMPLATE,
        "minReadySeconds": 1,
        "revisionHistoryLimit": 3,
        "progressDeadlineSeconds": 60,
        "paused": False,
    },
}
RULES = {
    "policies": [{"type": "Pods", "value": 1, "periodSeconds": 15}],
    "selectPolicy": "Min",
    "stabilizationWindowSeconds": 30,
}
TARGET = {"type": "Utilization", "averageUtilization": 50}
AUTOSCALER: dict[str, Any] = {
    "apiVersion": "autoscaling/v2",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "web", "ownerReferences": [
        {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": "1"}]},
    "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "minReplicas": 1,
        "maxReplicas": 3,
        "metrics": [
            {"type": "Resource", "resource": {"name": "cpu", "target": TARGET}},
            {"type": "Resource", "resource": {
                "name": "memory", "target": {"type": "AverageValue", "averageValue": "16Mi"}}},
        ],
        "behavior": {"scaleUp": RULES, "scaleDown": {}},
    },
}  # fmt: skip
WORKLOADS = st.sampled_from([
    ("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT),
    ("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", AUTOSCALER),
])  # fmt: skip
SPOILED = WORKLOADS.flatmap(lambda each: st.tuples(st.just(each[0]), spoiled(each[1])))
MERGE = {"Content-Type": "application/merge-patch+json"}


def empty(lasting_store: Store) -> None:
    for resource in ("deployments", "horizontalpodautoscalers"):
        for each in lasting_store.list(resource).items:
            lasting_store.delete(resource, "default", each["metadata"]["name"])


def assert_answered(lasting_api: TestClient, path: str, answer: Any) -> None:
    """A Status with its reason, or an object that stays as it is and can be shown."""
    found = answer.json()
    if not answer.is_success:
        assert found["code"] == answer.status_code < 500
        assert found["message"]
        assert all(each["field"] for each in found["details"].get("causes", []))
        return
    one = f"{path}/{found['metadata']['name']}"
    again = lasting_api.put(one, content=json.dumps(found), params={"fieldValidation": "Strict"})
    assert again.status_code == httpx.codes.OK, again.text
    assert again.json()["spec"] == found["spec"]
    table = lasting_api.get(path, headers=TABLE).json()
    assert len(table["rows"][0]["cells"]) == len(table["columnDefinitions"])
    if found["kind"] == "Deployment":
        assert lasting_api.get(f"{one}/scale").json()["kind"] == "Scale"


@settings(max_examples=40)
@given(SPOILED)
def test_any_new_workload(
    lasting_api: TestClient, lasting_store: Store, sent: tuple[str, Any]
) -> None:
    empty(lasting_store)
    path, obj = sent

    answer = lasting_api.post(path, content=json.dumps(obj))

    assert_answered(lasting_api, path, answer)


@settings(max_examples=40)
@given(sent=SPOILED, part=st.sampled_from(["", "/status", "/scale"]))
def test_any_patch_of_a_workload(
    lasting_api: TestClient, lasting_store: Store, sent: tuple[str, Any], part: str
) -> None:
    empty(lasting_store)
    path, patch = sent
    whole = DEPLOYMENT if path.endswith("deployments") else AUTOSCALER
    lasting_api.post(path, json=whole).raise_for_status()

    lasting_api.patch(f"{path}/web{part}", content=json.dumps(patch), headers=MERGE)

    left = lasting_api.get(f"{path}/web")
    if left.is_success:
        assert_answered(lasting_api, path, left)


def test_the_whole_ones_are_kept(lasting_api: TestClient, lasting_store: Store) -> None:
    empty(lasting_store)
    for path, obj in (
        ("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT),
        ("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", AUTOSCALER),
    ):
        assert lasting_api.post(path, json=obj).status_code == httpx.codes.CREATED


def test_a_warning_may_name_what_is_not_ascii(
    lasting_api: TestClient, lasting_store: Store
) -> None:
    empty(lasting_store)
    path = "/apis/apps/v1/namespaces/default/deployments"
    odd = json.loads(json.dumps(DEPLOYMENT))
    odd["spec"]["template"]["spec"]["containers"][0]["image"] = "¡"

    answer = lasting_api.post(path, content=json.dumps(odd))

    assert_answered(lasting_api, path, answer)
    assert "\\xa1" in answer.headers["warning"]
