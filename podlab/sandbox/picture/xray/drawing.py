"""What X-rays add to the drawing: the pause container, and each tile's own namespaces."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from podlab.sandbox.picture.layout.geometry import MONO, SANS_SMALL, Box
from podlab.sandbox.picture.markup import element, rect, shape, text

if TYPE_CHECKING:  # the view holds the table of namespaces
    from podlab.sandbox.picture.view import PodView

INSET, ROW = 14, 14.5
HOLDS = gettext_noop("holds what is shared")


def pause_markup(box: Box, bus: Box, view: "PodView") -> str:
    """The container that owns the Pod's namespaces; `lo` hangs on it."""
    held = view.xray.held_by_pause() or [(kind, None) for kind in declared_kinds(view)]
    right = box.right - 12 - max(len(_(HOLDS)) * SANS_SMALL, 60)
    lines = _lines([_told(kind, inode) for kind, inode in held], right - box.x)
    first = box.y + (26 if len(lines) == 1 else 18)
    return element(
        "g",
        shape(f"M{box.x + 40:g} {bus.bottom:g}V{box.y:g}", "pause-line"),
        rect(box, "pause-box", 6),
        text(box.x + 12, box.y + 18, "pause", "t-name"),
        text(box.x + 12, box.y + 34, _(HOLDS), "t-dim"),
        *(
            text(box.right - 12, first + 16 * index, line, "t-mono", "end")
            for index, line in enumerate(lines)
        ),
        class_="pause",
    )


def declared_kinds(view: "PodView") -> tuple[str, ...]:
    """What a Pod's containers will share, by its manifest."""
    return ("net", "ipc", "pid") if view.shares_processes else ("net", "ipc")


def own_namespaces(box: Box, own: list[tuple[str, int | None]]) -> tuple[str, ...]:
    """A line for each kind of which the container has one of its own."""
    left, right = box.x + INSET, box.right - INSET
    if not own:
        return (text(left, box.y + 17, _("namespaces not known"), "t-dim"),)
    return tuple(
        element(
            "g",
            text(left, y, _("own %(kind)s") % {"kind": kind}, "t-dim"),
            text(right, y, str(inode), "t-mono", "end"),
        )
        for y, (kind, inode) in ((box.y + 16 + ROW * i, each) for i, each in enumerate(own[:4]))
    )


def _told(kind: str, inode: int | None) -> str:
    return f"{kind} {inode}" if inode else kind


def _lines(words: list[str], room: float) -> list[str]:
    """One line if it fits, else two."""
    whole = "  ".join(words)
    if len(whole) * MONO <= room or len(words) < 2:
        return [whole]
    middle = -(-len(words) // 2)
    return ["  ".join(words[:middle]), "  ".join(words[middle:])]
