"""From placed crossings to SVG markup."""

from podlab.sandbox.picture.layout.geometry import Box, arrow_head, rounded_path
from podlab.sandbox.picture.markup import element, rect, shape, text
from podlab.sandbox.picture.outside.placing import Outside, PlacedCrossing
from podlab.sandbox.picture.view import PodView


def outside_markup(outside: Outside, view: PodView) -> str:
    """The bar `eth0`, and the Pods at the other ends."""
    bar = outside.bar
    label = text(bar.x + 12, bar.y + 19, f"eth0 {view.ip}".strip(), "t-lo")
    head = element("g", rect(bar, "bus-box", 6), label, class_="bus eth0")
    return head + "".join(map(_crossing, outside.crossings))


def _crossing(placed: PlacedCrossing) -> str:

    kind = "conn conn-refused" if placed.crossing.refused_errno else "conn conn-seen"
    line = element("path", d=rounded_path(placed.points), class_="wire")
    refused = bool(placed.crossing.refused_errno)
    end = "" if refused else shape(arrow_head(placed.points), "wire-head")
    return element("g", line, end, class_=kind) + _peer(placed) + _dot(placed) + _note(placed, kind)


def _peer(placed: PlacedCrossing) -> str:
    box = placed.peer
    label = text(box.middle, box.y + 17, placed.label, "t-note", "middle")
    return element("g", rect(box, "note-box", 4), label, class_="peer")


def _note(placed: PlacedCrossing, kind: str) -> str:
    box = placed.note
    words = text(box.middle, box.y + 15, placed.note_text, "t-note", "middle")
    body = rect(Box(box.x, box.y, box.w, box.h), "note-box", 11)
    return element("g", body, words, class_=f"{kind} note", **_named(placed))


def _dot(placed: PlacedCrossing) -> str:
    if placed.crossing.refused_errno:
        return ""
    motion = element(
        "animateMotion", path=rounded_path(placed.points), dur="0.9s", begin="indefinite"
    )
    return element("circle", motion, r="5", class_="dot", **_named(placed))


def _named(placed: PlacedCrossing) -> dict[str, str]:
    """What the page's script finds it by: who asked whom, on which port, and that it was here."""
    crossing = placed.crossing
    ends = (crossing.container or "", crossing.peer)
    client, server = ends if crossing.outgoing else ends[::-1]
    port = str(crossing.port)
    return {
        "data_client": client,
        "data_server": server,
        "data_port": port,
        "data_iface": "eth0",
    }
