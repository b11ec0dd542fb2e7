"""The learner's errors: what the API server would refuse, at which field and line, and what to do.

FieldError              one refused field
InvalidManifest         a manifest with every reason at once
"""

from collections.abc import Iterable
from dataclasses import dataclass

CAUSES = {
    "Required value": "FieldValueRequired",
    "Invalid value": "FieldValueInvalid",
    "Duplicate value": "FieldValueDuplicate",
    "Unsupported value": "FieldValueNotSupported",
    "Not found": "FieldValueNotFound",
    "Forbidden": "FieldValueForbidden",
    "Too long": "FieldValueTooLong",
    "Too many": "FieldValueTooMany",
}


@dataclass(frozen=True)
class FieldError:
    """One refused field: the API server's sentence, then what to do about it.

    `where` is the exact field path where the API server's own `path` leaves an index out.

    >>> print(FieldError("spec.containers[0].image", "Required value", line=6))
    line 6: spec.containers[0].image: Required value
    """

    path: str
    problem: str
    advice: str = ""
    line: int | None = None
    column: int | None = None
    where: str = ""

    @property
    def sentence(self) -> str:
        """Path and problem, word for word as the API server prints them."""
        return f"{self.path}: {self.problem}" if self.path else self.problem

    @property
    def advised(self) -> str:
        """The problem, then what to do about it, on a line of its own after several lines."""
        if not self.advice:
            return self.problem
        between = "" if self.problem.endswith("\n") else ". "
        return f"{self.problem}{between}{self.advice}"

    @property
    def cause(self) -> str:
        """The reason of this error among `details.causes` of a Status."""
        return CAUSES.get(self.problem.partition(":")[0], "FieldValueInvalid")

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path}: {self.advised}" if self.path else f"{place}{self.advised}"


class InvalidManifest(ValueError):
    """A manifest that the API server would refuse, with every reason at once."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))
