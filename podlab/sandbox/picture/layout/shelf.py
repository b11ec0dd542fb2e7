"""The storage of a wide picture: cylinders on a shelf, each above the mean of its mounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from podlab.sandbox.picture.layout.geometry import (
    LONGEST_NAME,
    MONO,
    MONO_SMALL,
    SANS_BOLD,
    Box,
    Point,
    crossings,
    fit_end,
    spread,
)
from podlab.sandbox.picture.layout.scene import EDGE, TITLE, MountLine, PlacedTile, PlacedVolume
from podlab.sandbox.picture.view import Mount, Volume

SHELF, CYLINDER_W, CYLINDER_H, TAB = 84, 48, 52, 20
LEVEL, GUTTER_STEP = 6, 5
MOST_TO_TRY = 3


def shelf_height(volumes: int) -> float:
    """From the title to the first row of tiles: cylinders, a level per volume, the tabs."""
    return SHELF + 8 + LEVEL * (volumes - 1) + 28 + TAB


def volume_width(volume: Volume) -> float:
    """A cylinder with its words on its right."""
    words = max(min(len(volume.name) * SANS_BOLD, LONGEST_NAME), len(volume.kind) * MONO)
    return CYLINDER_W + 26 + words


@dataclass(frozen=True)
class Shelf:
    """The volumes between `left` and `right`, over tiles whose first row begins at `first_row`."""

    volumes: tuple[Volume, ...]
    tiles: list[PlacedTile]
    left: float
    right: float
    first_row: float

    def cylinders(self) -> list[PlacedVolume]:
        """In the order of what they hang over, so that few lines cross.

        The first that outlives the Pod stands on its edge: half of it is outside.
        """
        ends: dict[str, list[float]] = {volume.name: [] for volume in self.volumes}
        for placed in self.tiles:
            for mount, end in self._ends(placed):
                ends[mount.volume].append(end)
        means = {name: sum(all_ends) / len(all_ends) for name, all_ends in ends.items()}
        ranks = self._ranks()
        volumes = sorted(self.volumes, key=lambda volume: ranks[volume.name])
        wanted = [means[volume.name] - CYLINDER_W / 2 for volume in volumes]
        low = self.left
        if volumes and volumes[0].outlives:
            low = wanted[0] = EDGE - CYLINDER_W / 2
        lefts = spread(wanted, [volume_width(each) for each in volumes], low, self.right)
        return [
            PlacedVolume(Box(left, EDGE + TITLE + 14, CYLINDER_W, CYLINDER_H), volume)
            for left, volume in zip(lefts, volumes, strict=True)
        ]

    def mount_lines(self, cylinders: list[PlacedVolume]) -> list[MountLine]:
        """A line per mount, on its volume's own level; the levels so that few lines cross."""
        if len(cylinders) > MOST_TO_TRY:
            return self._on_levels(range(len(cylinders)), cylinders)
        return min(
            (self._on_levels(each, cylinders) for each in permutations(range(len(cylinders)))),
            key=lambda lines: crossings([line.points for line in lines]),
        )

    def _on_levels(self, levels: Sequence[int], cylinders: list[PlacedVolume]) -> list[MountLine]:
        return [
            self._line(mount, placed, cylinder.box, level, end)
            for level, cylinder in zip(levels, cylinders, strict=True)
            for placed in self.tiles
            for mount, end in self._ends(placed)
            if mount.volume == cylinder.volume.name
        ]

    def _ranks(self) -> dict[str, int]:
        """The volumes from left to right: a claim, then by the mean of the tiles that use them."""
        middles: dict[str, list[float]] = {volume.name: [] for volume in self.volumes}
        for placed in self.tiles:
            for mount in placed.tile.mounts:
                if mount.volume in middles:
                    middles[mount.volume].append(placed.box.middle)
        means = {name: sum(found) / len(found) for name, found in middles.items()}
        outlives = next((each.name for each in self.volumes if each.outlives), None)
        if outlives in means:
            means[outlives] = 0
        return {name: rank for rank, name in enumerate(sorted(means, key=means.__getitem__))}

    def _ends(self, placed: PlacedTile) -> list[tuple[Mount, float]]:
        """Each mount of a tile, and where on the tile's top edge its line ends."""
        ranks = self._ranks()
        mounts = [mount for mount in placed.tile.mounts if mount.volume in ranks]
        mounts.sort(key=lambda mount: ranks[mount.volume])
        step = placed.box.w / max(1, len(mounts))
        return [(mount, placed.box.x + step * (i + 0.5)) for i, mount in enumerate(mounts)]

    def _line(
        self, mount: Mount, placed: PlacedTile, cylinder: Box, level: int, end: float
    ) -> MountLine:
        """Down from the cylinder, level, down; a lower row is reached by the gutter on its left."""
        box, y = placed.box, cylinder.bottom + 12 + LEVEL * level
        start = max(cylinder.middle, EDGE + CYLINDER_W / 4)  # inside the Pod
        way: list[Point] = [(start, cylinder.bottom - 1), (start, y)]
        if box.y > self.first_row:
            gutter = box.x - 10 - GUTTER_STEP * level
            way += [(gutter, y), (gutter, box.y - 32), (end, box.y - 32)]
        else:
            way.append((end, y))
        way.append((end, box.y - TAB))
        tab, label = self._tab(mount, placed, end)
        return MountLine(tuple(way), mount, placed.tile.name, tab, label)

    def _tab(self, mount: Mount, placed: PlacedTile, end: float) -> tuple[Box, str]:
        suffix = " ro" if mount.read_only else ""
        room = placed.box.w / len(self._ends(placed)) - 22 - len(suffix) * MONO_SMALL
        label = fit_end(mount.path, room, MONO_SMALL) + suffix
        width = len(label) * MONO_SMALL + 14
        return Box(end - width / 2, placed.box.y - TAB, width, TAB), label
