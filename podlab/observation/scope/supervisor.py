"""Forks two workers per Pod, hands them what node says, and prints what they say."""

import logging
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from podlab.observation.kernel.privileges import end_with_parent
from podlab.observation.scope.cgroups import cgroup_directory, cgroup_id, cgroup_level
from podlab.observation.scope.commands import (
    Command,
    EndPod,
    NameContainer,
    WatchPod,
    decode_command,
)
from podlab.observation.scope.marking import SenderMarks
from podlab.observation.scope.namespaces import namespaces_entry, namespaces_of
from podlab.observation.workers.channel import Channel
from podlab.observation.workers.entries import encode_entry, tap_entry
from podlab.observation.workers.traffic import watch_traffic
from podlab.observation.workers.volumes import container_command, watch_volumes

logger = logging.getLogger(__name__)

MAX_LINE = 1 << 20
LONGEST_SILENCE = 45.0
PACKETS_OF_ALL = 12_500  # in one window
PROBER = "kubelet"


@dataclass
class Worker:
    """One forked process and the pipes to it."""

    pod: str
    pid: int
    control: int
    output: int
    lost: dict[str, str]
    buffer: bytes = b""

    def tell(self, command: dict[str, Any]) -> None:
        """Send a command; a worker that is gone is noticed when its output ends."""
        try:
            os.write(self.control, encode_entry(command))
        except BrokenPipeError:
            logger.info("A worker of Pod %s is gone", self.pod)

    def close(self) -> None:
        """End it."""
        os.close(self.control)
        os.close(self.output)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


@dataclass
class WatchedPod:
    """A Pod and its workers."""

    command: WatchPod
    traffic: Worker | None = None
    volumes: Worker | None = None

    def workers(self) -> list[Worker]:
        """Those that run."""
        return [worker for worker in (self.traffic, self.volumes) if worker]


