"""The group signals.podlab: which signals there are, and to whom they go."""

import pytest
from starlette.testclient import TestClient

from podlab.node.api.app import create_app
from podlab.node.api.context import ApiContext
from podlab.node.api.subresources.signals import SIGNAL_ROUTES
from tests.node.api.conftest import HEADERS, PODS, EchoRuntime, pod_manifest

HERE = "/apis/signals.podlab/v1/namespaces/default/pods/{}"


@pytest.fixture
def api(context: ApiContext) -> TestClient:
    client = TestClient(create_app(context, SIGNAL_ROUTES), headers=HEADERS)
    assert client.post(PODS, json=pod_manifest()).status_code == 201
    return client


def name_of(manifest: dict[str, dict[str, str]]) -> str:
    return manifest["metadata"]["name"]


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({"signal": "SIGKILL"}, 201, "SIGKILL"),
        ({"signal": "SIGTERM"}, 201, "SIGTERM"),
        ({"signal": "SIGHUP"}, 400, "signal must be one of SIGKILL, SIGTERM, SIGSTOP, SIGCONT"),
        ({}, 400, "signal must be one of"),
        ({"signal": "SIGKILL", "container": "x"}, 400, "container x is not valid for pod"),
        ({"signal": "SIGSTOP"}, 409, "container not found"),
    ],
)
def test_what_may_be_sent(api: TestClient, body: dict[str, str], code: int, said: str) -> None:
    answer = api.post(HERE.format(name_of(pod_manifest())), json=body)

    assert answer.status_code == code
    assert said in answer.text


def test_it_reaches_the_container(api: TestClient, runtime: EchoRuntime) -> None:
    pod = pod_manifest()
    api.post(HERE.format(name_of(pod)), json={"signal": "SIGKILL"})

    assert runtime.commands == [[pod["spec"]["containers"][0]["name"], "SIGKILL"]]


def test_there_has_to_be_a_pod_and_a_token(api: TestClient, context: ApiContext) -> None:
    nobody = TestClient(create_app(context, SIGNAL_ROUTES))

    assert api.post(HERE.format("none"), json={"signal": "SIGKILL"}).status_code == 404
    assert nobody.post(HERE.format("a"), json={"signal": "SIGKILL"}).status_code == 401
