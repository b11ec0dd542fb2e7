"""What a probe asks, and how an answer is read."""

import asyncio
from collections.abc import Sequence

import pytest
from lightkube.models.core_v1 import Container, ContainerPort, HTTPGetAction

from podlab.node.kubelet.handling.patients import Patient, UnknownPort
from podlab.node.kubelet.handling.protocols.http import (
    BadResponse,
    Exchange,
    Response,
    Target,
    TlsPipe,
    request_head,
)
from podlab.node.kubelet.handling.requesting import http_target, judge, redirected
from podlab.pods.probes import Answer, Outcome
from tests.node.kubelet.handling.streams import connected

TARGET = Target("HTTP", "10.244.0.2", 8080, "/healthz")


class Canned:
    """A server that has said everything already."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.sent = b""
        self._pieces = list(pieces)

    async def send(self, data: bytes) -> None:
        self.sent += data

    async def receive(self) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


def test_request_has_the_kubelets_headers() -> None:
    assert request_head(TARGET) == (
        b"GET /healthz HTTP/1.1\r\nHost: 10.244.0.2:8080\r\nUser-Agent: kube-probe/1.32\r\n"
        b"Accept: */*\r\nConnection: close\r\n\r\n"
    )


def test_header_of_the_manifest_replaces_ours_and_adds_no_line() -> None:
    target = Target("HTTP", "10.244.0.2", 80, "/", (("host", "shop"), ("X", "a\r\nY: b")))

    lines = request_head(target).decode().split("\r\n")

    assert "host: shop" in lines
    assert "X: aY: b" in lines
    assert not any(line.startswith(("Host:", "Y:")) for line in lines)


@pytest.mark.parametrize(
    ("pieces", "response"),
    [
        ([b"HTTP/1.1 200 OK\r\n\r\nhello"], Response(200, body=b"hello")),
        ([b"HTTP/1.0 40", b"4 Not Found\r\nA: b\r", b"\n\r\n"], Response(404)),
        ([b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"], Response(302, "/x")),
        (
            [b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", b"go", b" on"],
            Response(302, "/x", b"go on"),
        ),
        (
            [b"HTTP/1.1 301 Moved\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"],
            Response(301, "", b"abc"),
        ),
        ([b"HTTP/1.1 301 Moved\r\nContent-Length: 9\r\n\r\ncut"], Response(301, "", b"cut")),
        ([b"HTTP/1.1 204 No Content\r\n"], Response(204)),
    ],
)
async def test_answer_is_read_to_its_end(pieces: list[bytes], response: Response) -> None:
    assert await Exchange().get(Canned(pieces), TARGET) == response


@pytest.mark.parametrize(
    ("head", "body", "read"),
    [
        ("Content-Length: 2", b"ab", b"ab"),
        ("Transfer-Encoding: chunked", b"2\r\nab\r\n0\r\n\r\n", b"ab"),
        ("A: b", b"x" * 20_000, b"x" * 10_240),
    ],
)
async def test_nothing_is_waited_for_behind_the_body(head: str, body: bytes, read: bytes) -> None:
    closed = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body)
        await reader.read()  # the connection stays open until the asker closes it
        writer.close()
        await writer.wait_closed()
        closed.set()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connected(port) as pipe:
            response = await Exchange().get(pipe, TARGET)
        await closed.wait()

    assert response == Response(200, body=read)


@pytest.mark.parametrize("pieces", [[], [b"+PONG\r\n"], [b"HTTP/1.1 nonsense\r\n\r\n"]])
async def test_answer_that_is_no_http_is_bad(pieces: list[bytes]) -> None:
    with pytest.raises(BadResponse):
        await Exchange().get(Canned(pieces), TARGET)


@pytest.mark.parametrize(
    ("pieces", "problem"),
    [
        ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], "http: server gave HTTP response to HTTPS client"),
        ([b"+PONG\r\n"], "tls: first record does not look like a TLS handshake"),
        ([b"\x15\x03\x03\x00\x02\x02\x28"], "remote error: tls: handshake failure"),
        ([], "EOF"),
    ],
)
async def test_server_without_tls_is_named_as_go_names_it(
    pieces: list[bytes], problem: str
) -> None:
    with pytest.raises(BadResponse) as refused:
        await Exchange().get(TlsPipe(Canned(pieces)), TARGET)

    assert str(refused.value) == problem


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (Response(199), Outcome(Answer.FAILURE, "HTTP probe failed with statuscode: 199")),
        (Response(200), Outcome(Answer.SUCCESS)),
        (
            Response(399, "", b"x"),
            Outcome(Answer.WARNING, "Probe terminated redirects, Response body: x"),
        ),
        (Response(400), Outcome(Answer.FAILURE, "HTTP probe failed with statuscode: 400")),
    ],
)
def test_status_is_healthy_from_200_to_399(response: Response, outcome: Outcome) -> None:
    assert judge(response) == outcome


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/login?next=/", "http://10.244.0.2:8080/login?next=/"),
        ("https://10.244.0.2/x", "https://10.244.0.2:443/x"),
        ("http://example.com/", None),
    ],
)
def test_redirect_is_followed_on_the_same_host_only(location: str, url: str | None) -> None:
    there = redirected(TARGET, Response(302, location))

    assert (there.url if there else None) == url


def test_status_that_is_no_redirect_leads_nowhere() -> None:
    assert redirected(TARGET, Response(304, "/x")) is None


def patient(*ports: ContainerPort) -> Patient:
    return Patient(Container("c", ports=list(ports)), "id", "pause", "10.244.0.2")


def test_port_is_found_by_its_name() -> None:
    someone = patient(ContainerPort(80, name="web"))

    assert [someone.port_number(port) for port in (81, "web", "82")] == [81, 80, 82]
    with pytest.raises(UnknownPort, match='parsing "nobody": invalid syntax'):
        someone.port_number("nobody")
    with pytest.raises(UnknownPort, match="invalid port number: 70000"):
        someone.port_number("70000")


@pytest.mark.parametrize(
    ("host", "url"),
    [(None, "http://10.244.0.2:80/"), ("localhost", "http://localhost:80/")],
)
def test_host_of_the_manifest_is_asked_under_its_own_name(host: str | None, url: str) -> None:
    assert http_target(patient(), HTTPGetAction(port=80, host=host)).url == url
