"""grpc.health.v1.Health/Check over a pipe, in plain text: HTTP/2 by h2, and two tiny messages."""

import struct
from urllib.parse import unquote

import h2.connection
import h2.events
import h2.exceptions

from podlab.node.kubelet.handling.protocols.http import USER_AGENT, Pipe

METHOD = "/grpc.health.v1.Health/Check"
PREFIX = struct.Struct(">?I")  # compressed, length
SERVICE = 0x0A  # field 1, a string
STATUS = 0x08  # field 1, a number
HEALTH = ("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN")
CODES = (
    "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound",
    "AlreadyExists", "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted",
    "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
)  # fmt: skip
BY_STATUS = {
    "400": "Internal", "401": "Unauthenticated", "403": "PermissionDenied",
    "404": "Unimplemented", "429": "Unavailable", "502": "Unavailable", "503": "Unavailable",
    "504": "Unavailable",
}  # fmt: skip


class BrokenCall(Exception):
    """The connection ended before the server spoke HTTP/2."""


class CallFailed(Exception):
    """The server answered with another code than OK."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"rpc error: code = {code} desc = {message}")
        self.code = code
        self.message = message


class HealthCall:
    """One question to one server. `connected` says whether it has spoken HTTP/2 by now."""

    def __init__(self, authority: str, service: str) -> None:
        self._authority = authority
        self._service = service
        self._begin()

    def _begin(self) -> None:
        self.connected = self._over = False
        self._headers: dict[str, str] = {}
        self._body = b""

    async def check(self, pipe: Pipe) -> str:
        """The answer's word; raises CallFailed, BrokenCall and whatever the pipe raises."""
        self._begin()
        http = h2.connection.H2Connection()
        http.initiate_connection()
        await pipe.send(http.data_to_send())
        asked = False
        while not self._over:
            if self.connected and not asked:
                self._ask(http)
                asked = True
            await pipe.send(http.data_to_send())
            data = await pipe.receive()
            if not data:
                raise self._broken("error reading from server: EOF")
            try:
                events = http.receive_data(data)
            except h2.exceptions.ProtocolError as problem:
                raise self._broken(f"error reading from server: {problem}") from problem
            for event in events:
                self._take(http, event)
        return self._answer()

    def _ask(self, http: h2.connection.H2Connection) -> None:
        service = self._service.encode()
        message = bytes([SERVICE]) + _varint(len(service)) + service if service else b""
        stream = http.get_next_available_stream_id()
        headers = [
            (":method", "POST"), (":scheme", "http"), (":path", METHOD),
            (":authority", self._authority), ("content-type", "application/grpc"),
            ("user-agent", USER_AGENT), ("te", "trailers"),
        ]  # fmt: skip
        http.send_headers(stream, headers)
        http.send_data(stream, PREFIX.pack(False, len(message)) + message, end_stream=True)

    def _take(self, http: h2.connection.H2Connection, event: h2.events.Event) -> None:
        match event:
            case h2.events.RemoteSettingsChanged():
                self.connected = True
            case h2.events.ResponseReceived() | h2.events.TrailersReceived():
                self._headers |= {_text(name): _text(value) for name, value in event.headers or []}
            case h2.events.DataReceived():
                self._body += event.data or b""
                http.acknowledge_received_data(
                    event.flow_controlled_length or 0, event.stream_id or 0
                )
            case h2.events.StreamEnded() | h2.events.StreamReset():
                self._over = True
            case h2.events.ConnectionTerminated():
                raise self._broken("the server is going away")
            case _:
                return

    def _answer(self) -> str:
        code = self._headers.get("grpc-status", "")
        if not code.isdigit():
            status = self._headers.get(":status", "")
            what = f"unexpected HTTP status code received from server: {status}"
            raise CallFailed(BY_STATUS.get(status, "Unknown"), what)
        if int(code):
            name = CODES[int(code)] if int(code) < len(CODES) else f"Code({code})"
            raise CallFailed(name, unquote(self._headers.get("grpc-message", "")))
        message = self._body[PREFIX.size :]
        number = message[1] if len(message) > 1 and message[0] == STATUS else 0
        return HEALTH[number] if number < len(HEALTH) else str(number)

    def _broken(self, what: str) -> Exception:
        return CallFailed("Unavailable", what) if self.connected else BrokenCall(what)


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _text(value: bytes | str) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
