"""The points of a lesson's checks: how many there are, and how many were earned. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podlab.curriculum.format.exercise import Check


@dataclass(frozen=True)
class Score:
    """Points earned of those that can be."""

    earned: int
    whole: int


def score(checks: Mapping[str, Check], asked: Iterable[str], passed: Iterable[str]) -> Score:
    """Of the checks that are asked for, each once."""
    wanted, done = set(asked), set(passed)
    points = {slug: checks[slug].points for slug in wanted}
    return Score(sum(points[slug] for slug in wanted & done), sum(points.values()))
