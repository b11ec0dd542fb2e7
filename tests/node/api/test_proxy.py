"""The proxy subresource: what is asked of the Pod, and what comes back."""

import pytest
from starlette.testclient import TestClient

from tests.node.api.conftest import PODS, EchoRuntime, pod_manifest


@pytest.fixture
def pod(api: TestClient) -> None:
    made = pod_manifest()
    made["spec"]["containers"][0]["ports"] = [{"name": "web", "containerPort": 8080}]
    api.post(PODS, json=made).raise_for_status()


@pytest.mark.parametrize(
    ("segment", "port"), [("a", 8080), ("a:web", 8080), ("a:81", 81), ("http:a:82", 82)]
)
def test_the_port_is_the_named_one(
    api: TestClient, pod: None, runtime: EchoRuntime, segment: str, port: int
) -> None:
    api.get(f"{PODS}/{segment}/proxy/")

    assert [each.port for each in runtime.ports] == [port]


@pytest.mark.parametrize("segment", ["a:nobody", "a:0", "a:99999", "https:a:80"])
def test_a_port_that_makes_no_sense_is_refused(
    api: TestClient, pod: None, runtime: EchoRuntime, segment: str
) -> None:
    assert api.get(f"{PODS}/{segment}/proxy/").status_code == 400
    assert runtime.ports == []


def test_a_pod_that_is_not_there(api: TestClient) -> None:
    assert api.get(f"{PODS}/nobody/proxy/").status_code == 404


def test_what_is_no_http_is_said(api: TestClient, pod: None) -> None:
    answer = api.get(f"{PODS}/a/proxy/")  # the port sends back what it gets, in capitals

    assert answer.status_code == 503
    assert "error trying to reach service: malformed HTTP response" in answer.json()["message"]


def test_a_body_has_its_bound(api: TestClient, pod: None, runtime: EchoRuntime) -> None:
    assert api.post(f"{PODS}/a/proxy/", content=b"x" * (1 << 20) + b"x").status_code == 413
    assert runtime.ports == []
