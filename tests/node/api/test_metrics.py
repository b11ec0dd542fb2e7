"""PodMetrics: what `kubectl top pod` reads."""

from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from podlab.node.runtime import ContainerUsage, Usage
from tests.node.api.conftest import PODS, EchoRuntime, pod_manifest

METRICS = "/apis/metrics.k8s.io/v1beta1"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def measured(api: TestClient, runtime: EchoRuntime) -> None:
    """Pod a is measured, Pod b has not begun."""
    uid = api.post(PODS, json=pod_manifest("a")).json()["metadata"]["uid"]
    api.post(PODS, json=pod_manifest("b"))
    found = (ContainerUsage(uid, "main", 250_000_000, 3 << 20), ContainerUsage("gone", "x", 1, 1))
    runtime.usage = Usage(NOON, 1.0, found)


def test_a_pod_s_metrics(api: TestClient) -> None:
    assert api.get(f"{METRICS}/namespaces/default/pods/a").json() == {
        "kind": "PodMetrics",
        "apiVersion": "metrics.k8s.io/v1beta1",
        "metadata": {
            "name": "a",
            "namespace": "default",
            "labels": {"app": "a"},
            "creationTimestamp": "2026-01-01T12:00:00Z",
        },
        "timestamp": "2026-01-01T12:00:00Z",
        "window": "1.000s",
        "containers": [{"name": "main", "usage": {"cpu": "250000000n", "memory": "3072Ki"}}],
    }


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("pods", ["a"]),
        ("namespaces/default/pods", ["a"]),
        ("namespaces/other/pods", []),
        ("pods?labelSelector=app%3Da", ["a"]),
        ("pods?labelSelector=app%3Db", []),
        ("pods?fieldSelector=metadata.name%3Da", ["a"]),
    ],
)
def test_lists_hold_the_measured_pods_that_are_selected(
    api: TestClient, path: str, names: list[str]
) -> None:
    items = api.get(f"{METRICS}/{path}").json()["items"]

    assert [item["metadata"]["name"] for item in items] == names


@pytest.mark.parametrize("name", ["b", "nope"])
def test_a_pod_without_metrics_is_not_found(api: TestClient, name: str) -> None:
    answer = api.get(f"{METRICS}/namespaces/default/pods/{name}")

    assert (answer.status_code, answer.json()["reason"]) == (404, "NotFound")


def test_who_follows_a_pod_gets_its_own_window(api: TestClient) -> None:
    found = api.get(f"{METRICS}/namespaces/default/pods/a?fresh=true").json()

    assert (found["window"], [each["name"] for each in found["containers"]]) == ("2.000s", ["main"])
