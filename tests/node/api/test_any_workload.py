"""Whatever is sent as a Deployment or an autoscaler: refused with a reason, or kept and shown."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from podlab.node.admission import admit_pod
from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.housekeeping.first_objects import ensure_first_objects
from podlab.node.images.catalogue import CATALOGUE
from podlab.node.store import Store
from tests.node.api.conftest import HEADERS, TOKEN, EchoRuntime
from tests.support.ascii_headers import AsciiHeaders
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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("any") / "store.db")
    ensure_first_objects(store, "podlab", "v1.32.0")
    yield store
    store.close()


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[TestClient]:
    """A client of the API with the real admission; errors of ours are raised in the test."""
    context = ApiContext(
        store, EchoRuntime(), TOKEN, lambda pod: admit_pod(pod, "baseline", CATALOGUE), list
    )
    with TestClient(AsciiHeaders(create_app(context)), headers=HEADERS) as client:
        client.params = client.params.set("fieldValidation", "Ignore")
        yield client


def empty(store: Store) -> None:
    for resource in ("deployments", "horizontalpodautoscalers"):
        for each in store.list(resource).items:
            store.delete(resource, "default", each["metadata"]["name"])


def assert_answered(client: TestClient, path: str, answer: Any) -> None:
    """A Status with its reason, or an object that stays as it is and can be shown."""
    found = answer.json()
    if not answer.is_success:
        assert found["code"] == answer.status_code < 500
        assert found["message"]
        assert all(each["field"] for each in found["details"].get("causes", []))
        return
    one = f"{path}/{found['metadata']['name']}"
    again = client.put(one, content=json.dumps(found), params={"fieldValidation": "Strict"})
    assert again.status_code == httpx.codes.OK, again.text
    assert again.json()["spec"] == found["spec"]
    table = client.get(path, headers=TABLE).json()
    assert len(table["rows"][0]["cells"]) == len(table["columnDefinitions"])
    if found["kind"] == "Deployment":
        assert client.get(f"{one}/scale").json()["kind"] == "Scale"


@settings(max_examples=60, deadline=5_000)
@given(SPOILED)
def test_any_new_workload(client: TestClient, store: Store, sent: tuple[str, Any]) -> None:
    empty(store)
    path, obj = sent

    answer = client.post(path, content=json.dumps(obj))

    assert_answered(client, path, answer)


@settings(max_examples=60, deadline=5_000)
@given(sent=SPOILED, part=st.sampled_from(["", "/status", "/scale"]))
def test_any_patch_of_a_workload(
    client: TestClient, store: Store, sent: tuple[str, Any], part: str
) -> None:
    empty(store)
    path, patch = sent
    whole = DEPLOYMENT if path.endswith("deployments") else AUTOSCALER
    client.post(path, json=whole).raise_for_status()

    client.patch(f"{path}/web{part}", content=json.dumps(patch), headers=MERGE)

    left = client.get(f"{path}/web")
    if left.is_success:
        assert_answered(client, path, left)


def test_the_whole_ones_are_kept(client: TestClient, store: Store) -> None:
    empty(store)
    for path, obj in (
        ("/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT),
        ("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", AUTOSCALER),
    ):
        assert client.post(path, json=obj).status_code == httpx.codes.CREATED


def test_a_warning_may_name_what_is_not_ascii(client: TestClient, store: Store) -> None:
    empty(store)
    path = "/apis/apps/v1/namespaces/default/deployments"
    odd = json.loads(json.dumps(DEPLOYMENT))
    odd["spec"]["template"]["spec"]["containers"][0]["image"] = "¡"

    answer = client.post(path, content=json.dumps(odd))

    assert_answered(client, path, answer)
    assert "\\xa1" in answer.headers["warning"]
