"""get, list and selectors; what is not there, and what is not served at all."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError
from podlab.node.api.resources.selectors import parse_selector
from tests.node.api.conftest import PODS, pod_manifest

OBJECT: dict[str, Any] = {
    "metadata": {"name": "a", "namespace": "default", "labels": {"app": "web", "tier": "1"}},
    "status": {"phase": "Running"},
    "spec": {"nodeName": "podlab"},
}


@pytest.mark.parametrize(
    ("labels", "fields", "expected"),
    [
        ("", "", True),
        ("app=web", "", True),
        ("app==web,tier=1", "", True),
        ("app=db", "", False),
        ("app!=db", "", True),
        ("other!=x", "", True),
        ("app in (db, web)", "", True),
        ("app notin (db,web)", "", False),
        ("app in (web),tier notin (2,3)", "", True),
        ("app", "", True),
        ("!app", "", False),
        ("! other", "", True),
        ("", "metadata.name=a,metadata.namespace=default", True),
        ("", "status.phase!=Running", False),
        ("", "spec.nodeName=podlab", True),
        ("tier=1", "metadata.name=b", False),
    ],
)
def test_selector_matches(labels: str, fields: str, expected: bool) -> None:
    assert parse_selector("pods", labels, fields).matches(OBJECT) is expected


@pytest.mark.parametrize(
    ("labels", "fields"), [("a b", ""), ("a in b", ""), ("", "foo=bar"), ("", "metadata.name")]
)
def test_a_selector_that_cannot_be_read_is_400(labels: str, fields: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_selector("pods", labels, fields)
    assert refused.value.code == 400


def test_events_are_selected_by_what_they_are_about(api: TestClient, context: ApiContext) -> None:
    for name in ("a", "b"):
        event = {
            "metadata": {"name": f"{name}.1", "namespace": "default"},
            "involvedObject": {"kind": "Pod", "name": name, "uid": f"uid-{name}"},
        }
        context.store.create("events", event)
    query = "?fieldSelector=involvedObject.name%3Da,involvedObject.uid%3Duid-a&limit=500"

    items = api.get(f"/api/v1/namespaces/default/events{query}").json()["items"]

    assert [item["metadata"]["name"] for item in items] == ["a.1"]
    assert items[0]["kind"] == "Event"


def test_list_is_of_one_namespace_or_of_all(api: TestClient, context: ApiContext) -> None:
    context.store.create("pods", {**pod_manifest(), "metadata": {"name": "x", "namespace": "n"}})
    api.post(PODS, json=pod_manifest())

    def names(path: str) -> list[str]:
        return [item["metadata"]["name"] for item in api.get(path).json()["items"]]

    assert names(PODS) == ["a"]
    assert names("/api/v1/pods") == ["a", "x"]
    assert names(f"{PODS}?labelSelector=app%3Db") == []
    listed = api.get(PODS).json()
    assert (listed["kind"], listed["apiVersion"]) == ("PodList", "v1")
    assert listed["metadata"]["resourceVersion"] == str(context.store.resource_version)


def test_an_exact_version_is_served_only_while_it_is_the_present_one(api: TestClient) -> None:
    version = api.get(PODS).json()["metadata"]["resourceVersion"]
    query = f"?resourceVersion={version}&resourceVersionMatch=Exact"
    assert api.get(PODS + query).status_code == 200

    api.post(PODS, json=pod_manifest())
    assert api.get(PODS + query).status_code == 410


def test_what_is_not_there_is_404_with_its_name(api: TestClient) -> None:
    answer = api.get(f"{PODS}/nope")

    assert answer.status_code == 404
    assert answer.json() == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": 'pods "nope" not found',
        "reason": "NotFound",
        "code": 404,
        "details": {"name": "nope", "kind": "pods"},
    }


@pytest.mark.parametrize(
    ("method", "path", "code", "named"),
    [
        ("GET", "/apis/apps/v1/namespaces/default/daemonsets", 404, "daemonsets of apps/v1"),
        ("POST", "/apis/batch/v1/jobs", 404, "jobs of batch/v1"),
        ("GET", "/api/v1/endpoints", 404, "endpoints of v1"),
        ("GET", "/api/v1/namespaces/default/limitranges/x", 404, "limitranges of v1"),
        ("PUT", f"{PODS}/a/resize", 404, "pods/resize of v1"),
        ("GET", "/metrics", 404, "/metrics"),
        ("GET", "/apis/batch/v1", 404, "batch"),
        ("POST", "/api/v1/nodes", 405, "create on nodes"),
        ("POST", "/api/v1/pods", 405, "create on pods"),
        ("DELETE", "/api/v1/namespaces", 405, "deletecollection on namespaces"),
        ("POST", f"{PODS}/a", 405, "create on pods"),
    ],
)
def test_what_is_not_served_is_named(
    api: TestClient, method: str, path: str, code: int, named: str
) -> None:
    answer = api.request(method, path)

    assert answer.status_code == code
    assert answer.json()["kind"] == "Status"
    assert named in answer.json()["message"]


def test_a_bug_of_ours_is_a_status_too(api: TestClient, context: ApiContext) -> None:
    context.store.create("pods", {"metadata": {"name": "odd", "namespace": "default"}})
    answer = api.get(f"{PODS}/odd/log")

    assert (answer.status_code, answer.json()["reason"]) == (500, "InternalError")


@pytest.mark.parametrize("header", ["Impersonate-User", "Impersonate-Group", "Impersonate-Uid"])
def test_nobody_can_be_impersonated(api: TestClient, header: str) -> None:
    refused = api.get(PODS, headers={header: "bob"})

    assert refused.status_code == 403
    assert refused.json()["details"]["name"] == "bob"
    assert api.get("/api", headers={header: "bob"}).status_code == 200
