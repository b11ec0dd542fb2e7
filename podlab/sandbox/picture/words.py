"""The picture in words, for those who cannot see it, and the short texts on its lines."""

from podlab.sandbox.picture.activity import Connection
from podlab.sandbox.picture.sparks.drawing import Spark, sparks_of, told_in_full
from podlab.sandbox.picture.states import TileState
from podlab.sandbox.picture.view import PodView, Tile, Volume

ERRNO_WORDS = {
    "ECONNREFUSED": "connection refused",
    "ECONNRESET": "connection reset",
    "ETIMEDOUT": "no answer in time",
    "ENETUNREACH": "network unreachable",
    "EHOSTUNREACH": "host unreachable",
    "EADDRINUSE": "address in use",
}


def errno_in_words(errno: str) -> str:
    """What the error's name means; its name where we have no words."""
    return ERRNO_WORDS.get(errno, errno)


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
    )


def _how_it_is(view: PodView) -> str:
    tiles = [tile for tile in view.tiles if not tile.ephemeral]
    total = len(tiles)
    if view.phase == "as declared":
        return f"{view.name}: {_count(total, 'container')}, as the manifest declares. Nothing runs."
    running = sum(tile.state.word == "Running" for tile in tiles)
    sentence = f"{view.name} is {view.phase}: {running} of {_count(total, 'container')} running."
    held = [tile for tile in tiles if tile.state.word != "Running" and tile.state.reason]
    if held:
        sentence += f" {held[0].name}: {held[0].state.reason}."
    return sentence


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _init_sentence(view: PodView) -> str:
    steps = ", ".join(f"{tile.name} ({_step_in_words(tile.state)})" for tile in view.inits)
    return f"Before the others, in order: {steps}."


def _step_in_words(state: TileState) -> str:
    """A step that went well is told in a word, one that did not with its reason."""
    if state.mood != "warn":
        return state.reason or state.word
    return f"{_state_in_words(state)}, {_count(state.restarts, 'restart')}"


def _state_in_words(state: TileState) -> str:
    told = (state.word, state.reason, state.detail, state.again)
    return ", ".join(part for part in told if part)


def _tile_sentence(tile: Tile) -> str:
    state = tile.state
    told = _state_in_words(state)
    sentence = f"{_kind(tile)} {tile.name} ({tile.image}): {told}"
    if tile.ephemeral:
        return sentence + "."
    if state.word == "Running":
        sentence += ", ready" if state.ready else ", not ready"
    used = "; ".join(told_in_full(spark) for spark in _sparks(tile))
    return sentence + f", {_count(state.restarts, 'restart')}" + (f"; {used}." if used else ".")


def _sparks(tile: Tile) -> tuple[Spark, ...]:
    return sparks_of(tile.readings, tile.limits) if tile.state.word == "Running" else ()


def _kind(tile: Tile) -> str:
    if tile.ephemeral:
        return "Ephemeral container"
    return "Sidecar" if tile.sidecar else "Container"


def _volume_sentences(view: PodView) -> list[str]:
    return [
        f"Volume {volume.name} ({_kind_of_volume(volume)}) is mounted by "
        + ", ".join(
            f"{tile.name} at {mount.path}" + (" (read-only)" if mount.read_only else "")
            for tile in view.tiles
            for mount in tile.mounts
            if mount.volume == volume.name
        )
        + "."
        for volume in view.volumes
    ]


def _kind_of_volume(volume: Volume) -> str:
    return f"{volume.kind}, which outlives the Pod" if volume.outlives else volume.kind


def _lo_sentence(view: PodView) -> str:
    whose = "It has a localhost of its own"
    shared = whose if view.is_lone else "All containers share one localhost"
    where = f"{shared}{f' and the address {view.ip}' if view.ip else ''}"
    heard = [f"{s.owner or 'someone'} listens on port {s.port}" for s in view.sockets if s.heard]
    silent = [
        f"{s.owner} declares port {s.port}, and nobody was heard on it"
        for s in view.sockets
        if s.declared and not s.heard
    ]
    return f"{where}. {'; '.join(heard + silent) or 'No port is open'}."


def _connection_sentence(connection: Connection) -> str:
    client = connection.client or "Somebody"
    target = f"{connection.server or 'nobody'} on port {connection.port}"
    if connection.refused_errno:
        return (
            f"{client} asked for port {connection.port}: {connection_note(connection)} "
            f"({connection.refused_errno})."
        )
    if not connection.seen:
        return f"{client} is meant to ask {target}; it was not seen yet."
    return f"{client} asks {target}: {connection_note(connection)}."
