"""What runs: one Pod or several, or twins that stand side by side."""

from typing import Literal, Self

from pydantic import Field, model_validator

from podlab.curriculum.format.values import Folder, ImageName, InFolder, Part, Slug, Text

Side = Literal["left", "right"]


class Unit(Part):
    """One thing of a scene: a Pod, a separate container or a Deployment with its manifest's file,
    or an image with its Dockerfile, which a `build` action builds.

    A separate container is a Pod of one container, drawn as what it stands for (docs/decisions,
    0008). The file may hold the ConfigMaps, Secrets and claims that the unit needs. `later` units
    are made by an `apply` action, not when the scene begins. Of an editable unit the learner may
    change these paths only; `["*"]` is all of it.
    """

    pod: Slug | None = None
    container: Slug | None = None
    deployment: Slug | None = None
    image: ImageName | None = None
    context: Folder | None = None  # of an image: what its Dockerfile may COPY
    source: InFolder = Field(alias="from")
    editable: tuple[str, ...] = ()
    later: bool = False

    @model_validator(mode="after")
    def is_one_thing(self) -> Self:
        named = (self.pod, self.container, self.deployment, self.image)
        if sum(each is not None for each in named) != 1:
            raise ValueError("name one of pod, container, deployment or image")
        if self.image is None and self.context:
            raise ValueError("only an image has a context")
        return self

    @property
    def kind(self) -> Literal["pod", "container", "deployment", "image"]:
        if self.pod or self.image:
            return "pod" if self.pod else "image"
        return "container" if self.container else "deployment"

    @property
    def name(self) -> str:
        return self.pod or self.container or self.deployment or self.image or ""


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
