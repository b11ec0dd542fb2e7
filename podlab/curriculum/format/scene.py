"""What runs: one Pod or several, or twins that stand side by side."""

from typing import Literal, Self

from pydantic import Field, model_validator

from podlab.curriculum.format.values import InFolder, Part, Slug, Text

Side = Literal["left", "right"]


class Unit(Part):
    """One thing of a scene: a Pod, a separate container, or a Deployment, and its manifest's file.

    A separate container is a Pod of one container, drawn as what it stands for (docs/decisions,
    0008). The file may hold the ConfigMaps, Secrets and claims that the unit needs. `later` units
    are made by an `apply` action, not when the scene begins. Of an editable unit the learner may
    change these paths only; `["*"]` is all of it.
    """

    pod: Slug | None = None
    container: Slug | None = None
    deployment: Slug | None = None
    source: InFolder = Field(alias="from")
    editable: tuple[str, ...] = ()
    later: bool = False

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        if sum(each is not None for each in (self.pod, self.container, self.deployment)) != 1:
            raise ValueError("name one of pod, container or deployment")
        return self

    @property
    def kind(self) -> Literal["pod", "container", "deployment"]:
        if self.pod:
            return "pod"
        return "container" if self.container else "deployment"

    @property
    def name(self) -> str:
        return self.pod or self.container or self.deployment or ""


class Half(Part):
    """One side of a scene of twins."""

    label: Text
    units: tuple[Unit, ...] = Field(min_length=1, max_length=8)


class Twins(Part):
    """Two sides that get the same action."""

    left: Half
    right: Half


class Scene(Part):
    """Either `units`, or `twins`."""

    units: tuple[Unit, ...] = ()
    twins: Twins | None = None

    @model_validator(mode="after")
    def is_one_or_two(self) -> Self:
        if bool(self.units) == bool(self.twins):
            raise ValueError("give either units or twins")
        return self

    @property
    def by_address(self) -> dict[str, Unit]:
        """Every unit by how checks name it: `duo`, or `right/duo` among twins."""
        if self.twins is None:
            return {unit.name: unit for unit in self.units}
        return {
            f"{side}/{unit.name}": unit
            for side, half in (("left", self.twins.left), ("right", self.twins.right))
            for unit in half.units
        }
