"""The picture for a wide page: volumes on a shelf, tiles in one or two rows, `lo` below."""

from collections.abc import Sequence
from itertools import permutations

from podlab.sandbox.picture.activity import Connection
from podlab.sandbox.picture.layout.geometry import (
    Box,
    Point,
    crossings,
)
from podlab.sandbox.picture.layout.scene import (
    CROSS_BELOW,
    EDGE,
    TITLE,
    PlacedSocket,
    PlacedTile,
    Scene,
    Stub,
    Wire,
    bus_height,
    drawn_connections,
    lane_y,
    near_what_they_use,
    note_place,
    pause_box,
    place_sockets,
    plates,
)
from podlab.sandbox.picture.layout.shelf import Shelf, shelf_height, volume_width
from podlab.sandbox.picture.view import InitTile, PodView
from podlab.sandbox.picture.words import connection_note

PAD, PAD_OF_ROWS, GAP, GUTTER, DROP = 24, 36, 32, 48, 60
ROW_GAP, ROW_GAP_OF_MOUNTS = 32, 60
TILE_W, LONE_TILE_W, TILE_H = 208, 280, 144
STRIP_W, INIT_H = 136, 40
SOCKET_AT, SOCKET_STEP = 60, 92
MOST_TO_TRY = 4


def wide_scene(view: PodView, *, xray: bool = False) -> Scene:
    """Lay the Pod out for at least 760 pixels."""
    return _Wide(view).scene(xray=xray)


