"""A manifest that was read: its documents, each an object with the lines of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from podlab.pods.manifest.places import Place, Steps, find_place
from podlab.pods.objects import JsonObject


@dataclass(frozen=True)
class Document:
    """One object of a manifest; `first` is the line and column at which it begins."""

    api_version: str
    kind: str
    object: JsonObject
    lines: Mapping[Steps, Place] = field(default_factory=dict, repr=False)
    first: Place = (1, 1)

    def place_of(self, path: str) -> Place:
        """Line and column (from 1) of a field path, or of its nearest ancestor in the text."""
        return find_place(self.lines, path) or self.first

    def line_of(self, path: str) -> int:
        """The line (from 1) of a field path such as `spec.containers[0].image`."""
        return self.place_of(path)[0]


@dataclass(frozen=True)
class Manifest:
    """Everything that one text describes, in its order."""

    documents: tuple[Document, ...]

    def of_kind(self, kind: str) -> tuple[Document, ...]:
        """The documents of one kind, such as `Pod`."""
        return tuple(each for each in self.documents if each.kind == kind)
