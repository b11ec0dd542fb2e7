"""From a laid-out scene to SVG markup: every text escaped, no style attribute, no script."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from podlab.sandbox.picture.layout import Scene, narrow_scene, wide_scene
from podlab.sandbox.picture.layout.geometry import (
    LONGEST_NAME,
    SANS,
    SANS_BOLD,
    Box,
    arrow_head,
    fit,
    rounded_path,
)
from podlab.sandbox.picture.layout.scene import (
    TITLE,
    MountLine,
    PlacedSocket,
    PlacedTile,
    PlacedVolume,
    Stub,
    Wire,
    note_width,
)
from podlab.sandbox.picture.markup import element, rect, shape, text
from podlab.sandbox.picture.outside import outside_markup, place_outside
from podlab.sandbox.picture.tiles import init_markup, tile_markup
from podlab.sandbox.picture.view import AS_DECLARED, PodView
from podlab.sandbox.picture.xray.drawing import pause_markup

RADIUS = 16
PICTURES_KEPT = 128  # for all who look at the same Pod at the same time


def draw_pod(view: PodView, *, narrow: bool = False, xray: bool = False) -> str:
    """The whole picture as one `<svg>`; a screen reader gets `pod_in_words` instead."""
    return _drawn(view, get_language(), narrow=narrow, xray=xray)


@lru_cache(maxsize=PICTURES_KEPT)
def _drawn(view: PodView, language: str | None, *, narrow: bool, xray: bool) -> str:  # noqa: ARG001 -- tells pictures in two languages apart
    scene, outside = (narrow_scene if narrow else wide_scene)(view, xray=xray), None
    if view.has_network:
        scene, outside = place_outside(scene, view)
    layers = [
        _pod(view, scene, narrow=narrow),
        _strip(scene),
        _bus(scene, view),
        *([pause_markup(scene.pause, scene.bus, view)] if scene.pause else []),
        *(_mount(line) for line in scene.mounts),
        *(_volume(placed) for placed in scene.volumes),
        *(_stub(stub) for stub in scene.stubs),
        *(_tile(placed, view, scene) for placed in scene.tiles),
        *(_tab(line) for line in scene.mounts if line.tab),
        *(_wire(wire) for wire in scene.wires),
        *(_dot(wire) for wire in scene.wires if _answers(wire)),
        *(_note(wire) for wire in scene.wires),
        *(_socket(placed) for placed in scene.sockets),
        *(_cross(wire) for wire in scene.wires if wire.connection.refused_errno),
        outside_markup(outside, view) if outside else "",
    ]
    left = min([0, *(placed.box.x - 2 for placed in scene.volumes)])  # a claim is half outside
    width = scene.width - left
    return element(
        "svg",
        *layers,
        class_="picture " + ("is-narrow" if narrow else "is-wide"),
        viewBox=f"{left:g} 0 {width:g} {scene.height:g}",
        width=f"{width:g}",
        height=f"{scene.height:g}",
        aria_hidden="true",
    )


def _pod(view: PodView, scene: Scene, *, narrow: bool) -> str:
    box, declared = scene.pod, view.phase == AS_DECLARED
    bar = (
        f"M{box.x:g} {box.y + TITLE:g}v{RADIUS - TITLE:g}q0 {-RADIUS} {RADIUS} {-RADIUS}"
        f"h{box.w - 2 * RADIUS:g}q{RADIUS} 0 {RADIUS} {RADIUS}v{TITLE - RADIUS:g}z"
    )
    badge, room = _badge(view, scene, narrow=narrow)
    name = fit(view.name, room, SANS_BOLD + 0.8)
    x, y = box.x + scene.pad, box.y + 28
    words = text(x, y, name, "t-pod", title=view.name if name != view.name else "")
    after = len(name) * (SANS_BOLD + 0.8) + 14
    phase = _(view.phase)
    if after + len(phase) * SANS <= room:
        words += text(x + after, y, phase, "t-podmeta")
    if view.is_lone:
        head = Box(box.x, box.y, box.w, TITLE)
        frame = rect(box, "lone-box") + rect(head, "lone-bar")
        return element("g", frame, words, badge, class_="lone")
    classes = "pod pod-declared" if declared else "pod"
    return element(
        "g", rect(box, "pod-box", RADIUS), shape(bar, "pod-bar"), words, badge, class_=classes
    )


def _badge(view: PodView, scene: Scene, *, narrow: bool) -> tuple[str, float]:
    """The address that all containers share, and the width it leaves for the name."""
    small = narrow or len(view.tiles) == 1
    parts = [view.ip, "" if small and view.ip else _("one localhost")]
    label = " · ".join(part for part in parts if part)
    width = len(label) * 7 + 20
    box = Box(scene.pod.right - 12 - width, scene.pod.y + 10, width, 24)
    badge = rect(box, "ip-box", 12) + text(box.middle, box.y + 16, label, "t-ip", "middle")
    return badge, scene.pod.w - scene.pad - width - 28


def _tile(placed: PlacedTile, view: PodView, scene: Scene) -> str:
    return tile_markup(placed, view.xray.own_of(placed.tile.name) if scene.xray else None)


def _strip(scene: Scene) -> str:
    tiles = "".join(
        init_markup(box, tile, index + 1) for index, (box, tile) in enumerate(scene.inits)
    )
    if scene.strip is None:
        return tiles
    head = text(scene.strip.x + 12, scene.strip.y + 21, _("init, in order"), "t-dim strip-head")
    return rect(scene.strip, "strip", 6) + head + tiles


def _bus(scene: Scene, view: PodView) -> str:
    box, y = scene.bus, scene.bus.bottom - 11
    address = "lo 127.0.0.1" if view.has_network else f"lo 127.0.0.1 {view.ip}".strip()
    return element("g", rect(box, "bus-box", 6), text(box.x + 12, y, address, "t-lo"), class_="bus")


def _mount(line: MountLine) -> str:
    return element(
        "path",
        d=rounded_path(line.points),
        class_="mount ro" if line.mount.read_only else "mount",
        data_volume=line.mount.volume,
        data_container=line.container,
    )


def _stub(stub: Stub) -> str:
    return shape(rounded_path(stub.points), "stub heard" if stub.heard else "stub")


def _tab(line: MountLine) -> str:
    box = line.tab
    if box is None:
        return ""
    label = text(box.middle, box.y + 14, line.label, "t-tab", "middle", title=line.mount.path)
    classes = "tab-box ro" if line.mount.read_only else "tab-box"
    return element("g", rect(box, classes, 4), label, class_="tab")


def _volume(placed: PlacedVolume) -> str:
    """A cylinder, and its name and kind on its right."""
    box, dip = placed.box, placed.box.h * 0.15
    half, right = box.w / 2, box.right
    body = (
        f"M{box.x:g} {box.y + dip:g}V{box.bottom - dip:g}"
        f"A{half:g} {dip:g} 0 0 0 {right:g} {box.bottom - dip:g}V{box.y + dip:g}"
    )
    lid = element("ellipse", cx=box.middle, cy=box.y + dip, rx=half, ry=dip, class_="vol-shape")
    x, y = right + 10, box.y + box.h / 2 - 1
    name = fit(placed.volume.name, LONGEST_NAME, SANS_BOLD)
    return element(
        "g",
        shape(body, "vol-shape"),
        lid,
        text(x, y, name, "t-vol", title=placed.volume.name if name != placed.volume.name else ""),
        text(x, y + 16, placed.volume.kind, "t-mono"),
        class_="vol is-claimed" if placed.volume.outlives else "vol",
    )


def _socket(placed: PlacedSocket) -> str:
    kind = "heard" if placed.socket.heard else ("declared" if placed.socket.declared else "none")
    box = Box(placed.x - placed.width / 2, placed.y - 12, placed.width, 24)
    return element(
        "g",
        rect(box, "socket-box", 4),
        text(placed.x, placed.y + 4, placed.label, "t-port", "middle"),
        class_=f"socket socket-{kind}",
    )


def _answers(wire: Wire) -> bool:
    return wire.connection.seen and not wire.connection.refused_errno


def _kind(wire: Wire) -> str:
    if wire.connection.refused_errno:
        return "conn conn-refused"
    return "conn conn-seen" if wire.connection.seen else "conn conn-declared"


def _wire(wire: Wire) -> str:
    head = shape(arrow_head(wire.points), "wire-head")
    return element(
        "g",
        element("path", d=rounded_path(wire.points), class_="wire"),
        "" if wire.connection.refused_errno else head,
        class_=_kind(wire),
    )


def _named(wire: Wire) -> dict[str, str]:
    """What the page's script finds a connection by."""
    connection = wire.connection
    return {
        "data_client": connection.client or "",
        "data_server": connection.server or "",
        "data_port": str(connection.port),
    }


def _note(wire: Wire) -> str:
    x, y = wire.note
    width = note_width(wire.note_text)
    return element(
        "g",
        rect(Box(x - width / 2, y - 11, width, 22), "note-box", 11),
        text(x, y + 4, wire.note_text, "t-note", "middle"),
        class_=_kind(wire) + " note",
        **_named(wire),
    )


def _cross(wire: Wire) -> str:
    x, y = wire.points[-1]
    data = f"M{x - 4.5:g} {y - 4.5:g}l9 9m0-9l-9 9"
    return element("g", shape(data, "cross"), class_="conn-refused")


def _dot(wire: Wire) -> str:
    """A dot that waits; the page's script sends it along the line for what was really seen."""
    motion = element(
        "animateMotion", path=rounded_path(wire.points), dur="0.9s", begin="indefinite"
    )
    return element("circle", motion, r="5", class_="dot", **_named(wire))
