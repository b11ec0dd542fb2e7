"""Where something happens in a scene: `duo/client`, `left/client`, `right/duo/client`."""

from collections.abc import Mapping
from dataclasses import dataclass

from podlab.curriculum.format.scene import Unit


@dataclass(frozen=True)
class Place:
    """A unit's address (`right/duo`), and a container of it or "" for the whole unit."""

    unit: str
    container: str = ""

    def __str__(self) -> str:
        return f"{self.unit}/{self.container}" if self.container else self.unit


def place_of(text: str, units: Mapping[str, Unit]) -> Place:
    """Read an address. A separate container is its own only container.

    Raises KeyError when the scene has no such unit.
    """
    address, container = (text, "") if text in units else text.rpartition("/")[::2]
    if units[address].kind == "container" and not container:
        container = units[address].name
    return Place(address, container)
