"""The group checks.podlab: what may be dialled."""

import base64
from typing import Any

import pytest
from starlette.testclient import TestClient

from podlab.node.api.app import create_app
from podlab.node.api.checks.dialling import DIAL_ROUTES
from podlab.node.api.context import ApiContext
from tests.node.api.conftest import HEADERS, PODS, pod_manifest

HERE = "/apis/checks.podlab/v1/namespaces/default/pods/{}/dial"
LOCALHOST = {"address": "127.0.0.1", "port": 80}


@pytest.fixture
def api(context: ApiContext) -> TestClient:
    client = TestClient(create_app(context, DIAL_ROUTES), headers=HEADERS)
    assert client.post(PODS, json=pod_manifest()).status_code == 201
    return client


def ask(api: TestClient, body: dict[str, Any], name: str = "") -> Any:
    manifest: Any = pod_manifest()
    return api.post(HERE.format(name or manifest["metadata"]["name"]), json=body)


def test_what_came_of_it_is_told(api: TestClient) -> None:
    answer = ask(api, LOCALHOST | {"send": base64.b64encode(b"hello").decode()}).json()

    assert (answer["kind"], answer["outcome"]) == ("PodDial", "refused")
    assert answer["message"] == "connection refused"


@pytest.mark.parametrize(
    "body",
    [
        {},
        LOCALHOST | {"address": "example.org"},
        LOCALHOST | {"address": "::1"},
        LOCALHOST | {"port": 0},
        LOCALHOST | {"port": "80"},
        LOCALHOST | {"seconds": 31},
        LOCALHOST | {"seconds": "soon"},
        LOCALHOST | {"send": "no base64"},
        LOCALHOST | {"send": base64.b64encode(bytes((64 << 10) + 1)).decode()},
    ],
)
def test_what_is_no_address_is_refused(api: TestClient, body: dict[str, Any]) -> None:
    assert ask(api, body).status_code == 400


def test_pod_that_is_not_there_is_not_found(api: TestClient) -> None:
    assert ask(api, LOCALHOST, "nobody").status_code == 404
