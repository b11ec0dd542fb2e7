"""The map of concepts: which are ranked behind which, and which exercises teach them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from podlab.curriculum.format.exercise import Concept


@dataclass(frozen=True)
class Map:
    """Concepts in ranks: each stands behind all of its prerequisites."""

    concepts: Mapping[str, Concept]
    ranks: Sequence[Sequence[str]]

    @property
    def edges(self) -> list[tuple[str, str]]:
        """From what comes before to what stands on it, without what follows from other edges."""
        return [
            (before, name)
            for name, concept in self.concepts.items()
            for before in concept.prerequisites
            if before in self.concepts and not self._by_way_of_another(before, name)
        ]

    def _by_way_of_another(self, before: str, name: str) -> bool:
        others = [each for each in self.concepts[name].prerequisites if each != before]
        return any(before in all_before(each, self.concepts) for each in others)


def concept_map(packs: Iterable[Mapping[str, Concept]]) -> Map:
    """One map of all packs; of two concepts with one id the first counts."""
    concepts: dict[str, Concept] = {}
    for pack in packs:
        for name, concept in pack.items():
            concepts.setdefault(name, concept)
    return Map(concepts, in_ranks(concepts))


def in_ranks(concepts: Mapping[str, Concept]) -> list[list[str]]:
    """Each concept as far to the front as what comes before it lets it; neighbours near theirs."""
    ranks: list[list[str]] = []
    placed: dict[str, float] = {}
    while len(placed) < len(concepts):
        ready = [n for n in concepts if n not in placed and is_ready(concepts[n], concepts, placed)]
        ready = ready or [n for n in concepts if n not in placed]  # a circle, which lint tells
        ready.sort(key=lambda name: where(concepts[name], placed))
        ranks.append(ready)
        placed |= {name: (at + 0.5) / len(ready) for at, name in enumerate(ready)}
    return ranks


def is_ready(
    concept: Concept, concepts: Mapping[str, Concept], placed: Mapping[str, float]
) -> bool:
    return all(each in placed or each not in concepts for each in concept.prerequisites)


def where(concept: Concept, placed: Mapping[str, float]) -> float:
    """Between those that come before it, as parts of the height."""
    found = [placed[each] for each in concept.prerequisites if each in placed]
    return sum(found) / len(found) if found else 0.0


def all_before(name: str, concepts: Mapping[str, Concept]) -> set[str]:
    """Everything that comes before a concept, directly or not, and itself."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found and each in concepts:
            found.add(each)
            waiting += concepts[each].prerequisites
    return found
