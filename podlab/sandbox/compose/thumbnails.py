"""The small picture of an example: as many tiles and cylinders as its Pod has, nothing else."""

from dataclasses import dataclass

from podlab.pods.objects import JsonObject

WIDTH, MARGIN, GAP = 64, 6, 3
WIDEST_TILE, STRIP = 14, 6


@dataclass(frozen=True)
class Box:
    """A tile from its left edge."""

    x: float
    width: float


@dataclass(frozen=True)
class Thumbnail:
    """What the template draws in 64 by 44."""

    init: tuple[Box, ...]
    containers: tuple[Box, ...]
    volumes: tuple[float, ...]


def thumbnail(pod: JsonObject) -> Thumbnail:
    """The places of all tiles, init containers left of the others, and of the volumes above."""
    spec = pod["spec"]
    init = tuple(
        Box(MARGIN + number * (STRIP + GAP), STRIP)
        for number in range(len(spec.get("initContainers", ())))
    )
    left = MARGIN + len(init) * (STRIP + GAP)
    count = len(spec["containers"])
    room = WIDTH - MARGIN - left
    width = min(WIDEST_TILE, (room - GAP * (count - 1)) / count)
    first = left + (room - count * width - GAP * (count - 1)) / 2
    tiles = tuple(Box(round(first + n * (width + GAP), 1), round(width, 1)) for n in range(count))
    volumes = tuple(WIDTH - 12 - number * 11 for number in range(len(spec.get("volumes", ()))))
    return Thumbnail(init, tiles, tuple(map(float, volumes)))
