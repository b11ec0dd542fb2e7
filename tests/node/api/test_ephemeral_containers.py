"""…/pods/<name>/ephemeralcontainers: the one way to add a container to a Pod that runs."""

from typing import Any

from starlette.testclient import TestClient

from tests.node.api.conftest import PODS, pod_manifest

STRATEGIC = {"Content-Type": "application/strategic-merge-patch+json"}
HERE = f"{PODS}/a/ephemeralcontainers"


def add(api: TestClient, *containers: dict[str, Any]) -> Any:
    patch = {"spec": {"ephemeralContainers": list(containers)}}
    return api.patch(HERE, json=patch, headers=STRATEGIC)


def names(pod: dict[str, Any]) -> list[str]:
    return [each["name"] for each in pod["spec"].get("ephemeralContainers", [])]


def test_a_patch_adds_a_container_with_its_defaults(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())

    answer = add(api, {"name": "debug", "image": "busybox", "targetContainerName": "main"})

    assert answer.status_code == 200
    assert answer.json()["spec"]["ephemeralContainers"] == [
        {
            "name": "debug",
            "image": "busybox",
            "targetContainerName": "main",
            "imagePullPolicy": "Always",
            "resources": {},
            "terminationMessagePath": "/dev/termination-log",
            "terminationMessagePolicy": "File",
        }
    ]
    assert api.get(HERE).json() == answer.json() == api.get(f"{PODS}/a").json()


def test_patches_add_up_and_change_nothing_that_is_there(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())
    add(api, {"name": "one", "image": "busybox"})

    assert names(add(api, {"name": "two", "image": "busybox"}).json()) == ["one", "two"]
    changed = add(api, {"name": "one", "image": "nginx"})
    assert changed.status_code == 422
    assert changed.json()["details"]["causes"][0]["field"] == "spec.ephemeralContainers"
    assert 'existing ephemeral containers "one" may not be changed' in changed.json()["message"]


def test_put_replaces_only_the_list(api: TestClient) -> None:
    pod = api.post(PODS, json=pod_manifest()).json()
    pod["spec"]["ephemeralContainers"] = [{"name": "debug", "image": "busybox"}]
    pod["spec"]["containers"][0]["image"] = "redis"
    pod["metadata"]["labels"] = {"another": "one"}

    put = api.put(HERE, json=pod).json()

    assert names(put) == ["debug"]
    assert put["spec"]["containers"][0]["image"] == "nginx"
    assert put["metadata"]["labels"] == {"app": "a"}


def test_the_pod_itself_takes_none(api: TestClient) -> None:
    refused = api.post(PODS, json=pod_manifest(ephemeralContainers=[{"name": "d", "image": "x"}]))
    assert "spec.ephemeralContainers: Forbidden: cannot be set on create" in refused.text
    api.post(PODS, json=pod_manifest())

    patch = {"spec": {"ephemeralContainers": [{"name": "d", "image": "busybox"}]}}
    answer = api.patch(f"{PODS}/a", json=patch, headers=STRATEGIC)

    assert answer.status_code == 422
    assert "pod updates may not change fields other than" in answer.json()["message"]


def test_a_pod_that_is_not_there_has_none(api: TestClient) -> None:
    assert add(api, {"name": "debug", "image": "busybox"}).status_code == 404
    assert api.get(HERE).status_code == 404
