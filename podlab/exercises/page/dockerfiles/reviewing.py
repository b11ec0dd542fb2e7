"""A Dockerfile while it is typed: what is refused in it, and what hadolint finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from podlab.cluster import ClusterError
from podlab.curriculum.format.scene import Unit
from podlab.exercises.page.visit import Visit
from podlab.exercises.scenes.images.building import errors_of
from podlab.exercises.scenes.images.reading import order_of, review
from podlab.exercises.scenes.scene import namespace_of
from podlab.pods.errors import FieldError


@dataclass(frozen=True)
class Finding:
    """What hadolint says of a line; `level` is error, warning, info or style."""

    line: int
    code: str
    level: str
    message: str


@dataclass(frozen=True)
class Review:
    """Both, by line. `is_known` is False where nobody could be asked."""

    refusals: Sequence[FieldError] = ()
    findings: Sequence[Finding] = ()
    is_known: bool = False


async def review_of(visit: Visit, unit: Unit, text: str) -> Review:
    """What node says of the text; nothing where it does not answer."""
    order = order_of(visit.lesson, visit.attempt.variables, unit, text)
    try:
        told = await review(namespace_of(visit.attempt), unit.name, order)
    except ClusterError:
        return Review()
    found = [Finding(**each) for each in told["findings"]]
    return Review(errors_of(told["refusals"]), found, is_known=True)


async def editing(visit: Visit, unit: Unit | None, text: str) -> dict[str, Any]:
    """What the editor of a Dockerfile shows besides the text; nothing for other units."""
    if unit is None or unit.kind != "image":
        return {}
    return {"review": await review_of(visit, unit, text)}
