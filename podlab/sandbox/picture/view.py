"""What the picture shows of one Pod, read from its JSON and from what was seen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_noop

from podlab.pods.networking.annotation import asks_for_network
from podlab.sandbox.picture.activity import Activity, Connection, Crossing
from podlab.sandbox.picture.sparks.limits import NO_LIMITS, Limits, limits_of
from podlab.sandbox.picture.states import TileState, container_states, init_states
from podlab.sandbox.picture.xray import Facts, NamespaceTable, columns_of, namespace_table

JsonObject = dict[str, Any]
AS_DECLARED = gettext_noop("as declared")  # instead of a phase, of a Pod that was never sent


@dataclass(frozen=True)
class Mount:
    """One volume in one container."""

    volume: str
    path: str
    read_only: bool


@dataclass(frozen=True)
class Tile:
    """A container: what it is (`name`, `image`, `command`), how it is (`state`), what it mounts."""

    name: str
    image: str
    command: str
    state: TileState
    mounts: tuple[Mount, ...]
    limits: Limits = NO_LIMITS
    readings: tuple[tuple[float, int], ...] = ()
    sidecar: bool = False
    ephemeral: bool = False


@dataclass(frozen=True)
class InitTile:
    """A container that runs before the others, once."""

    name: str
    state: TileState


@dataclass(frozen=True)
class Volume:
    """A volume and its kind as the manifest words it ("emptyDir"); a claim's outlives the Pod."""

    name: str
    kind: str
    outlives: bool = False


@dataclass(frozen=True)
class Socket:
    """A port on `lo`: declared in the manifest, heard listening, both, or only asked for."""

    port: int
    owner: str | None
    declared: bool = False
    heard: bool = False


@dataclass(frozen=True)
class PodView:
    """Everything the picture says about one Pod."""

    name: str
    phase: str
    ip: str
    tiles: tuple[Tile, ...]
    inits: tuple[InitTile, ...]
    volumes: tuple[Volume, ...]
    sockets: tuple[Socket, ...]
    connections: tuple[Connection, ...]
    xray: NamespaceTable
    shares_processes: bool
    has_network: bool = False  # whether there is an `eth0`
    crossings: tuple[Crossing, ...] = ()
    is_lone: bool = False  # one container by itself: it must never look like a Pod


def pod_view(
    pod: JsonObject,
    activity: Activity = Activity(),  # noqa: B008 -- frozen
    now: float | None = None,
) -> PodView:
    """Read a Pod (with or without a status) and what was seen of it.

    Where `now` is known, a back-off counts down to its end.
    """
    spec: JsonObject = pod.get("spec") or {}
    status: JsonObject = pod.get("status") or {}
    metadata: JsonObject = pod.get("metadata") or {}
    tiles, shares = _tiles(spec, status, now), bool(spec.get("shareProcessNamespace"))
    return PodView(
        name=str(metadata.get("name", "")),
        phase=_phase(metadata, status),
        ip=str(status.get("podIP") or ""),
        tiles=_measured(tiles, activity),
        inits=_inits(spec, status, now),
        volumes=_mounted(_volumes(spec), tiles),
        sockets=_sockets(spec, activity),
        connections=activity.connections,
        xray=namespace_table(columns_of(pod, activity), Facts(shares)),
        shares_processes=shares,
        has_network=asks_for_network(pod),
        crossings=activity.crossings,
    )


def _phase(metadata: JsonObject, status: JsonObject) -> str:
    """One word, kubectl's: a Pod being deleted is Terminating; one never sent is only declared."""
    if metadata.get("deletionTimestamp"):
        return "Terminating"
    return str(status.get("phase") or AS_DECLARED)


def _measured(tiles: tuple[Tile, ...], activity: Activity) -> tuple[Tile, ...]:
    readings = {each.container: each.readings for each in activity.usage}
    return tuple(replace(tile, readings=readings.get(tile.name, ())) for tile in tiles)


def _is_sidecar(container: JsonObject) -> bool:
    """A native sidecar is an init container that stays (restartPolicy Always)."""
    return container.get("restartPolicy") == "Always"


def _tiles(spec: JsonObject, status: JsonObject, now: float | None) -> tuple[Tile, ...]:
    sidecars = [c for c in spec.get("initContainers") or [] if _is_sidecar(c)]
    states = container_states(status, now) | init_states(status, now)
    return (
        *(_tile(container, states, sidecar=True) for container in sidecars),
        *(_tile(container, states) for container in spec.get("containers") or []),
        *(_tile(each, states, ephemeral=True) for each in spec.get("ephemeralContainers") or []),
    )


def _tile(
    container: JsonObject,
    states: dict[str, TileState],
    *,
    sidecar: bool = False,
    ephemeral: bool = False,
) -> Tile:
    name = str(container.get("name", ""))
    words = [*(container.get("command") or []), *(container.get("args") or [])]
    return Tile(
        name=name,
        image=str(container.get("image", "")),
        command=" ".join(" ".join(map(str, words)).split()),
        state=states.get(name, TileState()),
        mounts=tuple(
            Mount(str(m.get("name")), str(m.get("mountPath")), bool(m.get("readOnly")))
            for m in container.get("volumeMounts") or []
        ),
        limits=limits_of(container),
        sidecar=sidecar,
        ephemeral=ephemeral,
    )


def _inits(spec: JsonObject, status: JsonObject, now: float | None) -> tuple[InitTile, ...]:
    states = init_states(status, now)
    return tuple(
        InitTile(str(c.get("name", "")), states.get(str(c.get("name")), TileState()))
        for c in spec.get("initContainers") or []
        if not _is_sidecar(c)
    )


def _volumes(spec: JsonObject) -> list[Volume]:
    return [_volume(each) for each in spec.get("volumes") or []]


def _volume(volume: JsonObject) -> Volume:
    name, claim = str(volume.get("name")), volume.get("persistentVolumeClaim")
    if isinstance(claim, dict):
        return Volume(name, f"claim {claim.get('claimName', '')}", outlives=True)
    return Volume(name, next((key for key in volume if key != "name"), "emptyDir"))


def _mounted(volumes: list[Volume], tiles: tuple[Tile, ...]) -> tuple[Volume, ...]:
    """Only what a running container mounts has a line to end, and so a place in the picture."""
    used = {mount.volume for tile in tiles for mount in tile.mounts}
    return tuple(volume for volume in volumes if volume.name in used)


def _sockets(spec: JsonObject, activity: Activity) -> tuple[Socket, ...]:
    """The ports declared, heard or asked for, in the order of their numbers."""
    sockets = {port: Socket(port, owner, declared=True) for port, owner in _declared(spec)}
    for seen in activity.listening:
        known = sockets.get(seen.port, Socket(seen.port, None))
        sockets[seen.port] = replace(known, owner=seen.owner or known.owner, heard=True)
    for asked in activity.connections:
        known = sockets.get(asked.port, Socket(asked.port, asked.server))
        answered = asked.seen and not asked.refused_errno
        sockets[asked.port] = replace(known, heard=known.heard or answered)
    return tuple(sockets[port] for port in sorted(sockets))


def _declared(spec: JsonObject) -> Iterator[tuple[int, str]]:
    """Each `containerPort` with its container."""
    for container in [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]:
        for port in container.get("ports") or []:
            if port.get("containerPort") and port.get("protocol", "TCP") == "TCP":
                yield int(port["containerPort"]), str(container.get("name"))
