"""What the same containers do in one Pod, and what they do each by itself. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from podlab.sandbox.picture import Activity, Connection, PodView, errno_in_words

NOT_YET = gettext_noop("not seen yet")


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
            _("Address"),
            _("%(ip)s, the same for all") % {"ip": pod.view.ip},
            ", ".join(own) or _(NOT_YET),
            pending=len(own) < len(apart),
        )


def localhost(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """Who asked localhost, and who answered."""
    here = {(c.client, c.port): c for c in pod.activity.connections if c.client}
    there = {(name, c.port): c for name, seen in apart.items() for c in seen.activity.connections}
    for client, port in sorted(here.keys() | there.keys(), key=str):
        answer, other = here.get((client, port)), there.get((client, port))
        yield Difference(
            _("%(client)s asks localhost:%(port)s") % {"client": client, "port": port},
            told(answer),
            told(other),
            pending=answer is None or other is None,
        )


def told(connection: Connection | None) -> str:
    """What came of a request, without its times."""
    if connection is None:
        return _(NOT_YET)
    if connection.refused_errno:
        return f"{errno_in_words(connection.refused_errno)} ({connection.refused_errno})"
    return _("%(name)s answers") % {"name": connection.server or _("somebody")}


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them."""
    return f" {_('and')} ".join(names)


def ports(pod: Seen, apart: Mapping[str, Seen]) -> Iterator[Difference]:
    """Ports that several containers want: one gets it, or each has its own."""
    there: dict[int, list[str]] = {}
    for name, seen in apart.items():
        for each in {listening.port for listening in seen.activity.listening}:
            there.setdefault(each, []).append(name)
    for port, owners in sorted(there.items()):
        if len(owners) > 1:
            listening = [x for x in pod.activity.listening if x.port == port]
            here = sorted({x.owner or _("somebody") for x in listening})
            yield Difference(
                _("Who listens on port %(port)s") % {"port": port},
                listed(here) or _(NOT_YET),
                listed(sorted(owners)),
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
                    _("What %(name)s writes into the volume %(volume)s")
                    % {"name": writer, "volume": volume},
                    _("is there for %(names)s") % {"names": listed(others)},
                    _("is there for %(name)s alone") % {"name": writer} if wrote else _(NOT_YET),
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
                _("When %(name)s ends") % {"name": tile.name},
                _("started again, %(times)s times so far") % {"times": tile.state.restarts}
                if tile.state.restarts
                else f"{tile.state.word}, {tile.state.reason or _('not started again')}",
                _("stays ended, %(how)s") % {"how": other.state.detail}
                if other and ended
                else _("runs"),
                pending=not (tile.state.restarts and ended),
            )
