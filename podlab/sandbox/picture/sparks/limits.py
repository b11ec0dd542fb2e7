"""What a container may use, as its manifest says it."""

from dataclasses import dataclass
from typing import Any

from podlab.pods.quantities import InvalidQuantity, parse_quantity


@dataclass(frozen=True)
class Limits:
    """Thousandths of a CPU and bytes; None where the manifest sets no limit."""

    cpu: float | None = None
    memory: float | None = None


NO_LIMITS = Limits()


def limits_of(container: dict[str, Any]) -> Limits:
    """The limits of one container of a spec."""
    limits = (container.get("resources") or {}).get("limits") or {}
    return Limits(_amount(limits.get("cpu"), 1000), _amount(limits.get("memory"), 1))


def _amount(text: object, unit: int) -> float | None:
    if not isinstance(text, str | int | float):
        return None
    try:
        return float(parse_quantity(text) * unit)
    except InvalidQuantity:
        return None
