"""What building images asks of an engine, what it reports while it works, and how it fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

RECIPE_LABEL = "podlab.recipe"
IMAGE_LABEL = "podlab.image"


class ImageProblem(Exception):
    """Something the person at the keyboard can act upon: `str()` says what, `advice` says how."""

    def __init__(self, problem: str, advice: str = "") -> None:
        self.advice = advice
        super().__init__(problem)


class EngineUnreachable(ImageProblem):
    """No Docker Engine answers."""


class UnknownImage(ImageProblem):
    """The catalogue has no such name."""


class BuildFailed(ImageProblem):
    """A step of a Dockerfile, or the making of the first base, did not work."""


class PullFailed(ImageProblem):
    """No registry gave the image."""


class ArchiveProblem(ImageProblem):
    """A file of saved images cannot be written or read."""


@dataclass(frozen=True)
class Step:
    """How far the work on one image is: `number` of `total` steps is under way."""

    image: str
    number: int
    total: int
    text: str


Report = Callable[[Step], None]


def silent(step: Step) -> None:
    """A report for those who do not watch."""


@dataclass(frozen=True)
class LocalImage:
    """An image that the engine has; `recipe` is empty unless Podlab built it."""

    tag: str
    recipe: str
    size: int  # bytes
    pulled: bool
    age: float = 0  # seconds


@dataclass(frozen=True)
class BuildOrder:
    """One image to build: `context` is a tar archive with a Dockerfile.

    `fresh` repeats every step, even where the engine remembers its result.
    """

    image: str
    tag: str
    context: bytes
    labels: Mapping[str, str]
    fresh: bool = False


class ImageEngine(Protocol):
    """The part of an engine that makes, gets and carries images. Tags are like `podlab/nginx`."""

    def local(self) -> Mapping[str, LocalImage]:
        """Podlab's images that are there, by tag."""

    def build(self, order: BuildOrder, report: Report) -> None:
        """Build an image; BuildFailed."""

    def import_root(self, tag: str, archive: Path, labels: Mapping[str, str]) -> None:
        """Make an image of one layer from a tar archive of a root file system; BuildFailed."""

    def pull(self, image: str, upstream: str, tag: str, report: Report) -> None:
        """Get `upstream` from its registry and call it `tag`; PullFailed."""

    def save(self, tags: list[str], archive: Path, report: Report) -> None:
        """Write images into one file; ArchiveProblem."""

    def load(self, archive: Path) -> list[str]:
        """Read the images of a file, and say their tags; ArchiveProblem."""
