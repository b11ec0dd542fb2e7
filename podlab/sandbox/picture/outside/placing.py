"""Where it stands: `eth0` as a bar below `lo`, and below the Pod a row for each other Pod."""

from dataclasses import dataclass, field, replace

from podlab.sandbox.picture.activity import Crossing
from podlab.sandbox.picture.layout.geometry import MONO, Box, Point, fit
from podlab.sandbox.picture.layout.scene import EDGE, Scene
from podlab.sandbox.picture.outside.words import crossing_note
from podlab.sandbox.picture.view import PodView

GAP, BAR, ROW, FIRST_ROW, MOST = 16, 30, 38, 32, 4
PEER_H, PEER_PAD, STEP, BETWEEN = 26, 20, 16, 12


@dataclass(frozen=True)
class PlacedCrossing:
    """A line between the bar and the box of who is elsewhere; its arrow is at the line's end."""

    crossing: Crossing
    points: tuple[Point, ...]
    peer: Box
    label: str
    note: Box
    note_text: str


@dataclass(frozen=True)
class Outside:
    """The bar, and the latest of those who were talked to."""

    bar: Box
    crossings: list[PlacedCrossing] = field(default_factory=list)


def place_outside(scene: Scene, view: PodView) -> tuple[Scene, Outside]:
    """The scene with room for it, and what goes there."""
    top = (scene.pause or scene.bus).bottom + GAP
    bar = Box(scene.pod.x + scene.pad, top, scene.pod.w - 2 * scene.pad, BAR)
    pod = replace(scene.pod, h=bar.bottom + scene.pad - scene.pod.y)
    latest = view.crossings[-MOST:]
    placed = [_row(index, each, bar, pod) for index, each in enumerate(latest)]
    bottom = max([pod.bottom, *(each.peer.bottom for each in placed)])
    return replace(scene, pod=pod, height=bottom + EDGE), Outside(bar, placed)


def _row(index: int, crossing: Crossing, bar: Box, pod: Box) -> PlacedCrossing:
    """The first row's line is the outermost, so that none crosses another."""
    y = pod.bottom + FIRST_ROW + ROW * index
    x = bar.x + 24 + STEP * (MOST - 1 - index)
    most = (pod.right - x) * 0.45
    label = crossing.peer + (f":{crossing.port}" if crossing.outgoing else "")
    label = fit(label, most - PEER_PAD, MONO)
    width = len(label) * MONO + PEER_PAD
    peer = Box(pod.right - width, y - PEER_H / 2, width, PEER_H)
    start, room = x + BETWEEN + 8, peer.x - 2 * BETWEEN - x - 16
    text = fit(crossing_note(crossing), room - PEER_PAD, MONO)
    note_width = len(text) * MONO + PEER_PAD
    note = Box(start + (room - note_width) / 2, y - 11, note_width, 22)
    way: tuple[Point, ...] = ((x, bar.bottom), (x, y), (peer.x - 2, y))
    if not crossing.outgoing:
        way = ((peer.x, y), (x, y), (x, bar.bottom + 2))
    return PlacedCrossing(crossing, way, peer, label, note, text)
