"""Where the engine allows no scope: one small container in each Pod's own network namespace.

Such a tap needs no more than NET_RAW and NET_ADMIN there. Senders are as exact as the scope's;
of files it sees what changed, and who did only where a single container may write.
"""

import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import EngineError
from podlab.node.engine.scope import (
    CAPABILITIES,
    AttachedScope,
    ScopeContainer,
    ScopeRefused,
    scope_config,
)
from podlab.node.observation import ScopeSession
from podlab.node.runtime import RuntimeUnavailable
from podlab.observation.scope.commands import (
    EndPod,
    NameContainer,
    WatchPod,
    decode_command,
    encode_command,
)

logger = logging.getLogger(__name__)

TAP_CAPABILITIES = ("NET_RAW", "NET_ADMIN", "SETUID", "SETGID", "KILL")
MEMORY, PROCESSES = 128 << 20, 16


class ScopeOrTaps:
    """Opens the scope; where the engine or the kernel refuses what it needs, a tap per Pod."""

    def __init__(self, engine: Engine, capabilities: Sequence[str] = CAPABILITIES) -> None:
        self._engine = engine
        self._scope = ScopeContainer(engine, capabilities)
        self._is_blind = False

    def open(self) -> ScopeSession:
        """RuntimeUnavailable when neither is to be had now."""
        if not self._is_blind:
            try:
                return _CheckedScope(self._scope.open(), self._note_blind)
            except ScopeRefused as refused:
                logger.warning("%s; each Pod gets a tap of its own", refused)
        self._scope.remove()
        return PodTaps(self._engine)

    def _note_blind(self) -> None:
        logger.warning("The scope may not enter Pods here; each Pod gets a tap of its own")
        self._is_blind = True


class _CheckedScope:
    """A scope's session, which ends when the scope says that it can't enter any Pod."""

    def __init__(self, session: AttachedScope, note_blind: Callable[[], None]) -> None:
        self._session, self._note_blind = session, note_blind
        self.send, self.close = session.send, session.close

    def lines(self) -> Iterator[bytes]:
        for line in self._session.lines():
            if not line.startswith(b"\t"):
                yield line
            elif json.loads(line)["enters"] is False:
                self._note_blind()
                return


class PodTaps:
    """A session like the scope's, made of one tap for each watched Pod."""

    def __init__(self, engine: Engine, capabilities: Sequence[str] = TAP_CAPABILITIES) -> None:
        self._engine, self._capabilities = engine, capabilities
        self._taps: dict[str, _Tap] = {}
        self._printed: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def send(self, line: bytes) -> None:
        """Open, tell or close the tap of the Pod that the command is about."""
        if not line.strip():
            for tap in list(self._taps.values()):
                tap.tell(line)
            return
        match decode_command(line):
            case WatchPod() as command:
                self._end(command.pod)
                self._taps[command.pod] = _Tap(command, self._open, self._printed.put)
            case NameContainer() as command:
                if told := self._taps.get(command.pod):
                    told.tell(encode_command(replace(command, pid=0)))
            case EndPod(pod):
                self._end(pod)

    def lines(self) -> Iterator[bytes]:
        """What all taps print, until this is closed."""
        while (line := self._printed.get()) is not None:
            yield line

    def close(self) -> None:
        """Remove all taps; safe to repeat."""
        for pod in list(self._taps):
            self._end(pod)
        self._printed.put(None)

    def _end(self, pod: str) -> None:
        if tap := self._taps.pop(pod, None):
            tap.end()

    def _open(self, command: WatchPod) -> AttachedScope:
        config = tap_config(self._engine.node_id, self._engine.inspect(command.container_id))
        config["HostConfig"]["CapAdd"] = list(self._capabilities)
        container = self._engine.create(config, f"podlab-tap-{command.container_id[:24]}")
        session = AttachedScope(self._engine, container)
        self._engine.start(container)
        return session


class _Tap:
    """One Pod's tap, opened and spoken to in threads of its own."""

    def __init__(
        self,
        command: WatchPod,
        open_tap: Callable[[WatchPod], AttachedScope],
        print_line: Callable[[bytes], None],
    ) -> None:
        self._command, self._open, self._print = command, open_tap, print_line
        self._told: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="tap", daemon=True)
        self._thread.start()

    def tell(self, line: bytes) -> None:
        """Pass a command on, once the tap is there."""
        self._told.put(line)

    def end(self) -> None:
        """Remove the tap, which holds the Pod's volumes; returns when it is gone."""
        self._told.put(None)
        self._thread.join(timeout=30)

    def _run(self) -> None:
        try:
            session = self._open(self._command)
        except (EngineError, RuntimeUnavailable) as error:
            logger.warning("No tap for Pod %s: %s", self._command.pod, error)
            return
        reader = threading.Thread(target=self._read, args=(session,), name="tap-reader")
        reader.start()
        try:
            session.send(encode_command(replace(self._command, pid=0)))
            while (line := self._told.get()) is not None:
                session.send(line)
        except OSError as error:
            logger.warning("The tap of Pod %s does not listen: %s", self._command.pod, error)
        finally:
            session.close()
            reader.join(timeout=10)

    def _read(self, session: AttachedScope) -> None:
        for line in session.lines():
            if not line.startswith(b"\t"):
                self._print(line)


def tap_config(node_id: str, pause: dict[str, Any]) -> dict[str, Any]:
    """The body of the engine's create call: the Pod's network, and its volumes to be read."""
    config = scope_config(node_id, TAP_CAPABILITIES)
    host = config["HostConfig"]
    for field in ("PidMode", "UsernsMode"):
        del host[field]
    volumes = [
        f"{mount['Name']}:{mount['Destination']}:ro,nocopy"
        for mount in pause["Mounts"]
        if mount["Type"] == "volume" and mount["Destination"].startswith(names.VOLUMES_FOLDER)
    ]
    host |= {
        "NetworkMode": f"container:{pause['Id']}",
        "Binds": [*host["Binds"], *volumes],
        "Memory": MEMORY,
        "PidsLimit": PROCESSES,
    }
    return config