class _Wide:
    """One layout in the making: tiles first, then what hangs on them."""

    def __init__(self, view: PodView) -> None:
        self.view = view
        count = max(1, len(view.tiles))
        self.columns = count if count <= 3 else (2 if count == 4 else 3)
        self.rows = -(-count // self.columns)
        self.gap = GAP if self.rows == 1 else GUTTER
        self.pad = PAD if self.rows == 1 else PAD_OF_ROWS
        self.tile_w = LONE_TILE_W if count == 1 else TILE_W
        self.strip = STRIP_W + GAP / 2 if view.inits else 0
        self.width = self._width()
        self.tiles = self._place_tiles()
        self.boxes = {placed.tile.name: placed.box for placed in self.tiles}
        self.bottom = max((placed.box.bottom for placed in self.tiles), default=self._tiles_top())
        self.plates = plates(view, self.width - 2 * self.pad - 16)
        self.connections = drawn_connections(view, self.plates)
        top = self.bottom + DROP
        inner = self.width - 2 * self.pad
        self.bus = Box(EDGE + self.pad, top, inner, bus_height(len(self.connections)))
        self.sockets = place_sockets(self.plates, self._wanted_sockets(), self.bus)

    def scene(self, *, xray: bool) -> Scene:
        """Everything together."""
        pause = pause_box(self.bus, xray=xray)
        bottom = (pause or self.bus).bottom
        pod = Box(EDGE, EDGE, self.width, bottom + PAD - EDGE)
        shelf = Shelf(
            self.view.volumes,
            self.tiles,
            left=EDGE + self.pad,
            right=EDGE + self.width - self.pad + 16,
            first_row=self._tiles_top(),
        )
        cylinders = shelf.cylinders()
        return Scene(
            width=self.width + 2 * EDGE,
            height=pod.bottom + EDGE,
            pod=pod,
            pad=self.pad,
            bus=self.bus,
            pause=pause,
            xray=xray,
            strip=self._strip_box(),
            inits=self._inits(),
            tiles=self.tiles,
            volumes=cylinders,
            mounts=shelf.mount_lines(cylinders),
            sockets=list(self.sockets.values()),
            stubs=self._stubs(),
            wires=self._wires(),
        )

    def _wires(self) -> list[Wire]:
        """In the order of lanes that crosses least, of all orders if they are few."""
        if len(self.connections) > MOST_TO_TRY:
            return self._laid(self.connections)
        stubs = [stub.points for stub in self._stubs()]
        return min(
            map(self._laid, permutations(self.connections)),
            key=lambda wires: crossings([*stubs, *(wire.points for wire in wires)]),
        )

    def _laid(self, connections: Sequence[Connection]) -> list[Wire]:
        self.connections = list(connections)
        return [self._wire(index, c) for index, c in enumerate(connections)]

    def _width(self) -> float:
        tiles = self.columns * self.tile_w + (self.columns - 1) * self.gap
        shelf = sum(volume_width(volume) for volume in self.view.volumes)
        self.aside = max(0, shelf - tiles - self.strip) / 2
        return 2 * self.pad + self.strip + tiles + 2 * self.aside

    def _tiles_top(self) -> float:
        """Below the title, and below the shelf if something stands on it."""
        if not self.view.volumes:
            return EDGE + TITLE + PAD
        return EDGE + TITLE + shelf_height(len(self.view.volumes))

    def _place_tiles(self) -> list[PlacedTile]:
        tiles = list(self.view.tiles)
        if self.rows > 1:
            tiles = near_what_they_use(self.view.tiles, self.view)
        lower = tiles[self.columns :]
        gap = ROW_GAP_OF_MOUNTS if any(tile.mounts for tile in lower) else ROW_GAP
        placed = []
        for index, tile in enumerate(tiles):
            column = (index % self.columns) * (self.tile_w + self.gap)
            x = EDGE + self.pad + self.strip + self.aside + column
            y = self._tiles_top() + (index // self.columns) * (TILE_H + gap)
            placed.append(PlacedTile(Box(x, y, self.tile_w, TILE_H), tile))
        return placed

    def _strip_box(self) -> Box | None:
        if not self.view.inits:
            return None
        top = self._tiles_top()
        height = max(self.bottom - top, 32 + len(self.view.inits) * (INIT_H + 6) + 2)
        return Box(EDGE + self.pad, top, STRIP_W - 8, height)

    def _inits(self) -> list[tuple[Box, InitTile]]:
        left, top = EDGE + self.pad + 8, self._tiles_top() + 32
        return [
            (Box(left, top + index * (INIT_H + 6), STRIP_W - 24, INIT_H), tile)
            for index, tile in enumerate(self.view.inits)
        ]

    # Network: a socket under its owner, a lane per connection.

    def _wanted_sockets(self) -> dict[int, float]:
        wanted: dict[int, float] = {}
        taken: dict[float, int] = {}
        for socket in sorted(self.view.sockets, key=lambda s: self._is_upper(s.owner)):
            clients = [c.client for c in self.view.connections if c.port == socket.port]
            near = socket.owner if socket.owner in self.boxes else next(iter(clients), None)
            column = self.boxes[near].x if near in self.boxes else self.bus.x
            wanted[socket.port] = column + SOCKET_AT + SOCKET_STEP * taken.get(column, 0)
            taken[column] = taken.get(column, 0) + 1
        return wanted

    def _is_upper(self, name: str | None) -> bool:
        return name in self.boxes and self.boxes[name].bottom < self.bottom

    def _up(self, socket: PlacedSocket) -> list[Point]:
        """From the socket's top to its owner: straight, or by the gutter on the owner's right."""
        box = self.boxes.get(socket.socket.owner or "")
        if box is None:
            return []
        if self._is_upper(socket.socket.owner):
            gutter, y = box.right + 10, box.bottom - 24
            return [
                (socket.x, self.bus.y - 26),
                (gutter, self.bus.y - 26),
                (gutter, y),
                (box.right + 2, y),
            ]
        x = max(box.x + 12, min(box.right - 12, socket.x))
        return [(socket.x, self.bus.y - 26), (x, self.bus.y - 26), (x, box.bottom + 2)]

    def _stubs(self) -> list[Stub]:
        """From each port that nobody in the picture asks to its owner."""
        asked = {c.port for c in self.connections if not c.refused_errno}
        return [
            Stub(((socket.x, self.bus.y - 12), *self._up(socket)), socket.socket.heard)
            for port, socket in self.sockets.items()
            if port not in asked and self._up(socket)
        ]

    def _wire(self, index: int, connection: Connection) -> Wire:
        socket, y = self.sockets[connection.port], lane_y(self.bus.y, index)
        way = self._down(index, connection.client or "", y)
        start = way[-1][0]
        way.append((socket.x, y))
        if connection.refused_errno:
            way.append((socket.x, self.bus.y + CROSS_BELOW))
        else:
            way += self._up(socket) or [(socket.x, self.bus.y + 13)]
        text = connection_note(connection)
        return Wire(tuple(way), (note_place(text, start, socket.x, self.bus), y), text, connection)

    def _down(self, index: int, client: str, y: float) -> list[Point]:
        """From the client to its lane: below it, or by the gutter on its right."""
        box = self.boxes[client]
        if self._is_upper(client):
            gutter = box.right + 18 + 6 * (index % 3)
            return [(box.right, box.y + 40), (gutter, box.y + 40), (gutter, y)]
        x = self._exit(index, box)
        return [(x, box.bottom), (x, y)]

    def _exit(self, index: int, box: Box) -> float:
        """A place on the tile's bottom edge with no socket below, the right end first."""
        client = [c for c in self.connections[:index] if self.boxes[c.client or ""] == box]
        free = [
            x
            for x in (box.right - 28 - 12 * step for step in range(int(box.w / 12) - 3))
            if all(abs(x - s.x) > s.width / 2 + 6 for s in self.sockets.values())
        ]
        return free[min(len(client), len(free) - 1)] if free else box.right - 28
