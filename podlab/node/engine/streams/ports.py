"""Connections into a Pod's network, through a small program in its pause container.

So it works wherever the engine's socket works, be node on the engine's machine or in a container.
"""

import asyncio

from podlab.node.engine.engine import Engine
from podlab.node.engine.streams.processes import ExecSession, start_exec
from podlab.node.runtime import STDOUT, ExecUnavailable, PortUnavailable

PAUSE_USER = "65535:65535"  # pause's own, without any right
SHELL = ("/busybox", "sh")
LONGEST_COMPLAINT = 1000

# IPv4 first, as container runtimes do; ::1 where only IPv6 is listened on. In /proc/net, a state
# of 0A is a socket that listens.
CONNECT = r"""port=$(/busybox printf %04X "$0")
listens() { /busybox grep -q ":$port [0-9A-F:]* 0A " "/proc/net/$1" 2>/dev/null; }
if ! listens tcp && listens tcp6; then exec /busybox nc ::1 "$0"; fi
exec /busybox nc 127.0.0.1 "$0"
"""


class EnginePort:
    """One connection; the bridge ends with it."""

    def __init__(self, session: ExecSession, sandbox: str, port: int) -> None:
        self._session = session
        self._place = f'failed to connect to localhost:{port} inside namespace "{sandbox}"'
        self._dialled = f"dial tcp4 127.0.0.1:{port}: connect"
        self._complaint = ""

    async def read(self) -> bytes:
        """The next bytes, b"" at the end; PortUnavailable when nobody listens."""
        while piece := await self._session.read():
            stream, data = piece
            if stream == STDOUT:
                return data
            self._complaint += data[:LONGEST_COMPLAINT].decode("utf-8", "replace")
        if "can't connect" in self._complaint:
            reason = self._complaint.strip().rpartition(": ")[2].lower()
            raise PortUnavailable(f"{self._place}, IPv4: {self._dialled}: {reason}")
        return b""

    async def write(self, data: bytes) -> None:
        """Send bytes."""
        await self._session.write(data)

    async def close_input(self) -> None:
        """Send an end of file."""
        await self._session.close_stdin()

    async def close(self) -> None:
        """End the connection."""
        await self._session.close()


async def open_port(engine: Engine, pause_id: str, port: int) -> EnginePort:
    """Connect to a port of the Pod whose pause container this is; raises PortUnavailable."""
    command = [*SHELL, "-c", CONNECT, str(port)]
    try:
        session = await asyncio.to_thread(
            start_exec, engine, pause_id, command, stdin=True, tty=False, user=PAUSE_USER
        )
    except ExecUnavailable as error:
        raise PortUnavailable(str(error)) from error
    session.shell = SHELL
    return EnginePort(session, pause_id, port)
