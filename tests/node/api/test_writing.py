"""create: what is stored, what is refused, and in which words."""

from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from podlab.node.api.context import ApiContext
from podlab.node.objects.quota import MOST_PODS
from tests.node.api.conftest import PODS, config_map, pod_manifest


def test_create_answers_201_with_defaults_and_a_first_status(api: TestClient) -> None:
    answer = api.post(PODS, json=pod_manifest())

    created = answer.json()
    assert answer.status_code == 201
    assert created["metadata"]["namespace"] == "default"
    assert created["spec"]["restartPolicy"] == "Always"
    assert created["status"]["phase"] == "Pending"
    assert api.get(f"{PODS}/a").json() == created


def test_create_drops_what_the_server_owns(api: TestClient) -> None:
    sent = pod_manifest()
    sent["metadata"] |= {"uid": "mine", "deletionTimestamp": "2020-01-01T00:00:00Z"}
    sent["status"] = {"phase": "Running"}

    created = api.post(PODS, json=sent).json()

    assert created["metadata"]["uid"] != "mine"
    assert "deletionTimestamp" not in created["metadata"]
    assert created["status"]["phase"] == "Pending"


def test_create_refuses_a_resource_version(api: TestClient) -> None:
    sent = pod_manifest()
    sent["metadata"]["resourceVersion"] = "5"

    answer = api.post(PODS, json=sent)

    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "resourceVersion should not be set on objects to be created",
    )


def test_generate_name_makes_another_name_each_time(api: TestClient) -> None:
    sent = pod_manifest()
    sent["metadata"] = {"generateName": "web-"}

    names = [api.post(PODS, json=sent).json()["metadata"]["name"] for _ in range(2)]

    assert names[0] != names[1]
    assert all(name.startswith("web-") and len(name) == 9 for name in names)


def test_a_taken_name_is_409(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())
    answer = api.post(PODS, json=pod_manifest())

    assert answer.status_code == 409
    assert answer.json()["reason"] == "AlreadyExists"
    assert answer.json()["details"] == {"name": "a", "kind": "pods"}
    assert api.post(f"{PODS}?dryRun=All", json=pod_manifest()).status_code == 409


def test_dry_run_stores_nothing(api: TestClient, context: ApiContext) -> None:
    before = context.store.resource_version
    answer = api.post(f"{PODS}?dryRun=All", json=pod_manifest())

    assert answer.status_code == 201
    assert answer.json()["metadata"]["uid"]
    assert api.get(f"{PODS}/a").status_code == 404
    assert context.store.resource_version == before
    assert api.post(f"{PODS}?dryRun=Some", json=pod_manifest()).status_code == 400


def test_a_missing_namespace_is_404(api: TestClient) -> None:
    answer = api.post("/api/v1/namespaces/nope/pods", json=pod_manifest())

    assert (answer.status_code, answer.json()["message"]) == (404, 'namespaces "nope" not found')


def test_another_namespace_or_kind_than_the_address_says_is_400(api: TestClient) -> None:
    elsewhere = pod_manifest()
    elsewhere["metadata"]["namespace"] = "other"

    assert api.post(PODS, json=elsewhere).status_code == 400
    assert api.post(PODS, json=config_map()).status_code == 400
    assert api.post(PODS, json={"metadata": {"name": "a"}}).status_code == 400


def test_unknown_fields_are_refused_warned_of_or_dropped(api: TestClient) -> None:
    sent = pod_manifest(containers=[{"name": "main", "image": "nginx", "comand": ["x"]}])
    unknown = 'unknown field "spec.containers[0].comand"'

    strict = api.post(f"{PODS}?fieldValidation=Strict", json=sent)
    warned = api.post(PODS, json=sent)
    sent["metadata"]["name"] = "b"
    ignored = api.post(f"{PODS}?fieldValidation=Ignore", json=sent)

    assert strict.status_code == 400
    assert strict.json()["message"] == (
        'Pod in version "v1" cannot be handled as a Pod: strict decoding error: ' + unknown
    )
    assert warned.status_code == 201
    assert unknown.replace('"', '\\"') in warned.headers["Warning"]
    assert "comand" not in warned.json()["spec"]["containers"][0]
    assert ignored.status_code == 201
    assert "Warning" not in ignored.headers


