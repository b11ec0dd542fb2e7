"""The scope's container on the engine: made anew at each start, spoken to through its attach."""

import contextlib
import logging
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError, ImageMissing, translated
from podlab.node.runtime import RuntimeUnavailable

logger = logging.getLogger(__name__)

IMAGE = "podlab/scope"
ROLE = "scope"
FRAME = struct.Struct(">BxxxI")
STDOUT = 1
MAX_FRAME = 1 << 20
CAPABILITIES = (
    "SYS_ADMIN",  # setns, fanotify on mounts
    "SYS_PTRACE",  # /proc/<pid>/root and /proc/<pid>/ns of containers
    "NET_RAW",  # packet socket
    "NET_ADMIN",  # the rule that marks packets
    "DAC_READ_SEARCH",  # files that only their owner may read
    "SETUID",  # workers become a user of their own
    "SETGID",
    "KILL",  # end workers, which are other users by then
)


class ScopeRefused(RuntimeUnavailable):
    """The engine answers, but does not allow what the scope needs."""


class ScopeContainer:
    """Makes the one trusted container that looks into this node's Pods."""

    def __init__(self, engine: Engine, capabilities: Sequence[str] = CAPABILITIES) -> None:
        self._engine = engine
        self._capabilities = capabilities

    def open(self) -> "AttachedScope":
        """Replace a former scope of this node; RuntimeUnavailable, or ScopeRefused of its kind."""
        name = f"podlab-scope-{self._engine.node_id}"
        try:
            self.remove()
            container = self._engine.create(
                scope_config(self._engine.node_id, self._capabilities), name
            )
            session = AttachedScope(self._engine, container)
            self._engine.start(container)
        except ImageMissing as error:
            raise RuntimeUnavailable(f"the scope has no image: {error}") from error
        except EngineError as error:
            raise ScopeRefused(f"the engine refused the scope: {error}") from error
        return session

    def remove(self) -> None:
        """Remove every scope of this node; safe to repeat."""
        for container in self._engine.containers():
            if container["Labels"].get(names.ROLE) == ROLE:
                self._engine.remove(container["Id"])


def scope_config(node_id: str, capabilities: Sequence[str]) -> dict[str, Any]:
    """The body of the engine's create call."""
    return {
        "Image": IMAGE,
        "User": "0:0",
        "OpenStdin": True,
        "StdinOnce": False,  # standard input stays open when node goes away
        "AttachStdin": True,
        "AttachStdout": True,
        "AttachStderr": True,
        "Labels": {names.NODE: node_id, names.ROLE: ROLE},
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "NetworkMode": "none",
            "PidMode": "host",
            "CgroupnsMode": "host",
            "UsernsMode": "host",  # an engine that remaps users allows pid=host only so
            "CapDrop": ["ALL"],
            "CapAdd": list(capabilities),
            "SecurityOpt": ["no-new-privileges:true"],
            "ReadonlyRootfs": True,
            "Binds": ["/sys/fs/cgroup:/hostcg:ro"],
            "Memory": 1 << 30,
            "PidsLimit": 1024,
            "RestartPolicy": {"Name": "no"},
            "AutoRemove": True,
            "LogConfig": {"Type": "none", "Config": {}},
        },
    }


class AttachedScope:
    """A running scope's standard streams."""

    def __init__(self, engine: Engine, container_id: str) -> None:
        self._engine = engine
        self.container_id = container_id
        params = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        with translated():
            self._stream: Any = engine.api.attach_socket(container_id, params)
        self._socket: socket.socket = getattr(self._stream, "_sock", self._stream)
        self._socket.settimeout(None)
        self._sending = threading.Lock()
        self._closed = False

    def send(self, line: bytes) -> None:
        """Write one command."""
        with self._sending:
            self._socket.sendall(line)

    def lines(self) -> Iterator[bytes]:
        """Lines of standard output until the container ends; standard error goes to our log."""
        partial: dict[int, bytes] = {}
        while frame := self._frame():
            kind, data = frame
            *lines, partial[kind] = (partial.get(kind, b"") + data).split(b"\n")
            if kind == STDOUT:
                yield from lines
            else:
                for line in lines:
                    logger.warning("scope: %s", line.decode("utf-8", "replace")[:500])

    def close(self) -> None:
        """Remove the container; safe to repeat."""
        with self._sending:
            if self._closed:
                return
            self._closed = True
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who reads
            self._stream.close()
            self._socket.close()
        try:
            self._engine.remove(self.container_id)
        except EngineError as error:
            logger.info("The engine is removing the scope already: %s", error)

    def _frame(self) -> tuple[int, bytes] | None:
        header = self._exactly(FRAME.size)
        if header is None:
            return None
        kind, length = FRAME.unpack(header)
        data = self._exactly(min(length, MAX_FRAME))
        return None if data is None else (kind, data)

    def _exactly(self, size: int) -> bytes | None:
        data = bytearray()
        while len(data) < size:
            try:
                part = self._socket.recv(size - len(data))
            except OSError:
                return None
            if not part:
                return None
            data += part
        return bytes(data)
