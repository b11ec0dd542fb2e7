"""From nodes to a JSON object, with the place of every field and every key that is there twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.manifest.nodes import Node
from podlab.pods.manifest.places import Place, Steps, field_path
from podlab.pods.manifest.scalars import key_text

MERGE_ADVICE = "<< takes a mapping, or a list of mappings, that is repeated by an alias."


@dataclass
class Reader:
    """Builds the value of one document and remembers where each field stands."""

    places: dict[Steps, Place] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    def value(self, node: Node, steps: Steps = ()) -> Any:
        """The node as JSON knows it."""
        if node.is_mapping:
            return self._mapping(node, steps)
        if not isinstance(node.value, list):
            return node.value
        items = []
        for index, item in enumerate(node.value):
            assert isinstance(item, Node)  # noqa: S101 -- only mappings hold pairs
            below = (*steps, str(index))
            self.places.setdefault(below, (item.line, item.column))
            items.append(self.value(item, below))
        return items

    def _mapping(self, node: Node, steps: Steps) -> dict[str, Any]:
        found: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key, value in self._pairs(node):
            name = key_text(key.value) if not isinstance(key.value, list) else None
            if name is None:
                problem = "json: unsupported map key: only words and numbers can be keys"
                self._complain(steps, problem, "Quote the key.", key)
                continue
            below = (*steps, name)
            if name in first:
                self._duplicate(below, name, first[name], key)
                continue
            first[name] = key.line
            self.places.setdefault(below, (key.line, key.column))
            found[name] = self.value(value, below)
        return found

    def _pairs(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """The entries in order, with those of merge keys written out."""
        assert isinstance(node.value, list)  # noqa: S101 -- a mapping's value is its pairs
        for pair in node.value:
            assert isinstance(pair, tuple)  # noqa: S101 -- a mapping's value is its pairs
            key, value = pair
            if not key.is_merge:
                yield key, value
                continue
            sources = [value] if value.is_mapping else value.value
            if not isinstance(sources, list):
                self._complain((), "yaml: map merge requires map or sequence of maps as the value",
                               MERGE_ADVICE, key)  # fmt: skip
                continue
            for source in sources:
                if isinstance(source, Node) and source.is_mapping:
                    yield from self._pairs(source)
                else:
                    problem = "yaml: map merge requires map or sequence of maps as the value"
                    self._complain((), problem, MERGE_ADVICE, key)

    def _duplicate(self, steps: Steps, name: str, before: int, key: Node) -> None:
        same = f"Both are in line {before}" if before == key.line else f"It is in line {before} too"
        advice = f"{same}; keep one, or join their contents."
        self._complain(steps, f'key "{name}" already set in map', advice, key)

    def _complain(self, steps: Steps, problem: str, advice: str, node: Node) -> None:
        path = field_path(steps)
        self.errors.append(FieldError(path, problem, advice, node.line, node.column))
