"""What admission thinks of a Pod template: a warning now, a refusal when a Pod is made of it."""

from collections.abc import Iterable

from podlab.pods.errors import FieldError
from podlab.workloads.validation.replicas import below_template

VIOLATES = "Forbidden: violates PodSecurity"


def template_warnings(refusals: Iterable[FieldError], notes: Iterable[str]) -> list[str]:
    """As a cluster does it: the workload is stored, and the warning says what its Pods meet."""
    return [*map(_warning, refusals), *(f"spec.template.{note}" for note in notes)]


def _warning(error: FieldError) -> str:
    placed = below_template(error)
    if error.problem.startswith(VIOLATES):
        problem = error.problem.replace("Forbidden: violates", "would violate", 1)
        return f"{placed.path}: {problem}"
    return f"no Pod of this template will be let in: {placed}"
