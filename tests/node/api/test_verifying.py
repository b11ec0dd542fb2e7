"""The group checks.podlab: which scripts may run beside a Pod."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.app import create_app
from podlab.node.api.checks.verifying import VERIFY_ROUTES
from podlab.node.api.context import ApiContext
from tests.node.api.conftest import HEADERS, PODS, pod_manifest

HERE = "/apis/checks.podlab/v1/namespaces/default/pods/{}/verify"


@pytest.fixture
def api(context: ApiContext) -> TestClient:
    client = TestClient(create_app(context, VERIFY_ROUTES), headers=HEADERS)
    assert client.post(PODS, json=pod_manifest()).status_code == 201
    return client


def ask(api: TestClient, body: dict[str, Any], name: str = "") -> Any:
    manifest: Any = pod_manifest()
    return api.post(HERE.format(name or manifest["metadata"]["name"]), json=body)


def test_how_a_script_ended_is_told(api: TestClient) -> None:
    answer = ask(api, {"script": "true", "environment": {"A": "b"}, "seconds": 5}).json()

    assert (answer["kind"], answer["exitCode"]) == ("PodVerification", 0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"script": ""},
        {"script": 1},
        {"script": "a\0b"},
        {"script": "x" * ((64 << 10) + 1)},
        {"script": "true", "interpreter": "perl"},
        {"script": "true", "seconds": 61},
        {"script": "true", "environment": ["A"]},
        {"script": "true", "environment": {"A": 1}},
        {"script": "true", "environment": {"A=B": "c"}},
    ],
)
def test_what_is_no_script_is_refused(api: TestClient, body: dict[str, Any]) -> None:
    assert ask(api, body).status_code == 400


def test_pod_that_is_not_there_is_not_found(api: TestClient) -> None:
    assert ask(api, {"script": "true"}, "nobody").status_code == 404
