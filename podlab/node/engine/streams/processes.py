"""Processes in a container, for exec and attach: three streams, a terminal size, an exit code."""

import asyncio
import contextlib
import os
import secrets
import socket
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, translated
from podlab.node.engine.streams.brake import close, raw_socket
from podlab.node.runtime import STDOUT, ExecUnavailable, RuntimeUnavailable

MARK = "PODLAB_EXEC"  # in the process's environment, inherited by all that it starts
NO_DETACH_KEYS = "ctrl-_,ctrl-_,ctrl-_"  # else ctrl-p ctrl-q would end the session
HEADER = struct.Struct(">BxxxL")
PIECE = 64 << 10
EXIT_POLL_SECONDS = 0.02
LARGEST_SIDE = 4096

# Only builtins, since the container may have no room for one more process.
KILLER = """for p in /proc/[0-9]*; do
e=; { IFS= read -r e <"$p/environ"; } 2>/dev/null
case "$e" in *%s*) kill -9 "${p#/proc/}" 2>/dev/null;; esac
done"""


class EngineSession:
    """One hijacked connection to the engine: an exec's or an attached container's."""

    def __init__(self, response: Any, *, tty: bool, resize: Callable[[int, int], None]) -> None:
        self._response = response
        self._connection = raw_socket(response)
        self._connection.setblocking(False)
        self._tty = tty
        self._resize = resize
        self._buffer = b""

    async def read(self) -> tuple[int, bytes] | None:
        """The next piece as (stream, data), or None at the end."""
        if self._tty:
            output = self._take() or await self._receive()
            return (STDOUT, output) if output else None
        head = await self._exactly(HEADER.size)
        if head is None:
            return None
        stream, size = HEADER.unpack(head)
        data = await self._exactly(size)
        return None if data is None else (max(stream, STDOUT), data)

    async def write(self, data: bytes) -> None:
        """Hand bytes to the process."""
        with contextlib.suppress(OSError):  # the process has ended
            await asyncio.get_running_loop().sock_sendall(self._connection, data)

    async def close_stdin(self) -> None:
        """Let the process read an end of file."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    async def resize(self, width: int, height: int) -> None:
        """Tell the terminal its size; silly sizes are cut, an ended process is no error."""
        if not self._tty:
            return
        sides = (min(max(side, 1), LARGEST_SIDE) for side in (width, height))
        with contextlib.suppress(EngineError, RuntimeUnavailable):
            await asyncio.to_thread(self._resize, *sides)

    async def close(self) -> None:
        """End the conversation."""
        self.leave()

    def leave(self) -> None:
        """End the conversation and see no process to its end: one that was started reads its
        input's end.
        """
        close(self._response, self._connection)

    async def exit_code(self) -> int:
        """An attached process belongs to its container; its code is in the Pod's status."""
        return 0

    def _take(self) -> bytes:
        data, self._buffer = self._buffer, b""
        return data

    async def _receive(self) -> bytes:
        try:
            return await asyncio.get_running_loop().sock_recv(self._connection, PIECE)
        except OSError:
            return b""

    async def _exactly(self, size: int) -> bytes | None:
        while len(self._buffer) < size:
            data = await self._receive()
            if not data:
                return None
            self._buffer += data
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data


class ExecSession(EngineSession):
    """A process that the session started, and ends as `user` with a `shell` of the container."""

    user = ""  # the container's own
    shell: Sequence[str] = ("sh",)

    def __init__(
        self, engine: Engine, exec_id: str, mark: str, response: Any, *, tty: bool
    ) -> None:
        self._engine = engine
        self._exec_id = exec_id
        self._mark = mark
        super().__init__(response, tty=tty, resize=self._resize_exec)

    async def exit_code(self) -> int:
        """How the process ended; waits for it."""
        while True:
            found = await asyncio.to_thread(self._inspect)
            if not found["Running"] and found["ExitCode"] is not None:
                return int(found["ExitCode"])
            await asyncio.sleep(EXIT_POLL_SECONDS)

    async def close(self) -> None:
        """End the conversation and the process: the engine would keep it for ever."""
        await super().close()
        with contextlib.suppress(EngineError, RuntimeUnavailable):
            await asyncio.to_thread(self._end_process)

    def _inspect(self) -> dict[str, Any]:
        with translated():
            found: dict[str, Any] = self._engine.api.exec_inspect(self._exec_id)
            return found

    def _resize_exec(self, width: int, height: int) -> None:
        with translated():
            self._engine.api.exec_resize(self._exec_id, height=height, width=width)

    def _end_process(self) -> None:
        found = self._inspect()
        if not found["Running"] or _kill_here(found.get("Pid") or 0, self._mark):
            return
        script = KILLER % f"{MARK}={self._mark}"
        with translated():
            killer = self._engine.api.exec_create(
                found["ContainerID"], [*self.shell, "-c", script], user=self.user
            )
            self._engine.api.exec_start(killer["Id"])


def start_exec(
    engine: Engine,
    container_id: str,
    command: Sequence[str],
    *,
    stdin: bool,
    tty: bool,
    user: str = "",
) -> ExecSession:
    """Start a process in a running container, as its own user unless one is named.

    Raises ExecUnavailable. Blocks.
    """
    mark = secrets.token_hex(8)
    try:
        with translated():
            made = engine.api.exec_create(
                container_id,
                list(command),
                stdin=stdin,
                tty=tty,
                user=user,
                environment={MARK: mark},
                detach_keys=NO_DETACH_KEYS,
            )
            response = engine.api.exec_start(made["Id"], tty=tty, socket=True)
    except (EngineError, RuntimeUnavailable) as error:
        raise ExecUnavailable(str(error)) from error
    session = ExecSession(engine, made["Id"], mark, response, tty=tty)
    session.user = user
    return session


def attach(engine: Engine, container_id: str, *, stdin: bool, tty: bool) -> EngineSession:
    """Join the container's own process; raises ExecUnavailable. Blocks."""
    params = {"stdout": 1, "stderr": 1, "stream": 1, "stdin": int(stdin)}
    try:
        with translated():
            response = engine.api.attach_socket(
                container_id, params={**params, "detachKeys": NO_DETACH_KEYS}
            )
    except (EngineError, RuntimeUnavailable) as error:
        raise ExecUnavailable(str(error)) from error

    def resize(width: int, height: int) -> None:
        with translated():
            engine.api.resize(container_id, height=height, width=width)

    return EngineSession(response, tty=tty, resize=resize)


def _kill_here(pid: int, mark: str) -> bool:
    """Kill the process and its children by number, where node shares the engine's processes.

    Only what carries the session's mark is touched, so a number that means another process
    here (node in a container of its own) does no harm.
    """
    if not _carries(pid, mark):
        return False
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and _carries(int(each.name), mark):
            with contextlib.suppress(OSError):
                os.kill(int(each.name), 9)
    return True


def _carries(pid: int, mark: str) -> bool:
    if pid <= 1:
        return False
    try:
        return f"{MARK}={mark}".encode() in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
