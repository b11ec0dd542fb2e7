"""One container's tile: name, image, state with its shape and word, and why it is so."""

import re
import textwrap

from django.utils.translation import gettext as _

from podlab.sandbox.picture.layout.geometry import MONO, SANS, SANS_BOLD, SANS_SMALL, Box, fit
from podlab.sandbox.picture.layout.scene import PlacedTile
from podlab.sandbox.picture.markup import element, rect, shape, text
from podlab.sandbox.picture.sparks.drawing import sparks_markup, sparks_of
from podlab.sandbox.picture.states import TileState, restarts
from podlab.sandbox.picture.view import InitTile, Tile
from podlab.sandbox.picture.xray.drawing import own_namespaces

INSET, ROW = 14, 20


def tile_markup(placed: PlacedTile, own: list[tuple[str, int | None]] | None = None) -> str:
    """The tile; rows that name mounts stand between the state and the reason.

    `own` are the container's own namespaces, shown instead of what it does.
    """
    box, tile, y = placed.box, placed.tile, placed.box.y + 76
    rows = [
        text(box.x + INSET, y + 12 + ROW * index, line, "t-mount")
        for index, line in enumerate(placed.mount_lines)
    ]
    y += ROW * len(rows)
    classes = "tile tile-sidecar" if tile.sidecar or tile.ephemeral else "tile"
    if tile.state.mood == "warn":
        classes += " tile-warn"
    return element(
        "g",
        rect(box, "tile-box", 6),
        _head(box, tile),
        *rows,
        shape(f"M{box.x:g} {y:g}h{box.w:g}", "tile-rule"),
        *_foot(Box(box.x, y, box.w, box.bottom - y), tile, own),
        class_=classes,
    )


def _head(box: Box, tile: Tile) -> str:
    left, right, state = box.x + INSET, box.right - INSET, tile.state
    corner = _corner(tile)
    room = box.w - 2 * INSET
    name = fit(tile.name, room - len(corner) * SANS - 16, SANS_BOLD)
    image = fit(tile.image, room, MONO)
    word = _(state.word) + (f" · {_('ready')}" if state.ready else "")
    return (
        text(left, box.y + 25, name, "t-name", title=tile.name if name != tile.name else "")
        + text(right, box.y + 25, corner, "t-dim", "end", title=_corner_in_words(tile))
        + text(left, box.y + 43, image, "t-mono", title=tile.image if image != tile.image else "")
        + mood_mark(left, box.y + 53, state.mood)
        + text(left + 17, box.y + 63, word, f"t-state c-{state.mood}")
    )


def _corner(tile: Tile) -> str:
    """An ephemeral container is never restarted, so that there is nothing to count."""
    if tile.ephemeral:
        return "ephemeral"
    return ("sidecar · " if tile.sidecar else "") + f"↻ {tile.state.restarts}"


def _corner_in_words(tile: Tile) -> str:
    return _("added to look into the Pod") if tile.ephemeral else restarts(tile.state.restarts)


def _foot(box: Box, tile: Tile, own: list[tuple[str, int | None]] | None) -> tuple[str, ...]:
    """A running container says what it runs; another one why it does not."""
    left, room, state = box.x + INSET, box.w - 2 * INSET, tile.state
    if own is not None and state.word == "Running":
        return own_namespaces(box, own)
    if state.reason:
        return _why(box, state)
    sparks = sparks_of(tile.readings, tile.limits) if state.word == "Running" else ()
    command = _without_shell(tile.command) or _("the image's own command")
    lines = _wrap(command, int(room / MONO), 1 if sparks else 3)
    classes = "t-mono" if tile.command else "t-dim"
    return tuple(
        text(left, box.y + 17 + 15 * index, line, classes, title=tile.command if index == 0 else "")
        for index, line in enumerate(lines)
    ) + tuple(sparks_markup(tile.name, box, INSET, sparks))


def _why(box: Box, state: TileState) -> tuple[str, ...]:
    """The reason, and below it how it came to that."""
    left, room = box.x + INSET, box.w - 2 * INSET
    first = 33 + (16 if state.again else 0)
    details = _wrap(state.detail, int(room / SANS_SMALL), 2 if state.again else 3)
    return (
        text(left, box.y + 17, fit(state.reason, room, SANS_BOLD - 1), "t-why"),
        again_markup(left, box.y + 33, state),
        *(
            text(left, box.y + first + 14 * i, line, "t-dim", title=state.detail if i == 0 else "")
            for i, line in enumerate(details)
        ),
    )


def again_markup(x: float, y: float, state: TileState, room: float = 200) -> str:
    """When a back-off ends; the page's script counts it down."""
    if not state.again:
        return ""
    left = {} if state.again_in is None else {"data_left": str(state.again_in)}
    words = fit(state.again, room, SANS_SMALL)
    return element("text", words, x=x, y=y, class_="t-again", **left)


def _without_shell(command: str) -> str:
    """What the shell is told, since `sh -c` itself tells nothing."""
    return re.sub(r"^(/bin/)?(ba)?sh -e?u?x?c ", "", command)


def _wrap(words: str, room: int, lines: int) -> list[str]:
    """At most so many lines; what is left out becomes an ellipsis."""
    return textwrap.wrap(words, room, max_lines=lines, placeholder=" …")


def mood_mark(x: float, y: float, mood: str) -> str:
    """A shape for each mood, 12 x 12: disc, dashed ring, square, triangle."""
    middle = {"cx": x + 6, "cy": y + 6}
    if mood == "run":
        return element("circle", r=5, class_="mark mark-run", **middle)
    if mood == "wait":
        return element("circle", r=4.75, class_="mark mark-wait", **middle)
    if mood == "term":
        return rect(Box(x + 1.75, y + 1.75, 8.5, 8.5), "mark mark-term")
    return shape(f"M{x + 6:g} {y + 0.8:g}l5.6 10.2h-11.2z", "mark mark-warn")


def init_markup(box: Box, tile: InitTile, number: int) -> str:
    """A small tile in the strip, ticked when it completed."""
    x, y, room = box.x + 26, box.y, box.w - 34
    name = fit(f"{number} {tile.name}", room, SANS_BOLD - 1)
    told = fit(_init_words(tile.state), room, SANS_SMALL)
    again = again_markup(x, y + 32, tile.state, room)
    return element(
        "g",
        rect(box, "init-box", 4),
        _init_mark(box.x + 8, y + 8, tile.state),
        text(x, y + 18, name, "t-init", title=tile.name),
        again or text(x, y + 32, told, "t-dim", title=_init_in_words(tile.state)),
        class_="init init-warn" if tile.state.mood == "warn" else "init",
    )


def _init_words(state: TileState) -> str:
    return state.reason or state.word


def _init_in_words(state: TileState) -> str:
    return ", ".join(part for part in (state.reason or state.word, state.detail) if part)


def _init_mark(x: float, y: float, state: TileState) -> str:
    if state.mood == "term":
        return shape(f"M{x + 1.5:g} {y + 6.5:g}l3 3l6-7", "mark mark-tick")
    return mood_mark(x, y, state.mood)
