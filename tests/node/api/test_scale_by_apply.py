"""…/scale by server-side apply: the number of replicas has an owner, too."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.node.api.test_workloads import AUTOSCALERS, DEPLOYMENTS, autoscaler, created, deployment

SCALE = f"{DEPLOYMENTS}/web/scale"
FIRST_VERSION = AUTOSCALERS.replace("/v2/", "/v1/")
MERGE = {"Content-Type": "application/merge-patch+json"}


def scale(replicas: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {"name": "web"},
        "spec": {"replicas": replicas},
        **more,
    }


def apply(api: TestClient, config: dict[str, Any], **options: str) -> httpx2.Response:
    params = {"fieldManager": "me", **options}
    headers = {"Content-Type": "application/apply-patch+yaml"}
    return api.patch(SCALE, params=params, content=json.dumps(config), headers=headers)


@pytest.fixture
def web(api: TestClient) -> dict[str, Any]:
    """A Deployment that was applied by somebody who says nothing of replicas."""
    body, params = json.dumps(deployment()), {"fieldManager": "author"}
    headers = {"Content-Type": "application/apply-patch+yaml"}
    answer = api.patch(f"{DEPLOYMENTS}/web", params=params, content=body, headers=headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_apply_scales_and_owns_the_number(api: TestClient, web: dict[str, Any]) -> None:
    answer = apply(api, scale(3))

    assert answer.status_code == 200
    found = answer.json()
    assert (found["kind"], found["apiVersion"]) == ("Scale", "autoscaling/v1")
    assert found["spec"] == {"replicas": 3}
    stored = api.get(f"{DEPLOYMENTS}/web").json()
    assert stored["spec"] == {**web["spec"], "replicas": 3}
    (mine,) = [each for each in stored["metadata"]["managedFields"] if each["manager"] == "me"]
    assert mine["fieldsV1"] == {"f:spec": {"f:replicas": {}}}
    assert (mine["operation"], mine["subresource"]) == ("Apply", "scale")
    assert mine["apiVersion"] == "apps/v1"


def test_a_number_of_somebody_else_is_a_conflict(api: TestClient, web: dict[str, Any]) -> None:
    api.patch(SCALE, params={"fieldManager": "other"}, json={"spec": {"replicas": 2}},
              headers=MERGE).raise_for_status()  # fmt: skip

    refused = apply(api, scale(3))
    assert refused.status_code == 409
    assert 'conflict with "other"' in refused.json()["message"]
    assert ".spec.replicas" in refused.json()["message"]

    assert apply(api, scale(3), force="true").json()["spec"] == {"replicas": 3}


def test_dry_run_scales_nothing(api: TestClient, web: dict[str, Any]) -> None:
    assert apply(api, scale(3), dryRun="All").json()["spec"] == {"replicas": 3}
    assert api.get(SCALE).json()["spec"] == {"replicas": 1}


@pytest.mark.parametrize(
    ("config", "code", "says"),
    [
        (scale(-1), 422, "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        (scale(kind="Deployment"), 400, "Scale"),
        (scale(spec={"replicas": "many"}), 400, "replicas"),
    ],
)
def test_what_is_no_scale_is_refused(
    api: TestClient, web: dict[str, Any], config: dict[str, Any], code: int, says: str
) -> None:
    answer = apply(api, config)

    assert answer.status_code == code
    assert says in answer.json()["message"]


def test_nothing_that_is_not_there_is_scaled(api: TestClient) -> None:
    assert apply(api, scale(3)).status_code == 404
    assert api.get(DEPLOYMENTS).json()["items"] == []


def in_first_version(**spec: Any) -> dict[str, Any]:
    return {**autoscaler(**spec), "apiVersion": "autoscaling/v1"}


def test_autoscaler_of_the_first_version_means_one_of_the_second(api: TestClient) -> None:
    stored = created(api, FIRST_VERSION, in_first_version(targetCPUUtilizationPercentage=50))

    target = {"type": "Utilization", "averageUtilization": 50}
    resource = {"name": "cpu", "target": target}
    assert stored["apiVersion"] == "autoscaling/v2"
    assert stored["spec"]["metrics"] == [{"type": "Resource", "resource": resource}]


def test_both_versions_refuse_in_the_same_words(api: TestClient) -> None:
    wrong = [
        api.post(path, json=make(maxReplicas=0)).json()
        for path, make in ((AUTOSCALERS, autoscaler), (FIRST_VERSION, in_first_version))
    ]

    assert wrong[0] == wrong[1]
    created(api, AUTOSCALERS, autoscaler())
    again = api.post(FIRST_VERSION, json=in_first_version()).json()
    assert again["message"] == 'horizontalpodautoscalers.autoscaling "web" already exists'
