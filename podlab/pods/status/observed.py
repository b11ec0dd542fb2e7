"""What the engine shows of one Pod at one moment: the input of every decision."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self


class ContainerState(StrEnum):
    """What the engine says about one container."""

    CREATED = "created"
    RUNNING = "running"
    EXITED = "exited"


class SandboxState(StrEnum):
    """What the engine says about the pause container, which holds the Pod's namespaces."""

    ABSENT = "absent"
    RUNNING = "running"
    EXITED = "exited"


@dataclass(frozen=True)
class ContainerUser:
    """Whom a container's first process starts as; `groups` are all that it has, sorted."""

    uid: int
    gid: int
    groups: tuple[int, ...]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What `str` wrote; None for nothing."""
        if not text:
            return None
        uid, gid, *groups = (int(each) for each in text.split())
        return cls(uid, gid, tuple(groups))

    def __str__(self) -> str:
        return " ".join(map(str, (self.uid, self.gid, *self.groups)))


@dataclass(frozen=True)
class ContainerObservation:
    """One attempt at running one container: a restart is a new container, never the same one.

    `image` is the manifest's spelling, so that a changed image is noticed. `error` is the
    engine's sentence when the container could not be started; such a container counts as
    exited with code 128. `back_off` is the delay in seconds that was in force when this attempt
    was started (see `ContainerStart.back_off`), None where nobody wrote it down. `sandbox_id`
    names the pause container that it joined; empty means the present one. One that is `lost` was
    removed by somebody else while it ran.
    """

    name: str
    attempt: int = 0
    state: ContainerState = ContainerState.CREATED
    exit_code: int = 0
    oom_killed: bool = False
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    container_id: str = ""
    image: str = ""
    image_id: str = ""
    error: str = ""
    message: str = ""
    back_off: float | None = None
    sandbox_id: str = ""
    lost: bool = False
    user: ContainerUser | None = None

    @property
    def is_running(self) -> bool:
        """Whether its process is alive."""
        return self.state is ContainerState.RUNNING

    @property
    def has_ended(self) -> bool:
        """Whether it ran to an end, or could not be started at all."""
        return self.state is ContainerState.EXITED or self.could_not_start

    @property
    def could_not_start(self) -> bool:
        """Whether the engine made the container but failed to start its command."""
        return bool(self.error) and self.started_at is None and not self.is_running

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; a failed start ended when it was tried."""
        return self.finished_at or self.created_at if self.has_ended else None

    @property
    def succeeded(self) -> bool:
        """Whether it ended with exit code 0."""
        return self.has_ended and self.exit_code == 0 and not self.could_not_start


@dataclass(frozen=True)
class Waiting:
    """Why a container could not be made, such as ErrImagePull; next try at `retry_at`."""

    reason: str
    message: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True)
class PodObservation:
    """All that is known about one Pod outside its own object.

    `containers` holds the known attempts of each container, oldest first. `ready` and `startup`
    hold the latest verdict of the readiness and startup probes; `failed_probes` names, per
    container, the probe (`liveness` or `startup`) or hook (`postStart`) that condemned its latest
    attempt. `starting` are those whose postStart hook has not succeeded: they count as waiting.
    `evicted` says why the Pod has to go, empty while it may stay.
    """

    sandbox: SandboxState = SandboxState.ABSENT
    sandbox_id: str = ""
    pod_ip: str = ""
    started_at: datetime | None = None
    containers: Mapping[str, tuple[ContainerObservation, ...]] = field(default_factory=dict)
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    ready: Mapping[str, bool] = field(default_factory=dict)
    startup: Mapping[str, bool] = field(default_factory=dict)
    failed_probes: Mapping[str, str] = field(default_factory=dict)
    starting: Collection[str] = ()
    evicted: str = ""

    def latest(self, name: str) -> ContainerObservation | None:
        """The newest attempt of a container, whichever sandbox it belonged to."""
        attempts = self.containers.get(name, ())
        return max(attempts, key=lambda each: each.attempt) if attempts else None

    def current(self, name: str) -> ContainerObservation | None:
        """The newest attempt of a container in the present sandbox."""
        latest = self.latest(name)
        if latest is None or self.sandbox is SandboxState.ABSENT:
            return None
        return latest if latest.sandbox_id in {"", self.sandbox_id} else None

    def previous_end(self, name: str) -> ContainerObservation | None:
        """The newest ended attempt before the latest one."""
        latest = self.latest(name)
        ended = [
            each
            for each in self.containers.get(name, ())
            if each.has_ended and latest and each.attempt < latest.attempt
        ]
        return max(ended, key=lambda each: each.attempt) if ended else None

    @property
    def anything_runs(self) -> bool:
        """Whether the pause container or any other of the Pod is alive."""
        return self.sandbox is SandboxState.RUNNING or self.any_container_runs

    @property
    def any_container_runs(self) -> bool:
        """Whether any container other than the pause container is alive."""
        return any(each.is_running for each in self._all())

    @property
    def any_container_began(self) -> bool:
        """Whether anything of the Pod's own was ever started, or tried to be."""
        return any(each.state is not ContainerState.CREATED or each.error for each in self._all())

    def _all(self) -> list[ContainerObservation]:
        return [each for attempts in self.containers.values() for each in attempts]
