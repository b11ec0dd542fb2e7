"""A process in a container: the exec subresource over a WebSocket, in kubectl's own protocol.

Each message begins with a byte that names its channel (v5.channel.k8s.io).
"""

import asyncio
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
STDOUT, STDERR = 1, 2
SECONDS_TO_OPEN = 10.0
LOST = "The connection to Podlab's node is lost."


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, or None and why there is none."""

    code: int | None
    message: str = ""


class Process:
    """Bytes in, bytes out. Closing it ends the process."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def read(self) -> bytes | Ended:
        """The next piece of output, or how it ended; the latter again and again."""
        piece = await self.piece()
        return piece if isinstance(piece, Ended) else piece[1]

    async def piece(self) -> tuple[int, bytes] | Ended:
        """The next piece as (1 stdout or 2 stderr, data), or how it ended."""
        try:
            while True:
                message = await self._connection.recv()
                data = message if isinstance(message, bytes) else message.encode()
                if len(data) > 1 and data[0] in (STDOUT, STDERR):
                    return data[0], data[1:]
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


@dataclass(frozen=True)
class Said:
    """What a process said until it ended, or as much of it as one wanted to hear."""

    stdout: bytes
    stderr: bytes
    ended: Ended
    is_cut: bool = False


async def talk(process: Process, data: bytes, most: int, seconds: float) -> Said:
    """Hand `data` to the process, listen for `most` bytes or `seconds`, and end it."""
    said = {STDOUT: b"", STDERR: b""}
    try:
        async with asyncio.timeout(seconds):
            await process.write(data)
            while not isinstance(piece := await process.piece(), Ended):
                said[piece[0]] += piece[1]
                if len(said[STDOUT]) > most:
                    return Said(said[STDOUT][:most], said[STDERR], Ended(None), is_cut=True)
            return Said(said[STDOUT], said[STDERR], piece)
    except TimeoutError:
        late = Ended(None, f"no answer within {seconds:g} s")
        return Said(said[STDOUT], said[STDERR], late)
    finally:
        await process.close()


async def start_process(
    server: str,
    path: str,
    tls: ssl.SSLContext,
    headers: Mapping[str, str],
    command: Sequence[str],
    container: str,
    *,
    tty: bool,
) -> Process:
    """Start `command`, with `tty` at a terminal of its own; `path` is the Pod's.

    Raises ClusterUnavailable, or Refused with the server's sentence.
    """
    streams = [("container", container), ("stdin", "true"), ("stdout", "true")]
    streams += [("tty", "true")] if tty else [("stderr", "true")]
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
