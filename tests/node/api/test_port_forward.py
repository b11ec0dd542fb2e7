"""port-forward as far as it is SPDY: streams in pairs, refusals, and bytes that make no sense."""

import struct
import zlib
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from podlab.node.api.portforward.dictionary import DICTIONARY
from podlab.node.api.portforward.frames import Data, FrameReader, Opened, Ping, Reset
from podlab.node.api.portforward.headers import HeaderReader, HeaderWriter, ProtocolError
from tests.node.api.conftest import PODS, EchoRuntime, pod_manifest

SPDY = "SPDY/3.1+portforward.k8s.io"
REPLY, RESET = 0x80030002, 0x80030003


class Client:
    """The frames that kubectl sends and gets."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self.socket = socket
        self.headers = HeaderWriter()

    def open(self, stream: int, *, ends: bool = False, **headers: str) -> None:
        block = struct.pack(">IIBB", stream, 0, 0, 0) + self.headers.write(headers)
        self.send(0x80030001, block, ends=ends)

    def send(self, first: int, payload: bytes, *, ends: bool = False) -> None:
        self.socket.send_bytes(frame(first, payload, ends=ends))

    def receive(self) -> tuple[int, bool, bytes]:
        data = self.socket.receive_bytes()
        first, second = struct.unpack_from(">II", data)
        assert second & 0xFFFFFF == len(data) - 8
        return first, bool(second >> 24), data[8:]


def frame(first: int, payload: bytes, *, ends: bool = False) -> bytes:
    return struct.pack(">II", first, int(ends) << 24 | len(payload)) + payload


@pytest.fixture
def client(api: TestClient) -> Iterator[Client]:
    api.post(PODS, json=pod_manifest())
    with api.websocket_connect(f"{PODS}/a/portforward", subprotocols=[SPDY]) as socket:
        assert socket.accepted_subprotocol == SPDY
        yield Client(socket)


def connect(client: Client, port: str) -> None:
    client.open(1, ends=True, streamtype="error", port=port, requestid="0")
    client.open(3, streamtype="data", port=port, requestid="0")
    for stream in (1, 3):
        first, _, payload = client.receive()
        assert (first, payload[:4]) == (REPLY, struct.pack(">I", stream))


def test_the_dictionary_is_the_one_of_the_draft() -> None:
    assert (len(DICTIONARY), zlib.adler32(DICTIONARY)) == (1423, 0xE3C6A7C2)


def test_a_connection_carries_bytes_and_ends(client: Client, runtime: EchoRuntime) -> None:
    connect(client, "80")
    client.send(3, b"hello")
    assert client.receive() == (3, False, b"HELLO")
    client.send(3, b"", ends=True)

    assert {client.receive() for _ in range(2)} == {(3, True, b""), (1, True, b"")}
    assert [(each.port, each.closed) for each in runtime.ports] == [(80, True)]


def test_a_refused_port_is_told_on_the_error_stream(client: Client) -> None:
    connect(client, "81")
    stream, ends, message = client.receive()

    assert (stream, ends) == (1, False)
    assert message.startswith(b"error forwarding port 81 to pod a, uid ")
    assert message.endswith(b": connect: connection refused")
    assert {client.receive() for _ in range(2)} == {(3, True, b""), (1, True, b"")}


def test_a_reset_ends_the_connection_but_no_other(client: Client, runtime: EchoRuntime) -> None:
    connect(client, "80")
    client.open(5, streamtype="error", port="80", requestid="1")
    client.open(7, streamtype="data", port="80", requestid="1")
    client.receive()
    client.receive()
    client.send(RESET, struct.pack(">II", 3, 5))
    client.send(7, b"still here")

    assert client.receive() == (7, False, b"STILL HERE")
    assert [each.closed for each in runtime.ports] == [True, False]


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "99999999999", "-1"])
def test_a_stream_without_a_port_is_refused(client: Client, port: str) -> None:
    client.open(1, streamtype="data", port=port, requestid="0")

    assert client.receive() == (RESET, False, struct.pack(">II", 1, 3))


def test_pings_come_back_and_odd_frames_do_no_harm(client: Client) -> None:
    client.send(9, b"of no stream")
    client.send(0x80030004, b"settings")
    client.send(0x80030006, struct.pack(">I", 5))

    assert client.receive() == (0x80030006, False, struct.pack(">I", 5))


@pytest.mark.parametrize(
    "nonsense",
    [
        frame(0x80020001, b"version 2"),
        frame(0x80030001, b"no"),
        frame(0x80030001, bytes(10) + b"not compressed"),
        struct.pack(">II", 1, 0xFFFFFF),
    ],
)
def test_what_is_no_spdy_ends_the_connection(client: Client, nonsense: bytes) -> None:
    client.socket.send_bytes(nonsense)

    with pytest.raises(WebSocketDisconnect) as closed:
        client.socket.receive_bytes()
    assert closed.value.code == 1002


def test_a_header_block_cannot_be_a_bomb() -> None:
    bomb = HeaderWriter().write({"port": "8" * 1_000_000})

    with pytest.raises(ProtocolError, match="larger than"):
        HeaderReader().read(bomb)


def test_frames_are_read_from_pieces_of_any_size() -> None:
    headers = HeaderWriter().write({"Port": "80"})
    sent = b"".join(
        [
            frame(0x80030001, struct.pack(">IIBB", 1, 0, 0, 0) + headers),
            frame(1, b"data", ends=True),
            frame(RESET, struct.pack(">II", 1, 5)),
            frame(0x80030006, struct.pack(">I", 7)),
        ]
    )
    reader = FrameReader()

    frames = [frame for byte in sent for frame in reader.feed(bytes([byte]))]
    assert frames == [Opened(1, {"port": "80"}), Data(1, b"data", ends=True), Reset(1), Ping(7)]


@pytest.mark.parametrize(("name", "protocol", "code"), [("nope", SPDY, 404), ("a", "v4", 400)])
def test_a_refused_handshake_carries_a_status(
    api: TestClient, name: str, protocol: str, code: int
) -> None:
    api.post(PODS, json=pod_manifest())
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        api.websocket_connect(f"{PODS}/{name}/portforward", subprotocols=[protocol]),
    ):
        pass
    assert refused.value.status_code == code
