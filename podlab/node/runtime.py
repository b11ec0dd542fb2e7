"""The seams around the kubelet: what the API asks of running Pods, and what an observer is told."""

from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from podlab.node.trials import Dial, Dialled, ImageSeen, Script, Verified
from podlab.pods.objects import JsonObject

STDOUT = 1
STDERR = 2
SIGNALS = ("SIGKILL", "SIGTERM", "SIGSTOP", "SIGCONT")
TO_THE_FIRST = ("SIGKILL", "SIGTERM")  # the others go to all processes of a container


class RuntimeUnavailable(Exception):
    """The engine cannot be reached; the message says what was tried."""


class LogUnavailable(Exception):
    """There is no such log; the message is the API server's sentence for a 400 BadRequest."""


class ExecUnavailable(Exception):
    """The process cannot be started or joined; the message is meant for the person who asked."""


class PortUnavailable(Exception):
    """Nobody listens at a port of the Pod; the message is a container runtime's sentence."""


@dataclass(frozen=True)
class LogOptions:
    """Which part of a container's log is wanted, in the words of `kubectl logs`.

    `timestamps` puts an RFC 3339 time with nanoseconds and a space before each line.
    `previous` means the last attempt that ended, not the one that runs.
    """

    follow: bool = False
    tail_lines: int | None = None
    since: datetime | None = None
    timestamps: bool = False
    previous: bool = False
    limit_bytes: int | None = None


class ExecSession(Protocol):
    """A process in a container and its three streams; used from one asyncio task per direction."""

    async def read(self) -> tuple[int, bytes] | None:
        """The next piece as (1 stdout or 2 stderr, data), or None at the end."""

    async def write(self, data: bytes) -> None:
        """Hand bytes to the process's standard input."""

    async def close_stdin(self) -> None:
        """Let the process read an end of file."""

    async def resize(self, width: int, height: int) -> None:
        """Tell the terminal its size in characters; without a terminal nothing happens."""

    async def exit_code(self) -> int:
        """How the process ended; waits for it."""

    async def close(self) -> None:
        """End the session, and the process with it when it was started by the session."""


class PortConnection(Protocol):
    """A TCP connection to a port inside a Pod; one task reads while another writes."""

    async def read(self) -> bytes:
        """The next bytes, b"" at the end; PortUnavailable when nobody listens."""

    async def write(self, data: bytes) -> None:
        """Send bytes."""

    async def close_input(self) -> None:
        """Send an end of file."""

    async def close(self) -> None:
        """End the connection."""


@dataclass(frozen=True)
class ContainerUsage:
    """What one running container uses; memory is its working set."""

    pod_uid: str
    name: str
    cpu_nanocores: int
    memory_bytes: int


@dataclass(frozen=True)
class Usage:
    """What every running container used over the `window` seconds that ended `at`."""

    at: datetime
    window: float
    containers: tuple[ContainerUsage, ...]


class PodRuntime(Protocol):
    """Looks into Pods that run: their logs and their processes.

    Containers are named as in the Pod's spec, not as the engine calls them.
    """

    def open_log(self, pod_uid: str, container: str, options: LogOptions) -> AsyncIterator[bytes]:
        """The log's bytes as they come; LogUnavailable at the first step when there is none."""

    async def open_exec(
        self, pod_uid: str, container: str, command: Sequence[str], *, stdin: bool, tty: bool
    ) -> ExecSession:
        """Start `command` (an argument list, no shell) in a running container."""

    async def open_attach(
        self, pod_uid: str, container: str, *, stdin: bool, tty: bool
    ) -> ExecSession:
        """Join the container's own process; closing the session leaves the process alone."""

    async def open_port(self, pod_uid: str, port: int) -> PortConnection:
        """Connect to a port on the Pod's own localhost."""

    async def dial(self, pod_uid: str, wanted: Dial) -> Dialled:
        """Try a connection from the Pod's network; ExecUnavailable when that cannot be tried."""

    async def verify(self, pod_uid: str, script: Script) -> Verified:
        """Run a script in a container of its own beside the Pod; ExecUnavailable."""

    async def look_at_image(self, pod_uid: str, container: str, text: str) -> ImageSeen:
        """What its image is made of, and whether a text is in it; ExecUnavailable."""

    async def send_signal(
        self, pod_uid: str, container: str, signal: str, container_id: str = ""
    ) -> None:
        """Send one of SIGNALS from outside; ExecUnavailable when the container does not run, or
        is another attempt than the one with this id.
        """

    async def read_usage(self, oldest: float = 15.0) -> Usage:
        """What the containers of all Pods use, `oldest` seconds old at most; RuntimeUnavailable."""

    async def read_pod_usage(self, pod_uid: str) -> Usage:
        """What one Pod's containers have used since the last call; RuntimeUnavailable."""

    def unready_reason(self) -> str:
        """Empty while the engine answers, else one sentence for /readyz."""


@dataclass(frozen=True)
class MountInfo:
    """One volume of the Pod as one container sees it."""

    volume: str
    mount_path: str
    read_only: bool


@dataclass(frozen=True)
class SandboxInfo:
    """A Pod whose pause container runs.

    `pid` is the pause process on the engine's host; `volumes` maps the Pod's volume names to
    the engine's; the pause container mounts each at /podlab/volumes/<name>.
    """

    pod_uid: str
    namespace: str
    name: str
    container_id: str
    pid: int
    volumes: Mapping[str, str]


@dataclass(frozen=True)
class ContainerInfo:
    """One attempt of one container that runs; `pid` is its first process on the engine's host."""

    pod_uid: str
    name: str
    container_id: str
    pid: int
    mounts: tuple[MountInfo, ...]


class PodObserver(Protocol):
    """Is told what runs, so that it can watch traffic and files.

    Every method returns at once, may be called from any thread, and may be called again with
    the same facts after a restart.
    """

    def pod_started(self, sandbox: SandboxInfo) -> None:
        """The Pod's namespaces exist; no container of it has been started yet, if it is new."""

    def container_started(self, container: ContainerInfo) -> None:
        """A container of the Pod runs."""

    def pod_ended(self, pod_uid: str) -> None:
        """The Pod's namespaces are gone."""


@dataclass(frozen=True)
class Preparation:
    """What became of preparing a Pod: its identity, or the `problem` in one sentence."""

    name: str
    uid: str = ""
    problem: str = ""


class PodPreparer(Protocol):
    """Makes what a Pod needs before anybody asks for the Pod. Thread-safe; returns at once.

    `generated` says that the Pod's name was made from its generateName.
    """

    def prepare(self, pod: JsonObject, *, generated: bool, group: str = "") -> Future[Preparation]:
        """Begin to make a Pod's volumes and containers, unless an equal Pod is prepared.

        What was prepared in the namespace before gives way to it, except the same group's.
        """

    def claim(self, pod: JsonObject, *, generated: bool) -> Preparation | None:
        """The identity that an equal Pod was prepared with, from now on the caller's alone."""

    def give_back(self, claimed: Preparation) -> None:
        """The Pod was not created after all."""


class PreparesNothing:
    """A PodPreparer that is switched off."""

    def prepare(self, pod: JsonObject, **_: object) -> Future[Preparation]:
        """Say so."""
        answer: Future[Preparation] = Future()
        name = pod["metadata"]["name"]
        answer.set_result(Preparation(name, problem="this node prepares no Pods"))
        return answer

    def claim(self, pod: JsonObject, **_: bool) -> Preparation | None:
        """Nothing is ever prepared."""

    def give_back(self, claimed: Preparation) -> None:
        """Nothing is ever claimed."""
