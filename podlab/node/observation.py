"""The observatory: tells the scope what runs, keeps what it sees, and streams it to readers."""

import asyncio
import json
import logging
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any, Protocol

from podlab.node.observed import ObservedPod, Reader, encode
from podlab.node.runtime import ContainerInfo, RuntimeUnavailable, SandboxInfo
from podlab.observation.scope.commands import (
    Command,
    EndPod,
    NameContainer,
    WatchedMount,
    WatchPod,
    encode_command,
)

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SECONDS_BETWEEN_BEATS = 10.0
MAX_LINE = 256 << 10
KINDS = frozenset({"tap", "request", "refused", "listen", "file", "folded", "namespaces"})


class ScopeSession(Protocol):
    """A running scope: commands in, lines out."""

    def send(self, line: bytes) -> None:
        """Hand one command over; OSError when the scope is gone."""

    def lines(self) -> Iterator[bytes]:
        """What the scope prints, without line ends, until it ends."""

    def close(self) -> None:
        """Remove the scope."""


class Observatory:
    """A PodObserver, and the source of the observation streams. Thread-safe.

    The scope may die at any time: it is started again and told everything anew.
    """

    def __init__(
        self,
        open_scope: Callable[[], ScopeSession],
        first_pause: float = FIRST_PAUSE,
        pod_at: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._open_scope = open_scope
        self._pod_at = pod_at  # the name of the Pod with an address
        self._first_pause = first_pause
        self._epoch = f"{time.time_ns() // 1_000_000:x}"
        self._lock = threading.RLock()
        self._pods: dict[str, ObservedPod] = {}
        self._session: ScopeSession | None = None
        self._outbox: queue.SimpleQueue[tuple[ScopeSession | None, bytes]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep_scope, name="scope", daemon=True),
            threading.Thread(target=self._keep_sending, name="scope-sender", daemon=True),
        ]

    def start(self) -> None:
        """Start the scope in the background."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Remove the scope and end all streams."""
        self._stopping.set()
        self._outbox.put((None, b""))
        with self._lock:
            session = self._session
            for pod in self._pods.values():
                pod.end()
        if session:
            session.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=10)

    def pod_started(self, sandbox: SandboxInfo) -> None:
        """Watch this Pod from now on."""
        command = WatchPod(
            sandbox.pod_uid, sandbox.container_id, sandbox.pid, tuple(sorted(sandbox.volumes))
        )
        with self._lock:
            self._pod(sandbox.pod_uid).watch = command
            self._send(command)

    def container_started(self, container: ContainerInfo) -> None:
        """Know this container by its name from now on."""
        command = NameContainer(
            container.pod_uid,
            container.name,
            container.container_id,
            container.pid,
            tuple(
                WatchedMount(mount.volume, mount.mount_path, mount.read_only)
                for mount in container.mounts
            ),
        )
        with self._lock:
            self._pod(container.pod_uid).containers[container.name] = command
            self._send(command)

    def pod_ended(self, pod_uid: str) -> None:
        """Forget this Pod; its streams end after what they still have to send."""
        with self._lock:
            if pod := self._pods.pop(pod_uid, None):
                pod.end()
                self._send(EndPod(pod_uid))

    def namespaces(self, pod_uid: str) -> list[dict[str, Any]]:
        """The namespaces of each container, as far as the scope has told them."""
        with self._lock:
            pod = self._pods.get(pod_uid)
        return pod.namespaces() if pod else []

    async def stream(
        self, pod_uid: str, since: str = "", closing: asyncio.Event | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Entries as JSON lines, as they come; an empty line at least every 15 s.

        After the cursor `since`, or from the oldest that is known when that cursor isn't of this
        node's life. Ends with the Pod, or when `closing` is set.
        """
        with self._lock:
            pod = self._pod(pod_uid)
            reader = Reader(pod, self._epoch, since)
        closer = asyncio.ensure_future(closing.wait()) if closing else None
        if closer:
            closer.add_done_callback(lambda _: reader.stop())
        try:
            async for chunk in reader.chunks():
                yield chunk
        finally:
            if closer:
                closer.cancel()
            with self._lock:
                pod.readers.discard(reader)
                if not pod.is_watched and not pod.readers and self._pods.get(pod_uid) is pod:
                    del self._pods[pod_uid]

    def _pod(self, pod_uid: str) -> ObservedPod:
        if pod_uid not in self._pods:
            self._pods[pod_uid] = ObservedPod(self._epoch, time.time())
        return self._pods[pod_uid]

    def _send(self, command: Command) -> None:
        """Leave it to the sender, so that nobody who holds the lock waits for the scope."""
        if self._session:
            self._outbox.put((self._session, encode_command(command)))

    def _keep_sending(self) -> None:
        """Hand commands over in their order; an empty line says that somebody still listens."""
        while not self._stopping.is_set():
            session: ScopeSession | None
            try:
                session, line = self._outbox.get(timeout=SECONDS_BETWEEN_BEATS)
            except queue.Empty:
                session, line = self._session, b"\n"
            if session is None:
                continue
            try:
                session.send(line)
            except OSError as error:
                logger.info("The scope does not listen: %s", error)

    def _keep_scope(self) -> None:
        """Run the scope until we stop, with longer pauses while it fails."""
        pause = self._first_pause
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._run_scope(self._open_scope())
            except (RuntimeUnavailable, OSError) as error:
                logger.warning("No scope, so nothing can be watched: %s", error)
            except Exception:
                logger.exception("The scope failed; it is started again")
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = self._first_pause
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _run_scope(self, session: ScopeSession) -> None:
        with self._lock:
            self._session = session
            for pod in self._pods.values():
                for command in pod.commands():
                    self._send(command)
        if self._stopping.is_set():
            session.close()  # it came up too late for `stop` to see it
        try:
            for line in session.lines():
                self._receive(line)
        finally:
            with self._lock:
                self._session = None
                for pod in self._pods.values():
                    pod.lose_tap(time.time())
            session.close()

    def _receive(self, line: bytes) -> None:
        """Keep one line; the scope reads hostile bytes, so what it prints is checked."""
        pod_uid, _, text = line.partition(b"\t")
        if len(text) > MAX_LINE:
            return
        try:
            entry: Any = json.loads(text)
        except ValueError:
            logger.warning("The scope printed no entry: %.200r", line)
            return
        if not isinstance(entry, dict) or entry.get("kind") not in KINDS:
            return
        if isinstance(peer := entry.get("peer"), str):
            entry["to" if entry.get("outgoing") else "from"] = self._pod_at(peer) or peer
            text = encode(entry)
        with self._lock:
            if pod := self._pods.get(pod_uid.decode("ascii", "replace")):
                pod.add(entry, text)
