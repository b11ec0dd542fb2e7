"""What is tried beside a running Pod for an exercise's checks, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

INTERPRETERS = ("sh", "python3")


@dataclass(frozen=True)
class Dial:
    """A connection to try from a Pod's network, and what to send over it."""

    address: str  # IPv4
    port: int
    data: bytes = b""
    seconds: float = 3.0


@dataclass(frozen=True)
class Dialled:
    """What came of it: `open`, `refused`, `timeout` or `unreachable`, in the kernel's sentence."""

    outcome: str
    message: str
    milliseconds: float
    received: bytes = b""
    is_complete: bool = True


@dataclass(frozen=True)
class Script:
    """A script of an exercise, and the variables that it sees."""

    text: str
    interpreter: str = "sh"
    environment: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 10.0


@dataclass(frozen=True)
class Verified:
    """How a script ended; no exit code when it took too long."""

    exit_code: int | None
    stdout: str
    stderr: str


@dataclass(frozen=True)
class ImageSeen:
    """What an image is made of; `holds_text` is None where nothing was looked for."""

    size: int
    user: str
    layers: int
    holds_text: bool | None = None
