"""What admission thinks of a Pod template: a warning now, a refusal when a Pod is made of it."""

from collections.abc import Iterable
from dataclasses import replace

from podlab.pods.errors import FieldError

VIOLATES = "Forbidden: violates PodSecurity"


def template_warnings(refusals: Iterable[FieldError], notes: Iterable[str]) -> list[str]:
    """As a cluster does it: the workload is stored, and the warning says what its Pods meet."""
    return [*map(_warning, refusals), *(f"spec.template.{note}" for note in notes)]


def _warning(error: FieldError) -> str:
    placed = replace(error, path=f"spec.template.{error.path}")
    if error.problem.startswith(VIOLATES):
        problem = error.problem.replace("Forbidden: violates", "would violate", 1)
        return f"{placed.path}: {problem}"
    return f"no Pod of this template will be let in: {placed}"
