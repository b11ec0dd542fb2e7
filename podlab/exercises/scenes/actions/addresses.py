"""Which units an action names: one place, or one for each side of twins. Pure."""

from collections.abc import Mapping

from podlab.curriculum.format.scene import Unit
from podlab.curriculum.format.steps import Where

SIDES = ("left", "right")


def addresses_of(units: Mapping[str, Unit], where: Where) -> list[tuple[str, str]]:
    """Side and full address of each place; in `{left: client}` the side need not be said again."""
    if not isinstance(where, str):
        return [(side, on_side(units, side, where[side])) for side in SIDES if side in where]
    side = where.partition("/")[0]
    return [(side if any(at.startswith(f"{side}/") for at in units) else "", where)]


def on_side(units: Mapping[str, Unit], side: str, place: str) -> str:
    """The place with its side before it, unless it is there already."""
    names = {at.partition("/")[2] for at in units if at.startswith(f"{side}/")}
    said = place.startswith(f"{side}/") and place.split("/")[1] in names
    return place if said else f"{side}/{place}"
