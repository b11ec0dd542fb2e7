"""What has been seen of a running Pod, as far as the picture shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Listening:
    """A port that somebody listens on; `owner` is a container's name, or None if unknown."""

    port: int
    owner: str | None = None


@dataclass(frozen=True)
class Connection:
    """Traffic from one container to a port on `lo`, told by its latest exchange.

    `client` and `server` are container names, or None when unknown. `summary` is one short
    line ("GET / 200, 2 ms"). `refused_errno` is the error's name ("ECONNREFUSED") when nobody
    answered. `seen=False` is a connection that somebody meant and nobody observed: dashed.
    """

    client: str | None
    server: str | None
    port: int
    summary: str = ""
    refused_errno: str = ""
    seen: bool = True


@dataclass(frozen=True)
class Crossing:
    """Traffic through `eth0`, told by its latest exchange; `peer` is who is elsewhere.

    `container` is the end in this Pod, None when unknown; it is the client if `outgoing`.
    """

    container: str | None
    outgoing: bool
    peer: str
    port: int
    summary: str = ""
    refused_errno: str = ""


@dataclass(frozen=True)
class VolumeWrite:
    """The latest change of a file in a volume; `container` is None when the writer is unknown."""

    volume: str
    container: str | None
    path: str = ""


@dataclass(frozen=True)
class Namespaces:
    """The inodes of the namespaces that a container is in, by kind; None where not known.

    `container` is None for the pause container; `container_id` names the attempt.
    """

    container: str | None
    container_id: str
    inodes: Mapping[str, int | None] = field(hash=False)


@dataclass(frozen=True)
class Usage:
    """A container's latest readings: thousandths of a CPU and bytes, the oldest first."""

    container: str
    readings: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Activity:
    """Everything seen so far, each pair once; an empty one means nothing was seen yet."""

    listening: tuple[Listening, ...] = ()
    connections: tuple[Connection, ...] = ()
    writes: tuple[VolumeWrite, ...] = ()
    namespaces: tuple[Namespaces, ...] = ()
    usage: tuple[Usage, ...] = ()
    crossings: tuple[Crossing, ...] = ()  # the latest of each pair, the newest pair last
