"""What a proof has found: its cases, their problems, and all of it as JSON. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from podlab.exercises.results import Outcome, Result


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it must be: a sentence that says what to do, and what was read."""

    says: str
    detail: str = ""
    is_error: bool = False  # nothing was judged: the exercise, the node or Podlab is broken


@dataclass(frozen=True)
class Read:
    """One assertion as it was measured on the way."""

    of: str  # check:<id>, card:<step>/<id>, truth:<step> or truth:<step>/<option>
    result: Result


@dataclass(frozen=True)
class Case:
    """One part of a proof."""

    name: str
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    reads: tuple[Read, ...] = ()
    bytes_used: int = 0  # memory at the most, when it was measured

    @property
    def is_proved(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Proof:
    """One exercise and its cases."""

    pack: str
    exercise: str
    seconds: float
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        return f"{self.pack}/{self.exercise}"

    @property
    def is_proved(self) -> bool:
        return all(case.is_proved for case in self.cases)


def detail_of(result: Result) -> str:
    """What was expected and what was read, one thing a line."""
    lines = (
        ("expected", result.expected),
        ("actual", result.actual),
        ("feedback", result.feedback),
        ("command", result.command),
        ("evidence", result.evidence),
    )
    return "\n".join(f"{name}: {value}" for name, value in lines if value)


def problem_of(says: str, result: Result) -> Problem:
    """A sentence and the reading that it is about."""
    return Problem(says, detail_of(result), is_error=result.outcome is Outcome.ERROR)


def as_json(proofs: Sequence[Proof]) -> dict[str, Any]:
    """results.json: everything, in the words of this module."""
    return {
        "schema": "podlab/proof@1",
        "proved": all(proof.is_proved for proof in proofs),
        "exercises": [
            {**asdict(proof), "name": proof.name, "proved": proof.is_proved} for proof in proofs
        ],
    }


def summary(proofs: Sequence[Proof]) -> str:
    """The last line.

    >>> summary([])
    'Nothing was proved: no exercise was found.'
    """
    if not proofs:
        return "Nothing was proved: no exercise was found."
    broken = [proof.name for proof in proofs if not proof.is_proved]
    if broken:
        return f"{len(broken)} of {len(proofs)} not proved: {', '.join(broken)}"
    return f"All proved: {len(proofs)}"


def told(problem: Problem, indent: str = "      ") -> str:
    """A problem as the terminal shows it."""
    lines = [problem.says, *problem.detail.splitlines()]
    return "\n".join(f"{indent}{'  ' if number else ''}{line}" for number, line in enumerate(lines))
