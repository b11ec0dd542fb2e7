"""What the same containers do in one Pod, and what they do each by itself. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from podlab.sandbox.picture import Activity, Connection, PodView, errno_in_words

NOT_YET = "not seen yet"


@dataclass(frozen=True)
class Seen:
    """One side's reading: what the picture shows of a Pod, and what was seen of it."""

    view: PodView
    activity: Activity


@dataclass(frozen=True)
class Difference:
    """One thing looked at on both sides; `differs` when they do not say the same."""

    subject: str
    in_pod: str
    apart: str
    pending: bool = False

    @property
    def differs(self) -> bool:
        return not self.pending and self.in_pod != self.apart


def differences(pod: Seen, apart: Mapping[str, Seen]) -> Sequence[Difference]:
    """Addresses, localhost, ports, files and ends, as far as they were seen on either side."""
    return [
        *addresses(pod, apart),
        *localhost(pod, apart),
        *ports(pod, apart),
        *files(pod, apart),
        *ends(pod, apart),
    ]


def addresses(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """One address, or one for each."""
    own = [f"{name}: {seen.view.ip}" for name, seen in apart.items() if seen.view.ip]
    if pod.view.ip:
        yield Difference(
            "Address",
            f"{pod.view.ip}, the same for all",
            ", ".join(own) or NOT_YET,
            pending=len(own) < len(apart),
        )


def localhost(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """Who asked localhost, and who answered."""
    here = {(c.client, c.port): c for c in pod.activity.connections if c.client}
    there = {(name, c.port): c for name, seen in apart.items() for c in seen.activity.connections}
    for client, port in sorted(here.keys() | there.keys(), key=str):
        answer, other = here.get((client, port)), there.get((client, port))
        yield Difference(
            f"{client} asks localhost:{port}",
            told(answer),
            told(other),
            pending=answer is None or other is None,
        )


def told(connection: Connection | None) -> str:
    """What came of a request, without its times."""
    if connection is None:
        return NOT_YET
    if connection.refused_errno:
        return f"{errno_in_words(connection.refused_errno)} ({connection.refused_errno})"
    return f"{connection.server or 'somebody'} answers"


def ports(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """Ports that several containers want: one gets it, or each has its own."""
    there: dict[int, list[str]] = {}
    for name, seen in apart.items():
        for each in {listening.port for listening in seen.activity.listening}:
            there.setdefault(each, []).append(name)
    for port, owners in sorted(there.items()):
        if len(owners) > 1:
            here = sorted({x.owner or "somebody" for x in pod.activity.listening if x.port == port})
            yield Difference(
                f"Who listens on port {port}",
                " and ".join(here) or NOT_YET,
                " and ".join(sorted(owners)),
                pending=not here,
            )


def files(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """Who finds what one container has written into a volume that others mount too."""
    mounters: dict[str, list[str]] = {}
    for tile in pod.view.tiles:
        for volume in dict.fromkeys(mount.volume for mount in tile.mounts):
            mounters.setdefault(volume, []).append(tile.name)
    for volume, names in mounters.items():
        writers = {write.container for write in pod.activity.writes if write.volume == volume}
        for writer in sorted(each for each in writers if each in names):
            others = [name for name in names if name != writer]
            alone = apart.get(writer)
            wrote = alone is not None and any(w.volume == volume for w in alone.activity.writes)
            if others:
                yield Difference(
                    f"What {writer} writes into the volume {volume}",
                    f"is there for {' and '.join(others)}",
                    f"is there for {writer} alone" if wrote else NOT_YET,
                    pending=not wrote,
                )


def ends(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """Containers that ended: somebody starts them again, or nobody does."""
    for tile in pod.view.tiles:
        alone = apart.get(tile.name)
        other = alone.view.tiles[0] if alone else None
        ended = other is not None and other.state.word == "Terminated"
        if tile.state.restarts or ended:
            yield Difference(
                f"When {tile.name} ends",
                f"started again, {tile.state.restarts} times so far"
                if tile.state.restarts
                else f"{tile.state.word}, {tile.state.reason or 'not started again'}",
                f"stays ended, {other.state.detail}" if other and ended else "runs",
                pending=not (tile.state.restarts and ended),
            )
