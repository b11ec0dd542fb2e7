"""The parts of a laid-out picture, and the rules that wide and narrow share."""

from dataclasses import dataclass, field

from podlab.sandbox.picture.activity import Connection
from podlab.sandbox.picture.layout.geometry import MONO, Box, Point, spread
from podlab.sandbox.picture.view import InitTile, Mount, PodView, Socket, Tile, Volume

EDGE, TITLE, LANE, FIRST_LANE, LO_LABEL = 2, 44, 28, 36, 38
MOST_WIRES, BETWEEN_PLATES, CROSS_BELOW = 6, 8, 18
PAUSE_GAP, PAUSE_H = 16, 44


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
class Plate:
    """What is written on a port's socket, and how much room that takes."""

    socket: Socket
    label: str
    margin: float

    @property
    def width(self) -> float:
        return len(self.label) * MONO + self.margin


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
    pause: Box | None = None
    xray: bool = False
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


def drawn_connections(view: PodView, plates: list[Plate]) -> list[Connection]:
    """Those with a client and a socket in the picture, at most as many as the bus has lanes."""
    names, ports = {tile.name for tile in view.tiles}, {plate.socket.port for plate in plates}
    drawn = [c for c in view.connections if c.client in names and c.port in ports]
    return drawn[:MOST_WIRES]


def bus_height(wires: int) -> float:
    """Room for the sockets' lower half, one lane per wire and the label."""
    return FIRST_LANE + LANE * max(0, wires - 1) + (LO_LABEL if wires else 22)


def pause_box(bus: Box, *, xray: bool) -> Box | None:
    """Below `lo`, which it holds; seen with X-rays only."""
    return Box(bus.x, bus.bottom + PAUSE_GAP, bus.w, PAUSE_H) if xray else None


def lane_y(bus_top: float, index: int) -> float:
    return bus_top + FIRST_LANE + LANE * index


def plates(view: PodView, room: float) -> list[Plate]:
    """A plate per port: with its owner if all fit so, else the number; too many leave some out.

    What somebody asked stays before what was only heard, and that before what is only declared.
    """
    named = [Plate(s, f":{s.port} {s.owner or 'nobody'}", 18) for s in view.sockets]
    if _width(named) <= room:
        return named
    asked = {connection.port for connection in view.connections}
    numbered = sorted(
        (Plate(socket, f":{socket.port}", 10) for socket in view.sockets),
        key=lambda plate: (plate.socket.port not in asked, not plate.socket.heard),
    )
    while _width(numbered) > room:
        numbered.pop()
    return numbered


def _width(all_plates: list[Plate]) -> float:
    return sum(plate.width + BETWEEN_PLATES for plate in all_plates)


def place_sockets(
    all_plates: list[Plate], wanted: dict[int, float], bus: Box
) -> dict[int, PlacedSocket]:
    """Each plate as near to the wanted middle as the others let it be."""
    ordered = sorted(all_plates, key=lambda p: (wanted[p.socket.port], p.socket.port))
    lefts = spread(
        [wanted[plate.socket.port] - plate.width / 2 for plate in ordered],
        [plate.width + BETWEEN_PLATES for plate in ordered],
        bus.x + 8,
        bus.right,
    )
    return {
        plate.socket.port: PlacedSocket(
            left + plate.width / 2, bus.y, plate.width, plate.label, plate.socket
        )
        for plate, left in zip(ordered, lefts, strict=True)
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
