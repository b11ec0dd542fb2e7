"""Server-side apply and managedFields over HTTP: who is told to own what, and who is refused."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.node.api.conftest import PODS, pod_manifest

MAPS = "/api/v1/namespaces/default/configmaps"
APPLY = {"Content-Type": "application/apply-patch+yaml"}
JSON_PATCH = {"Content-Type": "application/json-patch+json"}


def settings(name: str = "s", **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def apply(
    api: TestClient, config: dict[str, Any], manager: str = "kubectl", **options: str
) -> httpx2.Response:
    path = PODS if config["kind"] == "Pod" else MAPS
    url = f"{path}/{config['metadata']['name']}"
    params = {"fieldManager": manager, **options}
    return api.patch(url, params=params, content=json.dumps(config), headers=APPLY)


def owners(obj: dict[str, Any]) -> dict[str, Any]:
    return {
        entry["manager"]: (entry["operation"], entry.get("subresource", ""), entry["fieldsV1"])
        for entry in obj["metadata"].get("managedFields", [])
    }


def test_apply_makes_an_object_and_then_changes_it(api: TestClient) -> None:
    made = apply(api, settings(x="1", y="2"))
    assert made.status_code == 201
    changed = apply(api, settings(x="3"))

    assert changed.status_code == 200
    assert changed.json()["data"] == {"x": "3"}
    assert owners(changed.json()) == {"kubectl": ("Apply", "", {"f:data": {"f:x": {}}})}


def test_applying_the_same_again_writes_nothing(api: TestClient) -> None:
    first = apply(api, pod_manifest()).json()
    again = apply(api, pod_manifest()).json()

    assert again == first


def test_defaults_belong_to_nobody_who_applies(api: TestClient) -> None:
    applied = apply(api, pod_manifest()).json()

    assert applied["spec"]["restartPolicy"] == "Always"
    assert owners(applied)["kubectl"][2]["f:spec"] == {
        "f:containers": {'k:{"name":"main"}': {".": {}, "f:image": {}, "f:name": {}}}
    }


def test_everybody_who_writes_owns_what_they_wrote(api: TestClient) -> None:
    api.post(MAPS, params={"fieldManager": "kubectl-create"}, json=settings(x="1"))
    patch = {"data": {"y": "2"}}
    api.patch(f"{MAPS}/s", params={"fieldManager": "kubectl-patch"}, json=patch,
              headers={"Content-Type": "application/merge-patch+json"})  # fmt: skip
    put = settings(x="1", y="2", z="3")
    api.put(f"{MAPS}/s", json=put, headers={"User-Agent": "curl/8.0"})

    assert owners(api.get(f"{MAPS}/s").json()) == {
        "kubectl-create": ("Update", "", {"f:data": {".": {}, "f:x": {}}}),
        "kubectl-patch": ("Update", "", {"f:data": {"f:y": {}}}),
        "curl": ("Update", "", {"f:data": {"f:z": {}}}),
    }


def test_a_status_has_owners_of_its_own(api: TestClient) -> None:
    api.post(PODS, params={"fieldManager": "kubectl-create"}, json=pod_manifest())
    patch = {"status": {"message": "hello"}}
    api.patch(f"{PODS}/a/status", params={"fieldManager": "me"}, json=patch,
              headers={"Content-Type": "application/merge-patch+json"})  # fmt: skip

    mine = owners(api.get(f"{PODS}/a").json())["me"]
    assert mine == ("Update", "status", {"f:status": {"f:message": {}}})


def test_a_conflict_is_answered_409_with_its_causes(api: TestClient) -> None:
    api.post(PODS, params={"fieldManager": "kubectl-edit"}, json=pod_manifest())
    refused = apply(api, pod_manifest(containers=[{"name": "main", "image": "busybox"}]))

    field = '.spec.containers[name="main"].image'
    why = 'conflict with "kubectl-edit" using v1'
    assert refused.status_code == 409
    assert refused.json()["reason"] == "Conflict"
    assert refused.json()["message"] == f"Apply failed with 1 conflict: {why}: {field}"
    assert refused.json()["details"] == {
        "causes": [{"reason": "FieldManagerConflict", "message": why, "field": field}]
    }


def test_force_takes_a_field_over(api: TestClient) -> None:
    apply(api, settings(x="1"), "a")
    assert apply(api, settings(x="2"), "b").status_code == 409
    taken = apply(api, settings(x="2"), "b", force="true")

    assert taken.json()["data"] == {"x": "2"}
    assert list(owners(taken.json())) == ["b"]


def test_dry_run_tells_and_stores_nothing(api: TestClient) -> None:
    assert apply(api, settings(x="1"), dryRun="All").status_code == 201
    assert api.get(f"{MAPS}/s").status_code == 404
    apply(api, settings(x="1"))
    dry = apply(api, settings(x="2"), dryRun="All").json()

    assert dry["data"] == {"x": "2"}
    assert api.get(f"{MAPS}/s").json()["data"] == {"x": "1"}


def test_what_may_not_change_is_refused_after_the_merge(api: TestClient) -> None:
    apply(api, pod_manifest())
    refused = apply(api, pod_manifest(restartPolicy="Never"))

    assert refused.status_code == 422
    assert "pod updates may not change fields" in refused.json()["message"]


def test_fields_that_do_not_exist_are_named(api: TestClient) -> None:
    refused = apply(api, pod_manifest(foo=1, containers=[{"name": "main", "imag": "x"}]))

    assert (refused.status_code, refused.json()["reason"]) == (400, "BadRequest")
    assert refused.json()["message"] == (
        "failed to create typed patch object (default/a; /v1, Kind=Pod): errors:\n"
        '  .spec.containers[name="main"].imag: field not declared in schema\n'
        "  .spec.foo: field not declared in schema"
    )
    inside = apply(api, pod_manifest(tolerations=[{"kee": "x"}]))
    assert ".spec.tolerations[0].kee: field not declared in schema" in inside.json()["message"]


def test_a_configuration_may_be_yaml(api: TestClient) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {x: '1'}\n"
    answer = api.patch(f"{MAPS}/s", params={"fieldManager": "a"}, content=text, headers=APPLY)

    assert answer.json()["data"] == {"x": "1"}


@pytest.mark.parametrize(
    ("params", "code", "sentence"),
    [
        ({}, 422, "fieldManager: Required value: is required for apply patch"),
        ({"fieldManager": "x" * 129}, 422, "fieldManager: Too long: may not be more than 128"),
        ({"fieldManager": "a\tb"}, 422, "should only contain printable characters"),
    ],
)
def test_options_of_an_apply_are_checked(
    api: TestClient, params: dict[str, str], code: int, sentence: str
) -> None:
    body = json.dumps(settings(x="1"))
    refused = api.patch(f"{MAPS}/s", params=params, content=body, headers=APPLY)

    assert refused.status_code == code
    assert sentence in refused.json()["message"]


def test_only_an_apply_may_be_forced(api: TestClient) -> None:
    apply(api, settings(x="1"))
    refused = api.patch(f"{MAPS}/s", params={"force": "true"}, json=[], headers=JSON_PATCH)

    assert refused.status_code == 422
    assert "force: Forbidden: may not be specified" in refused.json()["message"]


def test_what_cannot_be_applied(api: TestClient) -> None:
    entry = [{"manager": "x", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {}}]
    managed = settings(x="1")
    managed["metadata"]["managedFields"] = entry
    assert apply(api, managed).json()["message"] == "metadata.managedFields must be nil"

    apply(api, settings(x="1"))
    stale = settings(x="2")
    stale["metadata"]["resourceVersion"] = "1"
    assert apply(api, stale).json()["reason"] == "Conflict"
    status = api.patch(f"{PODS}/none/status", params={"fieldManager": "a"},
                       content=json.dumps(pod_manifest("none")), headers=APPLY)  # fmt: skip
    assert status.status_code == 404


def test_apply_needs_the_namespace(api: TestClient) -> None:
    answer = api.patch("/api/v1/namespaces/none/configmaps/s", params={"fieldManager": "a"},
                       content=json.dumps(settings(x="1")), headers=APPLY)  # fmt: skip

    assert answer.status_code == 404
    assert answer.json()["message"] == 'namespaces "none" not found'


def test_one_empty_entry_resets_the_owners_and_an_empty_list_does_not(api: TestClient) -> None:
    apply(api, settings(x="1"))
    path = "/metadata/managedFields"
    none = [{"op": "replace", "path": path, "value": []}]
    kept = api.patch(f"{MAPS}/s", json=none, headers=JSON_PATCH).json()
    assert list(owners(kept)) == ["kubectl"]

    reset = [{"op": "replace", "path": path, "value": [{}]}]
    bare = api.patch(f"{MAPS}/s", json=reset, headers=JSON_PATCH).json()
    assert "managedFields" not in bare["metadata"]

    applied = apply(api, settings(x="1")).json()
    assert set(owners(applied)) == {"kubectl", "before-first-apply"}


def test_owners_can_be_moved_as_kubectl_moves_them(api: TestClient) -> None:
    params = {"fieldManager": "kubectl-client-side-apply"}
    api.post(MAPS, params=params, json=settings(x="1"))
    stored = api.get(f"{MAPS}/s").json()["metadata"]["managedFields"]
    moved = [{**stored[0], "manager": "kubectl", "operation": "Apply"}]
    patch = [{"op": "replace", "path": "/metadata/managedFields", "value": moved}]
    changed = api.patch(f"{MAPS}/s", json=patch, headers=JSON_PATCH).json()

    assert owners(changed) == {"kubectl": ("Apply", "", {"f:data": {".": {}, "f:x": {}}})}


def test_a_deployment_can_be_applied(api: TestClient) -> None:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod_manifest()["spec"]}
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"a": "b"}}, "template": template},
    }
    url = "/apis/apps/v1/namespaces/default/deployments/d"
    made = api.patch(url, params={"fieldManager": "kubectl"}, content=json.dumps(deployment),
                     headers=APPLY)  # fmt: skip

    assert made.status_code == 201
    spec = owners(made.json())["kubectl"][2]["f:spec"]
    assert spec["f:selector"] == {}
    assert spec["f:replicas"] == {}
