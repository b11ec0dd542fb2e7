"""The picture in words, for those who cannot see it, and the short texts on its lines."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from podlab.sandbox.picture.activity import Connection
from podlab.sandbox.picture.outside.words import outside_in_words
from podlab.sandbox.picture.sparks.drawing import Spark, sparks_of, told_in_full
from podlab.sandbox.picture.states import TileState, restarts
from podlab.sandbox.picture.view import AS_DECLARED, PodView, Tile, Volume

ERRNO_WORDS = {
    "ECONNREFUSED": gettext_noop("connection refused"),
    "ECONNRESET": gettext_noop("connection reset"),
    "ETIMEDOUT": gettext_noop("no answer in time"),
    "ENETUNREACH": gettext_noop("network unreachable"),
    "EHOSTUNREACH": gettext_noop("host unreachable"),
    "EADDRINUSE": gettext_noop("address in use"),
}


def errno_in_words(errno: str) -> str:
    """What the error's name means; its name where we have no words."""
    return _(ERRNO_WORDS[errno]) if errno in ERRNO_WORDS else errno


def connection_note(connection: Connection) -> str:
    """The few words on a connection's line."""
    if connection.refused_errno:
        return errno_in_words(connection.refused_errno)
    return connection.summary or f"localhost:{connection.port}"


def pod_in_words(view: PodView) -> tuple[str, ...]:
    """Sentences that say what the picture shows; the first one says how the Pod is."""
    return (
        _how_it_is(view),
        *(_init_sentence(view) for _ in view.inits[:1]),
        *(_tile_sentence(tile) for tile in view.tiles),
        *_volume_sentences(view),
        _lo_sentence(view),
        *(_connection_sentence(c) for c in view.connections),
        *outside_in_words(view),
    )


def _how_it_is(view: PodView) -> str:
    tiles = [tile for tile in view.tiles if not tile.ephemeral]
    total = len(tiles)
    if view.phase == AS_DECLARED:
        return ngettext(
            "%(name)s: %(total)s container, as the manifest declares. Nothing runs.",
            "%(name)s: %(total)s containers, as the manifest declares. Nothing runs.",
            total,
        ) % {"name": view.name, "total": total}
    sentence = ngettext(
        "%(name)s is %(phase)s: %(running)s of %(total)s container running.",
        "%(name)s is %(phase)s: %(running)s of %(total)s containers running.",
        total,
    ) % {
        "name": view.name,
        "phase": view.phase,
        "running": sum(tile.state.word == "Running" for tile in tiles),
        "total": total,
    }
    held = [tile for tile in tiles if tile.state.word != "Running" and tile.state.reason]
    if held:
        sentence += f" {held[0].name}: {held[0].state.reason}."
    return sentence


def _init_sentence(view: PodView) -> str:
    steps = ", ".join(f"{tile.name} ({_step_in_words(tile.state)})" for tile in view.inits)
    return _("Before the others, in order: %(steps)s.") % {"steps": steps}


def _step_in_words(state: TileState) -> str:
    """A step that went well is told in a word, one that did not with its reason."""
    if state.mood != "warn":
        return state.reason or _(state.word)
    return f"{_state_in_words(state)}, {restarts(state.restarts)}"


def _state_in_words(state: TileState) -> str:
    told = (_(state.word), state.reason, state.detail, state.again)
    return ", ".join(part for part in told if part)


def _tile_sentence(tile: Tile) -> str:
    state = tile.state
    told = _state_in_words(state)
    sentence = f"{_kind(tile)} {tile.name} ({tile.image}): {told}"
    if tile.ephemeral:
        return sentence + "."
    if state.word == "Running":
        sentence += ", " + (_("ready") if state.ready else _("not ready"))
    used = "; ".join(told_in_full(spark) for spark in _sparks(tile))
    return sentence + f", {restarts(state.restarts)}" + (f"; {used}." if used else ".")


def _sparks(tile: Tile) -> tuple[Spark, ...]:
    return sparks_of(tile.readings, tile.limits) if tile.state.word == "Running" else ()


def _kind(tile: Tile) -> str:
    if tile.ephemeral:
        return _("Ephemeral container")
    return _("Sidecar") if tile.sidecar else _("Container")


def _volume_sentences(view: PodView) -> list[str]:
    return [
        _("Volume %(name)s (%(kind)s) is mounted by %(mounters)s.")
        % {
            "name": volume.name,
            "kind": _kind_of_volume(volume),
            "mounters": _mounters(view, volume.name),
        }
        for volume in view.volumes
    ]


def _kind_of_volume(volume: Volume) -> str:
    if not volume.outlives:
        return volume.kind
    return _("%(kind)s, which outlives the Pod") % {"kind": volume.kind}


def _mounters(view: PodView, volume: str) -> str:
    return ", ".join(
        _("%(name)s at %(path)s") % {"name": tile.name, "path": mount.path}
        + (f" ({_('read-only')})" if mount.read_only else "")
        for tile in view.tiles
        for mount in tile.mounts
        if mount.volume == volume
    )


def _lo_sentence(view: PodView) -> str:
    whose = _("It has a localhost of its own")
    where = whose if view.is_lone else _("All containers share one localhost")
    if view.ip and not view.has_network:
        where = _("%(localhost)s and the address %(ip)s") % {"localhost": where, "ip": view.ip}
    heard = [
        _("%(name)s listens on port %(port)s") % {"name": s.owner or _("someone"), "port": s.port}
        for s in view.sockets
        if s.heard
    ]
    silent = [
        _("%(name)s declares port %(port)s, and nobody was heard on it")
        % {"name": s.owner, "port": s.port}
        for s in view.sockets
        if s.declared and not s.heard
    ]
    return f"{where}. {'; '.join(heard + silent) or _('No port is open')}."


def _connection_sentence(connection: Connection) -> str:
    told = {
        "client": connection.client or _("Somebody"),
        "server": connection.server or _("nobody"),
        "port": connection.port,
        "what": connection_note(connection),
        "errno": connection.refused_errno,
    }
    if connection.refused_errno:
        return _("%(client)s asked for port %(port)s: %(what)s (%(errno)s).") % told
    if not connection.seen:
        told["target"] = _("%(server)s on port %(port)s") % told
        return _("%(client)s is meant to ask %(target)s; it was not seen yet.") % told
    return _("%(client)s asks %(server)s on port %(port)s: %(what)s.") % told
