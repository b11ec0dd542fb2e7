"""delete: a Pod with grace, everything else at once, a namespace with all that is in it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.context import ApiContext
from podlab.node.housekeeping.namespaces import follow_namespaces
from podlab.node.objects.deleting import remove_stopped_pod
from tests.node.api.conftest import PODS, pod_manifest

NAMESPACES = "/api/v1/namespaces"


@pytest.fixture
def pod(api: TestClient) -> dict[str, Any]:
    created: dict[str, Any] = api.post(PODS, json=pod_manifest()).json()
    return created


def delete(api: TestClient, path: str, **options: Any) -> Any:
    return api.request("DELETE", path, json=options)


def test_a_pod_stays_until_the_kubelet_has_stopped_it(api: TestClient, pod: dict[str, Any]) -> None:
    answer = delete(api, f"{PODS}/a", propagationPolicy="Background")

    metadata = answer.json()["metadata"]
    assert answer.status_code == 200
    assert metadata["deletionGracePeriodSeconds"] == 30
    assert api.get(f"{PODS}/a").json()["metadata"] == metadata


@pytest.mark.parametrize("how", ["body", "query", "spec"])
def test_the_grace_period_comes_from_the_body_the_query_or_the_pod(
    api: TestClient, how: str
) -> None:
    api.post(PODS, json=pod_manifest("b", terminationGracePeriodSeconds=9))
    query = "?gracePeriodSeconds=9" if how == "query" else ""
    body = {"gracePeriodSeconds": 9} if how == "body" else {}

    gone = delete(api, f"{PODS}/b{query}", **body).json()

    assert gone["metadata"]["deletionGracePeriodSeconds"] == 9


def test_a_second_delete_can_only_shorten_the_grace(api: TestClient, pod: dict[str, Any]) -> None:
    first = delete(api, f"{PODS}/a", gracePeriodSeconds=20).json()["metadata"]
    longer = delete(api, f"{PODS}/a", gracePeriodSeconds=60).json()["metadata"]
    shorter = delete(api, f"{PODS}/a", gracePeriodSeconds=5).json()["metadata"]

    assert longer == first
    assert shorter["deletionGracePeriodSeconds"] == 5
    assert shorter["deletionTimestamp"] < first["deletionTimestamp"]


def test_without_grace_a_pod_is_gone_at_once(api: TestClient, pod: dict[str, Any]) -> None:
    gone = delete(api, f"{PODS}/a", gracePeriodSeconds=0).json()

    assert gone["metadata"]["uid"] == pod["metadata"]["uid"]
    assert api.get(f"{PODS}/a").status_code == 404


def test_a_pod_that_has_ended_needs_no_grace(api: TestClient, pod: dict[str, Any]) -> None:
    pod["status"]["phase"] = "Succeeded"
    api.put(f"{PODS}/a/status", json=pod)

    delete(api, f"{PODS}/a")

    assert api.get(f"{PODS}/a").status_code == 404


def test_preconditions_protect_another_object_of_the_same_name(
    api: TestClient, pod: dict[str, Any]
) -> None:
    refused = delete(api, f"{PODS}/a", preconditions={"uid": "another"})

    assert refused.status_code == 409
    assert refused.json()["message"] == (
        'Operation cannot be fulfilled on Pod "a": the UID in the precondition (another) does not'
        f" match the UID in record ({pod['metadata']['uid']}). The object might have been deleted"
        " and then recreated"
    )
    assert "deletionTimestamp" not in api.get(f"{PODS}/a").json()["metadata"]
    uid = pod["metadata"]["uid"]
    assert delete(api, f"{PODS}/a", preconditions={"uid": uid}).status_code == 200


def test_a_dry_run_deletes_nothing(api: TestClient, pod: dict[str, Any]) -> None:
    delete(api, f"{PODS}/a", dryRun=["All"], gracePeriodSeconds=0)
    delete(api, f"{PODS}/a?dryRun=All&gracePeriodSeconds=0")

    assert api.get(f"{PODS}/a").json() == pod


def test_a_config_map_is_answered_by_a_status(api: TestClient) -> None:
    path = f"{NAMESPACES}/default/configmaps"
    sent = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
    uid = api.post(path, json=sent).json()["metadata"]["uid"]

    answer = delete(api, f"{path}/c").json()

    assert (answer["kind"], answer["status"]) == ("Status", "Success")
    assert answer["details"] == {"name": "c", "kind": "configmaps", "uid": uid}


def test_a_collection_goes_by_selector(api: TestClient, pod: dict[str, Any]) -> None:
    api.post(PODS, json=pod_manifest("b"))

    answer = delete(api, f"{PODS}?labelSelector=app%3Db", gracePeriodSeconds=0)

    assert [item["metadata"]["name"] for item in answer.json()["items"]] == ["b"]
    assert [item["metadata"]["name"] for item in api.get(PODS).json()["items"]] == ["a"]


def test_a_finalizer_holds_an_object_until_it_is_taken_away(api: TestClient) -> None:
    path = f"{NAMESPACES}/default/configmaps"
    metadata = {"name": "c", "finalizers": ["example.org/wait"]}
    api.post(path, json={"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})

    held = delete(api, f"{path}/c").json()
    assert held["kind"] == "ConfigMap"
    assert held["metadata"]["deletionGracePeriodSeconds"] == 0
    again = delete(api, f"{path}/c").json()
    assert again == held

    merge = {"Content-Type": "application/merge-patch+json"}
    more = {"metadata": {"finalizers": ["example.org/wait", "example.org/more"]}}
    refused = api.patch(f"{path}/c", json=more, headers=merge).json()
    assert refused["message"].endswith(
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
        ' deleted, found new finalizers []string{"example.org/more"}'
    )
    free = {"metadata": {"finalizers": None}}
    assert api.patch(f"{path}/c", json=free, headers=merge).status_code == 200
    assert api.get(f"{path}/c").status_code == 404


def test_a_pod_with_a_finalizer_waits_for_both(
    api: TestClient, context: ApiContext, pod: dict[str, Any]
) -> None:
    merge = {"Content-Type": "application/merge-patch+json"}
    hold = {"metadata": {"finalizers": ["example.org/wait"]}}
    assert api.patch(f"{PODS}/a", json=hold, headers=merge).status_code == 200
    delete(api, f"{PODS}/a")

    free = {"metadata": {"finalizers": None}}
    still = api.patch(f"{PODS}/a", json=free, headers=merge).json()

    assert still["metadata"]["deletionGracePeriodSeconds"] == 30
    assert api.get(f"{PODS}/a").status_code == 200
    remove_stopped_pod(context.store, still)
    assert api.get(f"{PODS}/a").status_code == 404


@pytest.mark.parametrize(
    ("options", "finalizers"),
    [
        ({"propagationPolicy": "Foreground"}, ["foregroundDeletion"]),
        ({"propagationPolicy": "Orphan"}, ["orphan"]),
        ({"orphanDependents": True}, ["orphan"]),
    ],
)
def test_dependents_that_matter_hold_their_owner(
    api: TestClient, options: dict[str, Any], finalizers: list[str]
) -> None:
    path = f"{NAMESPACES}/default/configmaps"
    api.post(path, json={"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}})

    assert delete(api, f"{path}/c", **options).json()["metadata"]["finalizers"] == finalizers
    assert delete(api, f"{path}/c", propagationPolicy="Background").json()["kind"] == "Status"
    assert api.get(f"{path}/c").status_code == 404


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (
            {"propagationPolicy": "Now"},
            (
                'Unsupported value: "Now": supported values: "Background", "Foreground", "Orphan", '
                '"nil"'
            ),
        ),
        (
            {"propagationPolicy": "Orphan", "orphanDependents": True},
            'Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
        ),
    ],
)
def test_what_becomes_of_dependents_is_said_once_and_rightly(
    api: TestClient, pod: dict[str, Any], options: dict[str, Any], problem: str
) -> None:
    answer = delete(api, f"{PODS}/a", **options).json()

    assert answer["message"] == f'DeleteOptions "" is invalid: propagationPolicy: {problem}'


def make_namespace(api: TestClient, name: str) -> str:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    assert api.post(NAMESPACES, json=body).status_code == 201
    return f"{NAMESPACES}/{name}"


def test_an_empty_namespace_goes_at_once(api: TestClient) -> None:
    path = make_namespace(api, "school")

    assert delete(api, path).json()["status"]["phase"] == "Terminating"
    assert api.get(path).status_code == 404


def test_a_namespace_waits_for_its_pods_and_takes_all_with_it(
    api: TestClient, context: ApiContext
) -> None:
    stop = follow_namespaces(context.store)
    path = make_namespace(api, "school")
    api.post(f"{path}/pods", json=pod_manifest())
    config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
    api.post(f"{path}/configmaps", json=config_map)

    delete(api, path)
    refused = api.post(f"{path}/pods", json=pod_manifest("late"))
    assert refused.status_code == 403
    assert "is being terminated" in refused.json()["message"]
    assert api.get(path).json()["status"]["phase"] == "Terminating"
    assert api.get(f"{path}/pods/a").json()["metadata"]["deletionTimestamp"]

    context.store.delete("pods", "school", "a")  # the kubelet is done
    assert api.get(path).status_code == 404
    assert context.store.list("configmaps", "school").items == []
    stop()


def test_a_namespace_that_was_ending_when_node_died_ends_at_the_next_start(
    api: TestClient, context: ApiContext
) -> None:
    path = make_namespace(api, "school")
    api.post(f"{path}/pods", json=pod_manifest())
    delete(api, path)
    context.store.delete("pods", "school", "a")
    assert api.get(path).status_code == 200

    follow_namespaces(context.store)()

    assert api.get(path).status_code == 404


def test_the_default_namespace_stays(api: TestClient) -> None:
    answer = delete(api, f"{NAMESPACES}/default")

    assert answer.status_code == 403
    assert "may not be deleted" in answer.json()["message"]
