"""What a sync of one Pod may ask for, in the order in which it is done."""

from dataclasses import dataclass
from datetime import datetime

POST_START = "postStart"  # what condemns a container whose hook failed, in a probe's place


@dataclass(frozen=True)
class ContainerStart:
    """Make and start a new container; write `attempt` and `back_off` (seconds) on it."""

    name: str
    attempt: int = 0
    back_off: float = 0.0


@dataclass(frozen=True)
class ContainerKill:
    """Stop one container; `message` is the text of its Killing event, `probe` what condemned it."""

    name: str
    container_id: str
    message: str
    probe: str = ""


@dataclass(frozen=True)
class BackingOff:
    """A container that has to wait until `until` for its next start."""

    name: str
    until: datetime


@dataclass(frozen=True)
class PodActions:
    """What to do now, in this order: kill the Pod, make the sandbox, kill, start.

    `sandbox_changed` says that a sandbox which once ran is gone (one event). `look_again_at`
    is the next moment at which time alone changes the answer.
    """

    kill_pod: bool = False
    create_sandbox: bool = False
    sandbox_changed: bool = False
    kill: tuple[ContainerKill, ...] = ()
    start: tuple[ContainerStart, ...] = ()
    backing_off: tuple[BackingOff, ...] = ()
    deadline_exceeded: bool = False

    @property
    def look_again_at(self) -> datetime | None:
        """The earliest end of a back-off, or None where nothing waits."""
        return min((each.until for each in self.backing_off), default=None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do at once."""
        return not (self.kill_pod or self.create_sandbox or self.kill or self.start)
