"""The picture for a phone: one column, mounts in the left gutter, traffic in the right one."""

from podlab.sandbox.picture.activity import Connection
from podlab.sandbox.picture.layout.geometry import MONO, Box, Point, fit_end
from podlab.sandbox.picture.layout.scene import (
    CROSS_BELOW,
    EDGE,
    TITLE,
    MountLine,
    PlacedSocket,
    PlacedTile,
    PlacedVolume,
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
from podlab.sandbox.picture.view import InitTile, Mount, PodView, Tile, Volume
from podlab.sandbox.picture.words import connection_note

WIDTH, PAD, GUTTER, TILE_H, ROW = 324, 12, 26, 144, 20
MOUNTS_AT = 76
CYLINDER_W, CYLINDER_H, SHELF_STEP = 34, 37, 48
INIT_H, TILE_GAP, DROP = 40, 16, 48


def narrow_scene(view: PodView, *, xray: bool = False) -> Scene:
    """Lay the Pod out for 328 pixels."""
    return _Narrow(view).scene(xray=xray)


class _Narrow:
    """One layout in the making, from the top down."""

    def __init__(self, view: PodView) -> None:
        self.view = view
        self.plates = plates(view, WIDTH - 2 * PAD - 16)
        self.volume_order = self._order_volumes()
        self.inits = self._place_inits()
        self.volumes = self._place_volumes()
        self.tiles = self._place_tiles()
        self.boxes = {placed.tile.name: placed.box for placed in self.tiles}
        self.bottom = max((box.bottom for box in self.boxes.values()), default=self._shelf_bottom())
        bus_top, connections = self.bottom + DROP, drawn_connections(view, self.plates)
        self.bus = Box(EDGE + PAD, bus_top, WIDTH - 2 * PAD, bus_height(len(connections)))
        self.sockets = place_sockets(self.plates, self._wanted_sockets(), self.bus)
        self.connections = sorted(
            connections,
            key=lambda c: (-self.sockets[c.port].x, -self.boxes[c.client or ""].y),
        )

    def scene(self, *, xray: bool) -> Scene:
        """Everything together."""
        pause = pause_box(self.bus, xray=xray)
        bottom = (pause or self.bus).bottom
        pod = Box(EDGE, EDGE, WIDTH, bottom + PAD - EDGE)
        return Scene(
            width=WIDTH + 2 * EDGE,
            height=pod.bottom + EDGE,
            pod=pod,
            pad=PAD,
            bus=self.bus,
            pause=pause,
            xray=xray,
            inits=self.inits,
            tiles=self.tiles,
            volumes=self.volumes,
            mounts=self._mounts(),
            sockets=list(self.sockets.values()),
            stubs=self._stubs(),
            wires=[self._wire(index, c) for index, c in enumerate(self.connections)],
        )

    def _place_inits(self) -> list[tuple[Box, InitTile]]:
        top = EDGE + TITLE + PAD
        return [
            (Box(EDGE + PAD, top + index * (INIT_H + 6), WIDTH - 2 * PAD, INIT_H), tile)
            for index, tile in enumerate(self.view.inits)
        ]

    def _inits_bottom(self) -> float:
        return self.inits[-1][0].bottom if self.inits else EDGE + TITLE

    def _place_volumes(self) -> list[PlacedVolume]:
        top = self._inits_bottom() + 14
        return [
            PlacedVolume(
                Box(EDGE + PAD + GUTTER, top + index * SHELF_STEP, CYLINDER_W, CYLINDER_H),
                volume,
            )
            for index, volume in enumerate(self.volume_order)
        ]

    def _shelf_bottom(self) -> float:
        if not self.volumes:
            return self._inits_bottom() + 16
        return self.volumes[-1].box.bottom + 16

    def _place_tiles(self) -> list[PlacedTile]:
        x, y, placed = EDGE + PAD + GUTTER, self._shelf_bottom(), []
        width = WIDTH - 2 * PAD - 2 * GUTTER
        for tile in near_what_they_use(self.view.tiles, self.view):
            lines = tuple(self._mount_text(mount, width) for mount in self._drawn(tile))
            box = Box(x, y, width, TILE_H + ROW * len(lines))
            placed.append(PlacedTile(box, tile, lines))
            y = box.bottom + TILE_GAP
        return placed

    def _order_volumes(self) -> list[Volume]:
        """The one that is mounted lowest first: its line is the outermost."""
        tiles = near_what_they_use(self.view.tiles, self.view)
        lowest = {mount.volume: row for row, tile in enumerate(tiles) for mount in tile.mounts}
        return sorted(self.view.volumes, key=lambda volume: -lowest[volume.name])

    def _drawn(self, tile: Tile) -> list[Mount]:
        """The innermost line ends first."""
        ranks = {volume.name: rank for rank, volume in enumerate(self.volume_order)}
        mounts = [mount for mount in tile.mounts if mount.volume in ranks]
        return sorted(mounts, key=lambda mount: -ranks[mount.volume])

    def _mount_text(self, mount: Mount, width: float) -> str:
        suffix = " ro" if mount.read_only else ""
        room = width - 28 - (len(mount.volume) + 3 + len(suffix)) * MONO
        return f"{mount.volume} → {fit_end(mount.path, room, MONO)}{suffix}"

    def _mounts(self) -> list[MountLine]:
        lines = []
        for level, placed in enumerate(self.volumes):
            gutter, start = EDGE + PAD + 4 + 7 * (level % 3), placed.box.y + 20
            for tile in self.tiles:
                for row, mount in enumerate(self._drawn(tile.tile)):
                    if mount.volume == placed.volume.name:
                        y = tile.box.y + MOUNTS_AT + ROW * row + 8
                        way = ((placed.box.x, start), (gutter, start), (gutter, y), (tile.box.x, y))
                        lines.append(MountLine(way, mount, tile.tile.name))
        return lines

    def _wanted_sockets(self) -> dict[int, float]:
        """Ports of the highest owner first, then those of lower ones, then nobody's.

        So a line that goes up on the left never meets one that goes up beside it.
        """
        heights = {name: box.y for name, box in self.boxes.items()}
        ordered = sorted(self.view.sockets, key=lambda s: (heights.get(s.owner or "", 1e9), s.port))
        self.ranks = {socket.port: rank for rank, socket in enumerate(ordered)}
        return {port: self.bus.x + 60 + 100 * rank for port, rank in self.ranks.items()}

    def _is_lowest(self, box: Box) -> bool:
        return box.bottom >= self.bottom

    def _up(self, socket: PlacedSocket) -> list[Point]:
        """From the socket's top to its owner: straight into the lowest tile, else by a gutter.

        That is the left one, unless the mounts have it.
        """
        box = self.boxes.get(socket.socket.owner or "")
        if box is None:
            return []
        if self._is_lowest(box) and box.x + 8 < socket.x < box.right - 8:
            return [(socket.x, box.bottom + 2)]
        rank = self.ranks[socket.socket.port]
        turn, y = self.bus.y - 18 - 4 * min(rank, 6), box.y + 20 + 12 * (rank % 3)
        if self.view.volumes:
            gutter, end = box.right + 4 + 3 * (rank % 2), box.right + 2
        else:
            gutter, end = box.x - 24 + 4 * min(rank, 4), box.x - 2
        return [(socket.x, turn), (gutter, turn), (gutter, y), (end, y)]

    def _stubs(self) -> list[Stub]:
        asked = {c.port for c in self.connections if not c.refused_errno}
        return [
            Stub(((socket.x, self.bus.y - 12), *self._up(socket)), socket.socket.heard)
            for port, socket in self.sockets.items()
            if port not in asked and self._up(socket)
        ]

    def _wire(self, index: int, connection: Connection) -> Wire:
        socket, y = self.sockets[connection.port], lane_y(self.bus.y, index)
        box = self.boxes[connection.client or ""]
        gutter = box.right + (12 if self.view.volumes else 6) + 4 * index  # a deep lane outermost
        way: list[Point] = [
            (box.right, box.y + 63),
            (gutter, box.y + 63),
            (gutter, y),
            (socket.x, y),
        ]
        if connection.refused_errno:
            way.append((socket.x, self.bus.y + CROSS_BELOW))
        else:
            way += self._up(socket) or [(socket.x, self.bus.y + 13)]
        text = connection_note(connection)
        return Wire(tuple(way), (note_place(text, gutter, socket.x, self.bus), y), text, connection)
