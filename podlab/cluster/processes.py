"""A process in a container: the exec subresource over a WebSocket, in kubectl's own protocol.

Each message begins with a byte that names its channel (v5.channel.k8s.io).
"""

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from podlab.cluster.errors import ClusterError, Refused, unavailable

PROTOCOL = Subprotocol("v5.channel.k8s.io")
STDIN, STATUS, RESIZE = b"\0", b"\3", b"\4"
OUTPUTS = frozenset({1, 2})
SECONDS_TO_OPEN = 10.0
LOST = "The connection to Podlab's node is lost."


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, or None and why there is none."""

    code: int | None
    message: str = ""


class Process:
    """Bytes in, bytes out, at a terminal. Closing it ends the process."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def read(self) -> bytes | Ended:
        """The next piece of output, or how it ended; the latter again and again."""
        try:
            while True:
                message = await self._connection.recv()
                data = message if isinstance(message, bytes) else message.encode()
                if len(data) > 1 and data[0] in OUTPUTS:
                    return data[1:]
                if data[:1] == STATUS:
                    return ended(json.loads(data[1:]))
        except ConnectionClosed:
            return Ended(None, LOST)

    async def write(self, data: bytes) -> None:
        """Type; after the end nothing happens."""
        await self._send(STDIN, data)

    async def resize(self, columns: int, rows: int) -> None:
        """Tell the terminal its size in characters."""
        await self._send(RESIZE, json.dumps({"Width": columns, "Height": rows}).encode())

    async def close(self) -> None:
        """End the connection, and with it the process."""
        await self._connection.close()

    async def _send(self, channel: bytes, data: bytes) -> None:
        try:
            await self._connection.send(channel + data)
        except ConnectionClosed:
            return


async def start_process(
    server: str,
    path: str,
    tls: ssl.SSLContext,
    headers: Mapping[str, str],
    command: Sequence[str],
    container: str,
) -> Process:
    """Start `command` at a terminal of its own; `path` is the Pod's.

    Raises ClusterUnavailable, or Refused with the server's sentence.
    """
    streams = [("container", container), ("stdin", "true"), ("stdout", "true"), ("tty", "true")]
    query = urlencode([*(("command", word) for word in command), *streams])
    address = f"ws{server.removeprefix('http').rstrip('/')}{path}/exec?{query}"
    try:
        connection = await connect(
            address,
            ssl=tls if address.startswith("wss:") else None,
            additional_headers=dict(headers),
            subprotocols=[PROTOCOL],
            open_timeout=SECONDS_TO_OPEN,
            compression=None,
            max_size=None,
            proxy=None,
        )
    except InvalidStatus as error:
        raise refused(error) from error
    except (OSError, WebSocketException) as error:
        raise unavailable(error) from error
    return Process(connection)


def refused(error: InvalidStatus) -> ClusterError:
    """The server's Status where it sent one."""
    try:
        status = json.loads(error.response.body or b"")
        return Refused(status["message"], status.get("reason", ""))
    except (ValueError, KeyError, TypeError):
        return Refused(f"the server answered {error.response.status_code}", "")


def ended(status: Mapping[str, object]) -> Ended:
    """The closing Status of exec: Success, NonZeroExitCode with its cause, or a sentence."""
    if status.get("status") == "Success":
        return Ended(0)
    if status.get("reason") == "NonZeroExitCode":
        details = status.get("details")
        causes = details.get("causes") if isinstance(details, dict) else None
        codes = [each["message"] for each in causes or [] if each.get("reason") == "ExitCode"]
        if codes:
            return Ended(int(codes[0]))
    return Ended(None, str(status.get("message", "")))