def test_every_broken_rule_is_told_at_once_with_its_field(api: TestClient) -> None:
    sent = pod_manifest("Bad", containers=[{"name": "C_1"}], hostNetwork=True)

    answer = api.post(PODS, json=sent)

    status = answer.json()
    assert answer.status_code == 422
    assert status["reason"] == "Invalid"
    assert (status["details"]["kind"], status["details"]["name"]) == ("Pod", "Bad")
    fields = {cause["field"]: cause for cause in status["details"]["causes"]}
    assert {"metadata.name", "spec.containers[0].name", "spec.containers[0].image"} <= set(fields)
    assert fields["spec.hostNetwork"]["reason"] == "FieldValueForbidden"
    assert not fields["metadata.name"]["message"].startswith("metadata.name")
    assert api.get(f"{PODS}/Bad").status_code == 404


def test_admission_may_warn(api: TestClient) -> None:
    answer = api.post(PODS, json=pod_manifest(priority=5))

    assert answer.headers["Warning"] == '299 - "spec.priority has no effect"'


def test_finalizers_and_owners_are_kept(api: TestClient) -> None:
    sent = pod_manifest()
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": "c", "uid": "1"}
    sent["metadata"] |= {"finalizers": ["example.org/wait", "mine"], "ownerReferences": [owner]}

    answer = api.post(PODS, json=sent)

    assert answer.json()["metadata"]["finalizers"] == ["example.org/wait", "mine"]
    assert answer.json()["metadata"]["ownerReferences"] == [owner]
    assert 'metadata.finalizers: \\"mine\\": prefer a domain-qualified' in answer.headers["Warning"]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"finalizers": ["a b"]}, "metadata.finalizers"),
        ({"finalizers": ["orphan", "foregroundDeletion"]}, "metadata.finalizers"),
        ({"ownerReferences": [{"kind": "A", "name": "a", "uid": "1"}]},
         "metadata.ownerReferences.apiVersion"),
        ({"ownerReferences": [{"apiVersion": "v1", "kind": "A", "name": "a"}]},
         "metadata.ownerReferences.uid"),
        ({"ownerReferences": [{"apiVersion": "v1", "kind": "Event", "name": "a", "uid": "1"}]},
         "metadata.ownerReferences"),
        ({"ownerReferences": 2 * [{"apiVersion": "v1", "kind": "A", "name": "a", "uid": "1",
                                   "controller": True}]}, "metadata.ownerReferences"),
    ],
)  # fmt: skip
def test_bad_finalizers_and_owners_are_refused(
    api: TestClient, metadata: dict[str, Any], expected: str
) -> None:
    sent = pod_manifest()
    sent["metadata"] |= metadata

    answer = api.post(PODS, json=sent).json()

    assert [cause["field"] for cause in answer["details"]["causes"]] == [expected]


def test_warnings_are_headers_whatever_the_field_is_called(live: httpx.Client) -> None:
    names = ["é", "\N{GRINNING FACE}", "a\r\nb: c", "\x00", '"', ""]
    manifest = {**pod_manifest(), **dict.fromkeys(names, 1)}

    answer = live.post(PODS, json=manifest, params={"fieldValidation": "Warn"})

    warnings = [value for name, value in answer.headers.raw if name.lower() == b"warning"]
    told = [each.decode().replace('\\"', '"') for each in warnings]
    shown = ["é", "\N{GRINNING FACE}", "a  b: c", " ", '"', "[]"]
    assert told == [f'299 - "unknown field "{each}""' for each in shown]


def test_a_flood_of_warnings_is_cut(live: httpx.Client) -> None:
    manifest = {**pod_manifest(), **{f"{number:05d}" + "x" * 1000: 1 for number in range(1000)}}

    answer = live.post(PODS, json=manifest, params={"fieldValidation": "Warn"})

    assert answer.status_code == httpx.codes.CREATED
    assert len(answer.headers["Warning"]) < 5000


def test_a_pod_that_is_one_too_many_is_403(api: TestClient, context: ApiContext) -> None:
    for number in range(MOST_PODS):
        metadata = {"name": f"p{number}", "namespace": "default"}
        context.store.create("pods", {"metadata": metadata, "status": {"phase": "Running"}})

    refused = api.post(PODS, json=pod_manifest())
    assert refused.status_code == 403
    quota = "exceeded quota: podlab, requested: pods=1, used: pods=500, limited: pods=500"
    assert refused.json()["message"] == f'pods "a" is forbidden: {quota}'
