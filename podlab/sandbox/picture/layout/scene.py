"""The parts of a laid-out picture, and the rules that wide and narrow share."""

from dataclasses import dataclass, field

from podlab.sandbox.picture.activity import Connection
from podlab.sandbox.picture.layout.geometry import MONO, Box, Point, spread
from podlab.sandbox.picture.view import InitTile, Mount, PodView, Socket, Tile, Volume

EDGE, TITLE, LANE, FIRST_LANE, LO_LABEL = 2, 44, 28, 31, 38
MOST_WIRES = 6


@dataclass(frozen=True)
class PlacedTile:
    """A container's tile; `mount_lines` are written inside it where there is no room for tabs."""

    box: Box
    tile: Tile
    mount_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlacedVolume:
    """A cylinder, its words on its right."""

    box: Box
    volume: Volume


@dataclass(frozen=True)
class MountLine:
    """From a volume to a tile; `tab` is the label on the tile's top edge, if there is one."""

    points: tuple[Point, ...]
    mount: Mount
    container: str
    tab: Box | None = None
    label: str = ""


@dataclass(frozen=True)
class PlacedSocket:
    """A port's plate on the bus; `x` and `y` are its middle."""

    x: float
    y: float
    width: float
    label: str
    socket: Socket


@dataclass(frozen=True)
class Stub:
    """From a port that nobody asked yet to its owner; dashed unless it was heard listening."""

    points: tuple[Point, ...]
    heard: bool


@dataclass(frozen=True)
class Wire:
    """A connection's line, the middle of its note and, if refused, its end is a cross."""

    points: tuple[Point, ...]
    note: Point
    note_text: str
    connection: Connection


@dataclass(frozen=True)
class Scene:
    """Everything in its place. Lists are drawn in their order."""

    width: float
    height: float
    pod: Box
    pad: float
    bus: Box
    strip: Box | None = None
    inits: list[tuple[Box, InitTile]] = field(default_factory=list)
    tiles: list[PlacedTile] = field(default_factory=list)
    volumes: list[PlacedVolume] = field(default_factory=list)
    mounts: list[MountLine] = field(default_factory=list)
    sockets: list[PlacedSocket] = field(default_factory=list)
    stubs: list[Stub] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)


def near_what_they_use(tiles: tuple[Tile, ...], view: PodView) -> list[Tile]:
    """Tiles that only mount first (near the storage), those with a port last (near `lo`).

    It looks at the spec only, so that no tile moves while one watches.
    """
    declared = {socket.owner for socket in view.sockets if socket.declared}
    return sorted(tiles, key=lambda tile: (tile.name in declared) - bool(tile.mounts))


def drawn_connections(view: PodView) -> list[Connection]:
    """Those with a client in the picture, at most as many as the bus has lanes."""
    names = {tile.name for tile in view.tiles}
    return [c for c in view.connections if c.client in names][:MOST_WIRES]


def bus_height(wires: int) -> float:
    """Room for the sockets' lower half, one lane per wire and the label."""
    return FIRST_LANE + LANE * max(0, wires - 1) + (LO_LABEL if wires else 22)


def lane_y(bus_top: float, index: int) -> float:
    return bus_top + FIRST_LANE + LANE * index


def place_sockets(view: PodView, wanted: dict[int, float], bus: Box) -> dict[int, PlacedSocket]:
    """A plate per port, as near to the wanted middle as the others let it be."""
    sockets = sorted(view.sockets, key=lambda socket: (wanted[socket.port], socket.port))
    labels = [f":{s.port} {s.owner or 'nobody'}" for s in sockets]
    if sum(len(label) * MONO + 26 for label in labels) > bus.w - 16:
        labels = [f":{s.port}" for s in sockets]
    widths = [len(label) * MONO + 18 for label in labels]
    lefts = spread(
        [wanted[s.port] - w / 2 for s, w in zip(sockets, widths, strict=True)],
        [w + 8 for w in widths],
        bus.x + 8,
        bus.right,
    )
    return {
        s.port: PlacedSocket(left + width / 2, bus.y, width, label, s)
        for s, left, width, label in zip(sockets, lefts, widths, labels, strict=True)
    }


def note_place(text: str, start: float, end: float, bus: Box) -> float:
    """The middle of a note on a lane: between the ends if it fits, else beside them."""
    width = note_width(text)
    low, high = bus.x + 6 + width / 2, bus.right - 6 - width / 2
    wanted = (start + end) / 2
    if abs(start - end) < width + 24:
        wanted = max(start, end) + 10 + width / 2
        if wanted > high:
            wanted = min(start, end) - 10 - width / 2
    return max(low, min(high, wanted))


def note_width(text: str) -> float:
    return len(text) * MONO + 16
