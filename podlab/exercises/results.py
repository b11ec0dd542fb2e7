"""What came of one assertion: pass, fail or error, and what it was read from."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """An error is never the learner's: the engine is away, a probe broke, an exercise is wrong."""

    PASS = "pass"  # noqa: S105 -- no password
    FAIL = "fail"
    ERROR = "error"


@dataclass(frozen=True)
class Result:
    """One evaluation.

    `command` is what one could type to see the same. `evidence` is the raw reading, at most 4 KiB.
    `feedback` is the id of the reason (`connection_refused`), which authors word; "" on a pass.
    """

    outcome: Outcome
    expected: str = ""
    actual: str = ""
    command: str = ""
    evidence: str = ""
    feedback: str = ""
    milliseconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASS
