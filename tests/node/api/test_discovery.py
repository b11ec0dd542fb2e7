"""Discovery in both forms, the OpenAPI stub, the version, health and reviews; who gets in."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.api.protobuf.wire import fields

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
ACCEPT = {"Accept": f"{AGGREGATED},application/json"}


def test_aggregated_discovery_has_the_exact_content_type(api: TestClient) -> None:
    answer = api.get("/api", headers=ACCEPT)

    resources = answer.json()["items"][0]["versions"][0]["resources"]
    assert answer.headers["content-type"] == AGGREGATED
    assert answer.headers["vary"] == "Accept"
    assert [each["resource"] for each in resources] == [
        "configmaps",
        "events",
        "namespaces",
        "nodes",
        "persistentvolumeclaims",
        "persistentvolumes",
        "pods",
        "secrets",
        "serviceaccounts",
        "services",
    ]
    again = api.get("/api", headers={**ACCEPT, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_groups_are_listed_in_both_forms(api: TestClient) -> None:
    aggregated = api.get("/apis", headers=ACCEPT).json()["items"]
    plain = api.get("/apis").json()["groups"]

    names = [
        "apps",
        "autoscaling",
        "node.k8s.io",
        "storage.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "metrics.k8s.io",
    ]
    assert [item["metadata"]["name"] for item in aggregated] == names
    assert [group["name"] for group in plain] == names
    assert api.get("/apis/autoscaling").json()["preferredVersion"]["version"] == "v2"
    assert api.get("/apis/metrics.k8s.io").json()["preferredVersion"]["version"] == "v1beta1"
    assert api.get("/apis/metrics.k8s.io/v1beta1").json()["resources"][0]["kind"] == "PodMetrics"
    assert api.get(f"/apis/{names[4]}/v1").json()["resources"][0]["kind"] == "SelfSubjectReview"


def test_plain_discovery_lists_subresources(api: TestClient) -> None:
    names = [each["name"] for each in api.get("/api/v1").json()["resources"]]

    assert api.get("/api").json() == {"kind": "APIVersions", "versions": ["v1"]}
    assert {"pods", "pods/log", "pods/exec", "namespaces"} <= set(names)


def test_openapi_offers_field_validation_where_one_patches(api: TestClient) -> None:
    url = api.get("/openapi/v3").json()["paths"]["api/v1"]["serverRelativeURL"]
    paths = api.get(url).json()["paths"]

    patch = paths["/api/v1/namespaces/{namespace}/pods/{name}"]["patch"]
    assert patch["x-kubernetes-group-version-kind"]["kind"] == "Pod"
    assert "fieldValidation" in [parameter["name"] for parameter in patch["parameters"]]
    assert list(paths["/api/v1/nodes/{name}"]) == ["get"]


def test_openapi_is_kept_by_its_hash(api: TestClient) -> None:
    url = api.get("/openapi/v3").json()["paths"]["api/v1"]["serverRelativeURL"]
    answer = api.get(url)

    assert "immutable" in answer.headers["cache-control"]
    assert "cache-control" not in api.get("/openapi/v3/api/v1").headers
    again = api.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_version_is_1_32(api: TestClient) -> None:
    version = api.get("/version").json()

    assert (version["major"], version["minor"]) == ("1", "32")
    assert version["gitVersion"].startswith("v1.32.")


def test_readiness_tells_every_reason(api: TestClient, unready: list[str]) -> None:
    assert api.get("/readyz").text == "ok"
    unready.extend(["the engine does not answer", "image podlab/pause is missing"])

    answer = api.get("/readyz")

    assert answer.status_code == 503
    assert all(reason in answer.text for reason in unready)
    assert api.get("/livez").text == "ok"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic the-token"])
def test_nobody_gets_in_without_the_token(context: ApiContext, authorization: str) -> None:
    stranger = TestClient(create_app(context), headers={"Authorization": authorization})

    for path in ("/api", "/api/v1/namespaces/default/secrets", "/nonsense"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.json()["reason"]) == (401, "Unauthorized")
    for path in ("/livez", "/readyz", "/healthz", "/version"):
        assert stranger.get(path).status_code == 200


@pytest.mark.parametrize(
    ("attributes", "allowed"),
    [
        ({"verb": "create", "resource": "pods"}, True),
        ({"verb": "get", "resource": "pods", "subresource": "log"}, True),
        ({"verb": "*", "resource": "pods"}, True),
        ({"verb": "list", "resource": "pods", "group": "metrics.k8s.io"}, True),
        ({"verb": "delete", "resource": "pods", "group": "metrics.k8s.io"}, False),
        ({"verb": "list", "resource": "nodes", "group": "metrics.k8s.io"}, False),
        ({"verb": "create", "resource": "nodes"}, False),
        ({"verb": "create", "resource": "deployments", "group": "apps"}, True),
        ({"verb": "create", "resource": "deployments"}, False),
        ({"verb": "create", "resource": "pods", "group": "apps"}, False),
    ],
)
def test_access_reviews_say_what_is_served(
    api: TestClient,
    attributes: dict[str, Any],
    allowed: bool,
) -> None:
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    }
    answer = api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", json=review)

    assert answer.json()["status"]["allowed"] is allowed


def test_the_older_openapi_document_is_empty_in_both_forms(api: TestClient) -> None:
    plain = api.get("/openapi/v2").json()
    accept = {"Accept": "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"}
    packed = api.get("/openapi/v2", headers=accept)

    assert (plain["swagger"], plain["paths"], plain["definitions"]) == ("2.0", {}, {})
    assert packed.headers["content-type"] == accept["Accept"]
    swagger, info, paths = fields(packed.content)
    assert (swagger, paths) == ((1, b"2.0"), (8, b""))
    assert list(fields(bytes(info[1]))) == [
        (1, b"Kubernetes"),
        (2, plain["info"]["version"].encode()),
    ]
