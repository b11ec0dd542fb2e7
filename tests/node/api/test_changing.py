"""update and patch: what is stored, what stays as it was, and in which words."""

from starlette.testclient import TestClient

from tests.node.api.conftest import PODS, config_map, pod_manifest

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
MERGE = {"Content-Type": "application/merge-patch+json"}
STRATEGIC = {"Content-Type": "application/strategic-merge-patch+json"}


def test_update_needs_the_latest_version_when_it_names_one(api: TestClient) -> None:
    created = api.post(CONFIG_MAPS, json=config_map(data={"a": "1"})).json()
    changed = api.put(f"{CONFIG_MAPS}/c", json={**created, "data": {"a": "2"}})
    late = api.put(f"{CONFIG_MAPS}/c", json={**created, "data": {"a": "3"}})
    anyway = api.put(f"{CONFIG_MAPS}/c", json=config_map(data={"a": "4"}))

    assert changed.status_code == 200
    assert late.status_code == 409
    assert "the object has been modified" in late.json()["message"]
    assert anyway.json()["data"] == {"a": "4"}
    assert anyway.json()["metadata"]["uid"] == created["metadata"]["uid"]


def test_update_cannot_change_the_status_and_status_nothing_else(api: TestClient) -> None:
    created = api.post(PODS, json=pod_manifest()).json()
    cheat = {**created, "status": {"phase": "Succeeded"}}
    assert api.put(f"{PODS}/a", json=cheat).json()["status"] == created["status"]

    both = {**created, "status": {"phase": "Running"}, "spec": {"containers": []}}
    answer = api.put(f"{PODS}/a/status", json=both).json()
    assert answer["status"] == {"phase": "Running"}
    assert answer["spec"] == created["spec"]


def test_immutable_fields_of_a_pod_stay(api: TestClient) -> None:
    created = api.post(PODS, json=pod_manifest()).json()
    created["spec"]["restartPolicy"] = "Never"

    answer = api.put(f"{PODS}/a", json=created)

    assert answer.status_code == 422
    assert "pod updates may not change fields other than" in answer.json()["message"]


def test_immutable_config_maps_stay(api: TestClient) -> None:
    api.post(CONFIG_MAPS, json=config_map(data={"a": "1"}, immutable=True))
    answer = api.put(f"{CONFIG_MAPS}/c", json=config_map(data={"a": "2"}, immutable=True))

    assert [cause["field"] for cause in answer.json()["details"]["causes"]] == ["data"]


def test_patch_works_in_all_three_forms(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())
    url = f"{PODS}/a"

    merged = api.patch(url, json={"metadata": {"labels": {"x": "1"}}}, headers=MERGE)
    strategic = api.patch(url, json={"metadata": {"labels": {"app": None}}}, headers=STRATEGIC)
    operations = [{"op": "replace", "path": "/metadata/labels/x", "value": "2"}]
    headers = {"Content-Type": "application/json-patch+json"}
    by_pointer = api.patch(url, json=operations, headers=headers)

    assert merged.json()["metadata"]["labels"] == {"app": "a", "x": "1"}
    assert strategic.json()["metadata"]["labels"] == {"x": "1"}
    assert by_pointer.json()["metadata"]["labels"] == {"x": "2"}


def test_a_patch_that_changes_nothing_keeps_the_version(api: TestClient) -> None:
    created = api.post(PODS, json=pod_manifest()).json()
    patched = api.patch(f"{PODS}/a", json={"metadata": {"labels": {"app": "a"}}}, headers=STRATEGIC)

    assert patched.json() == created


def test_a_dry_run_patch_does_not_count_as_a_difference(api: TestClient) -> None:
    created = api.post(PODS, json=pod_manifest()).json()
    patch = {"metadata": {"labels": {"x": "1"}}}
    answer = api.patch(f"{PODS}/a?dryRun=All", json=patch, headers=STRATEGIC).json()

    assert answer["metadata"]["labels"]["x"] == "1"
    assert answer["metadata"]["resourceVersion"] == created["metadata"]["resourceVersion"]
    assert api.get(f"{PODS}/a").json() == created


def test_a_patched_object_obeys_the_same_rules(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())
    patch = {"spec": {"containers": [{"name": "main", "image": " "}]}}
    unknown = {"spec": {"nonsense": 1}}

    refused = api.patch(f"{PODS}/a", json=patch, headers=STRATEGIC)
    strict = api.patch(f"{PODS}/a?fieldValidation=Strict", json=unknown, headers=STRATEGIC)

    assert refused.status_code == 422
    assert strict.status_code == 422
    assert 'unknown field "spec.nonsense"' in strict.json()["message"]


def test_last_applied_annotation_is_kept_byte_for_byte(api: TestClient) -> None:
    text = '{"apiVersion":"v1",  "kind":"Pod","é":"\\u00fc"}\n'
    sent = pod_manifest()
    key = "kubectl.kubernetes.io/last-applied-configuration"
    sent["metadata"]["annotations"] = {key: text}

    api.post(PODS, json=sent)

    assert api.get(f"{PODS}/a").json()["metadata"]["annotations"][key] == text
