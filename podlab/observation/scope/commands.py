"""What node tells the scope, one JSON line each; what comes back is `pod TAB entry`."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class WatchedMount:
    """One volume in one container."""

    volume: str
    path: str
    read_only: bool


@dataclass(frozen=True)
class WatchPod:
    """Watch a Pod; `pid` is its pause process, or 0 when the scope runs inside the Pod."""

    pod: str
    container_id: str
    pid: int
    volumes: tuple[str, ...]


@dataclass(frozen=True)
class NameContainer:
    """A container of a watched Pod runs; `pid` as above."""

    pod: str
    name: str
    container_id: str
    pid: int
    mounts: tuple[WatchedMount, ...]


@dataclass(frozen=True)
class EndPod:
    """The Pod is gone."""

    pod: str


Command = WatchPod | NameContainer | EndPod
_OPERATIONS: dict[str, type[Command]] = {
    "pod": WatchPod,
    "container": NameContainer,
    "end": EndPod,
}


def encode_command(command: Command) -> bytes:
    """The command as one line."""
    operation = next(name for name, kind in _OPERATIONS.items() if isinstance(command, kind))
    return json.dumps({"op": operation} | asdict(command)).encode() + b"\n"


def decode_command(line: bytes) -> Command:
    """The command on a line; raises ValueError, KeyError or TypeError for anything else."""
    fields: dict[str, Any] = json.loads(line)
    kind = _OPERATIONS[fields.pop("op")]
    if kind is NameContainer:
        fields["mounts"] = tuple(WatchedMount(**mount) for mount in fields["mounts"])
    if kind is WatchPod:
        fields["volumes"] = tuple(fields["volumes"])
    return kind(**fields)
