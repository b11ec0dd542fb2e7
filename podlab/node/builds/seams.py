"""What is asked of a build, what it tells while it goes on, and what is read of its image."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Order:
    """An image `built/<name>` of a namespace; `files` are the build's own, by their paths."""

    namespace: str
    name: str
    dockerfile: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One thing that a build tells.

    `kind` is `wait` (for its turn, or for a base image), `step` (an instruction begins; `line` is
    where it stands), `output` (what a RUN prints), `failed` or `built`.
    """

    kind: str
    text: str
    number: int = 0
    total: int = 0
    line: int = 0


Tell = Callable[[Told], None]


@dataclass(frozen=True)
class Layer:
    """What one instruction changed in the files, and how much that is."""

    command: str
    size: int


@dataclass(frozen=True)
class Contents:
    """What is in an image's files, all layers together."""

    files: int = 0
    executables: int = 0
    setuid: int = 0
    packages: int = 0
    shells: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImageRead:
    """An image that was built: `layers` are the instructions that changed files, from the bottom
    up, and `layer_count` is how many the engine keeps: some change nothing but a folder's date.
    """

    image_id: str
    size: int
    user: str
    layers: tuple[Layer, ...]
    layer_count: int


@dataclass(frozen=True)
class Finding:
    """What a linter says of a line."""

    line: int
    code: str
    level: str
    message: str


@dataclass(frozen=True)
class Wasted:
    """A file that is in more than one layer, or was deleted in a later one."""

    path: str
    size: int
    times: int


@dataclass(frozen=True)
class Dived:
    """What dive says: how much of the image is seen by whoever runs it."""

    efficiency: float
    wasted_bytes: int
    wasted: tuple[Wasted, ...]


class BuildProblem(Exception):
    """A build that cannot be done; the sentence is for the learner."""