@dataclass
class Supervisor:
    """Reads commands from one descriptor and prints `pod TAB entry` lines to another."""

    commands: int
    output: int
    pods: dict[str, WatchedPod] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.commands, selectors.EVENT_READ, None)
        self._buffer = b""
        self._marks = SenderMarks()

    def run(self) -> None:
        """Until the commands end, or nobody has said anything for long: node died."""
        self._print("", [encode_entry({"kind": "scope", "enters": self._marks.may_enter}).rstrip()])
        heard = time.monotonic()
        while time.monotonic() - heard < LONGEST_SILENCE:
            for key, _ in self._selector.select(LONGEST_SILENCE):
                if key.data is not None:
                    self._forward(key.data)
                    continue
                heard = time.monotonic()
                if not self._read_commands():
                    return

    def _read_commands(self) -> bool:
        data = os.read(self.commands, 1 << 16)
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in filter(None, lines):
            try:
                self._obey(decode_command(line))
            except (ValueError, KeyError, TypeError, OSError):
                logger.exception("Could not obey %s", line[:500])
        return bool(data)

    def _obey(self, command: Command) -> None:
        match command:
            case WatchPod():
                self._watch(command)
            case NameContainer():
                self._name(command)
            case EndPod(pod):
                self._end(pod)

    def _watch(self, command: WatchPod) -> None:
        known = self.pods.get(command.pod)
        if known and known.command == command:
            return
        self._end(command.pod)
        pod = self.pods[command.pod] = WatchedPod(command)
        self._tell_namespaces(command, None)
        directory = cgroup_directory(command.container_id)
        names = {cgroup_id(directory): PROBER} if directory else {}
        depth = cgroup_level(directory) if directory else 0
        self._marks.add(command.pod, "", directory)
        pod.traffic = self._fork(
            command.pod,
            partial(
                watch_traffic,
                namespace=f"/proc/{command.pid}/ns/net" if command.pid else "",
                levels=(depth, depth + 1),
                names=names,
                by_program=self._marks.by_program,
            ),
            {"attribution": "none"},
        )
        if command.volumes:
            pod.volumes = self._fork(
                command.pod,
                partial(watch_volumes, root=_root(command.pid), volumes=command.volumes),
                {"writers": "none"},
            )
        self._share_budget()

    def _name(self, command: NameContainer) -> None:
        pod = self.pods.get(command.pod)
        if pod is None:
            return
        self._tell_namespaces(command, command.name)
        directory = cgroup_directory(command.container_id)
        self._marks.add(command.pod, command.name, directory)
        if pod.traffic and directory:
            pod.traffic.tell({"name": command.name, "cgroup": cgroup_id(directory)})
        if pod.volumes:
            mounts = [asdict(mount) for mount in command.mounts]
            root = _root(command.pid) if command.pid else ""
            pod.volumes.tell(container_command(command.container_id, command.name, root, mounts))

    def _tell_namespaces(self, command: WatchPod | NameContainer, name: str | None) -> None:
        found = namespaces_of(command.pid)
        entry = namespaces_entry(name, command.container_id, found, time.time())
        self._print(command.pod, [encode_entry(entry).rstrip()])

    def _end(self, pod: str) -> None:
        ended = self.pods.pop(pod, None)
        self._marks.end(pod)
        for worker in ended.workers() if ended else ():
            self._close(worker)
        if ended:
            self._share_budget()

    def _share_budget(self) -> None:
        """All Pods together get so many packets looked at, however many they are."""
        for pod in self.pods.values():
            if pod.traffic:
                pod.traffic.tell({"packets": PACKETS_OF_ALL // len(self.pods)})

    def _close(self, worker: Worker) -> None:
        self._selector.unregister(worker.output)
        worker.close()

    def _fork(self, pod: str, work: Callable[[Channel], None], lost: dict[str, str]) -> Worker:
        control_read, control_write = os.pipe()
        output_read, output_write = os.pipe()
        pid = os.fork()
        if not pid:
            _be_worker(work, Channel(control_read, output_write))
        os.close(control_read)
        os.close(output_write)
        worker = Worker(pod, pid, control_write, output_read, lost)
        self._selector.register(output_read, selectors.EVENT_READ, worker)
        return worker

    def _forward(self, worker: Worker) -> None:
        """Pass whole lines on under the Pod's name; a worker can't speak for another Pod."""
        data = os.read(worker.output, 1 << 16)
        *lines, worker.buffer = (worker.buffer + data).split(b"\n")
        self._print(worker.pod, lines)
        if not data or len(worker.buffer) > MAX_LINE:
            self._print(worker.pod, [encode_entry(tap_entry(time.time(), **worker.lost)).rstrip()])
            self._bury(worker)

    def _bury(self, worker: Worker) -> None:
        logger.error("A worker of Pod %s ended by itself", worker.pod)
        self._close(worker)
        pod = self.pods[worker.pod]
        if pod.traffic is worker:
            pod.traffic = None
        else:
            pod.volumes = None

    def _print(self, pod: str, lines: list[bytes]) -> None:
        prefix = pod.encode() + b"\t"
        data = memoryview(b"".join(prefix + line + b"\n" for line in lines))
        while data:
            data = data[os.write(self.output, data) :]


def _root(pid: int) -> str:
    return f"/proc/{pid}/root" if pid else "/"


def _be_worker(work: Callable[[Channel], None], channel: Channel) -> None:
    """The forked side: nothing of the supervisor's stays open, and it never returns."""
    status = 1
    try:
        end_with_parent()
        for first, last in _gaps(sorted({2, *channel.descriptors()})):
            os.closerange(first, last)
        work(channel)
        status = 0
    except OSError as error:
        logger.error("A worker failed: %s", error)  # noqa: TRY400 -- what the kernel refused says it
    except Exception:  # a worker has nobody above it who could tell
        logger.exception("A worker failed")
    finally:
        os._exit(status)


def _gaps(kept: list[int]) -> Iterator[tuple[int, int]]:
    for first, last in zip([-1, *kept], [*kept, 1 << 16], strict=True):
        yield first + 1, last
