"""log, exec and attach as far as they are HTTP: options, channels, the last word, refusals."""

import json
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from podlab.node.api.context import ApiContext
from podlab.node.runtime import LogOptions
from tests.node.api.conftest import PODS, EchoRuntime, pod_manifest

V5, V4 = "v5.channel.k8s.io", "v4.channel.k8s.io"
BOTH = [{"name": "one", "image": "nginx"}, {"name": "two", "image": "nginx"}]


@pytest.fixture
def pod(api: TestClient) -> None:
    api.post(PODS, json=pod_manifest())
    api.post(PODS, json=pod_manifest("both", containers=BOTH))


def status_of(frame: bytes) -> dict[str, Any]:
    assert frame[0] == 3
    status: dict[str, Any] = json.loads(frame[1:])
    return status


def test_log_options_reach_the_runtime(api: TestClient, pod: None, runtime: EchoRuntime) -> None:
    query = "tailLines=5&timestamps=true&limitBytes=9&sinceTime=2026-01-01T00:00:00Z"
    answer = api.get(f"{PODS}/a/log?{query}")

    (options,) = runtime.options
    assert answer.text == "one\ntwo\n"
    assert answer.headers["content-type"].startswith("text/plain")
    assert (options.tail_lines, options.timestamps, options.limit_bytes) == (5, True, 9)
    assert options.since is not None
    assert options.since.year == 2026
    assert options == LogOptions(False, 5, options.since, True, False, 9)


def test_a_log_that_is_not_there_is_400(api: TestClient, pod: None) -> None:
    answer = api.get(f"{PODS}/a/log?previous=true")

    assert (answer.status_code, answer.json()["reason"]) == (400, "BadRequest")
    assert "previous terminated container" in answer.json()["message"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "a container name must be specified for pod both, choose one of: [one two]"),
        ("container=three", "container three is not valid for pod both"),
        ("container=one&tailLines=x", 'tailLines: Invalid value: "x"'),
        ("container=one&sinceTime=noon", 'sinceTime: Invalid value: "noon"'),
        ("container=one&stream=Stderr", "both streams only"),
    ],
)
def test_a_log_request_that_makes_no_sense_is_400(
    api: TestClient, pod: None, query: str, message: str
) -> None:
    answer = api.get(f"{PODS}/both/log?{query}")

    assert answer.status_code == 400
    assert message in answer.json()["message"]


def test_a_followed_log_goes_on_until_node_closes(live: httpx.Client, context: ApiContext) -> None:
    live.post(PODS, json=pod_manifest())
    with live.stream("GET", f"{PODS}/a/log?follow=true") as answer:
        lines = answer.iter_lines()
        assert [next(lines), next(lines)] == ["one", "two"]
        context.close_streams()

        assert list(lines) == []


@pytest.mark.parametrize("offered", [[V5], [V5, V4], [V4]])
def test_exec_carries_streams_and_ends_with_a_status(
    api: TestClient, pod: None, runtime: EchoRuntime, offered: list[str]
) -> None:
    url = f"{PODS}/a/exec?command=cat&command=-u&stdin=true&stdout=true&stderr=true"
    with api.websocket_connect(url, subprotocols=offered) as socket:
        assert socket.accepted_subprotocol == offered[0]
        socket.send_bytes(b"\x00hello")
        assert socket.receive_bytes() == b"\x01HELLO"
        socket.send_bytes(b'\x04{"Width":101,"Height":33}\n')
        socket.send_bytes(b"\xff\x00")
        assert socket.receive_bytes() == b"\x02bye"
        status = status_of(socket.receive_bytes())
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()

    assert status["reason"] == "NonZeroExitCode"
    assert status["details"]["causes"] == [{"reason": "ExitCode", "message": "3"}]
    assert closed.value.code == 1000
    assert runtime.commands == [["cat", "-u"]]
    assert runtime.sessions[0].sizes == [(101, 33)]
    assert runtime.sessions[0].closed


def test_odd_messages_do_no_harm(api: TestClient, pod: None) -> None:
    url = f"{PODS}/a/exec?command=cat&stdin=true&stdout=true"
    with api.websocket_connect(url, subprotocols=[V5]) as socket:
        for message in (b"", b"\x00", b"\x04{", b"\x04[]", b"\x07x", b"\xff\x01", b"\xff"):
            socket.send_bytes(message)
        socket.send_bytes(b"\x00a")
        assert socket.receive_bytes() == b"\x01A"


def test_a_caller_who_goes_takes_the_process_along(
    api: TestClient, pod: None, runtime: EchoRuntime
) -> None:
    url = f"{PODS}/a/exec?command=cat&stdin=true&stdout=true"
    with api.websocket_connect(url, subprotocols=[V5]) as socket:
        socket.send_bytes(b"\x00a")
        socket.receive_bytes()
        socket.close()

    assert runtime.sessions[0].closed


def test_attach_joins_without_a_command(api: TestClient, pod: None, runtime: EchoRuntime) -> None:
    url = f"{PODS}/a/attach?stdin=true&stdout=true&stderr=true"
    with api.websocket_connect(url, subprotocols=[V5]) as socket:
        socket.send_bytes(b"\xff\x00")
        assert socket.receive_bytes() == b"\x02bye"
        assert status_of(socket.receive_bytes())["status"] == "Success"
    assert runtime.commands == []


def test_a_process_that_cannot_start_is_told_by_the_status(api: TestClient, pod: None) -> None:
    url = f"{PODS}/a/exec?command=nothing&stdout=true"
    with api.websocket_connect(url, subprotocols=[V5]) as socket:
        status = status_of(socket.receive_bytes())

    assert (status["status"], status["message"]) == ("Failure", "container not found")


@pytest.mark.parametrize(
    ("path", "protocols", "code"),
    [
        ("nope/exec?command=x&stdout=true", [V5], 404),
        ("a/exec?stdout=true", [V5], 400),
        ("a/exec?command=x", [V5], 400),
        ("both/exec?command=x&stdout=true", [V5], 400),
        ("a/exec?command=x&stdout=true", ["SPDY/3.1"], 400),
    ],
)
def test_a_refused_handshake_carries_a_status(
    api: TestClient, pod: None, path: str, protocols: list[str], code: int
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        api.websocket_connect(f"{PODS}/{path}", subprotocols=protocols),
    ):
        pass
    assert refused.value.status_code == code
    assert refused.value.json()["kind"] == "Status"


def test_sockets_need_the_token_too(context: ApiContext, api: TestClient, pod: None) -> None:
    headers = {"Authorization": "Bearer wrong"}
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        api.websocket_connect(f"{PODS}/a/exec?command=x&stdout=true", [V5], headers=headers),
    ):
        pass
    assert refused.value.status_code == 401


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("a/exec?command=x&stdout=true", 400, "over WebSocket only"),
        ("both/exec?command=x", 400, "a container name must be specified"),
        ("nope/exec?command=x", 404, 'pods "nope" not found'),
        ("a/portforward", 400, "portforward over WebSocket only"),
        ("nope/portforward", 404, 'pods "nope" not found'),
    ],
)
def test_the_fallback_of_kubectl_is_told_why(
    api: TestClient, pod: None, path: str, code: int, message: str
) -> None:
    answer = api.post(f"{PODS}/{path}", headers={"Upgrade": "SPDY/3.1", "Connection": "Upgrade"})

    assert answer.status_code == code
    assert message in answer.json()["message"]
