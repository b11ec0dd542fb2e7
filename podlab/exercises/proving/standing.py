"""How checks stand after several looks: what passes, and what waits for others. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from podlab.curriculum.format.exercise import Check
from podlab.exercises.checking.standing import Standing, next_standing, waiting_for
from podlab.exercises.results import Result


@dataclass
class Standings:
    """Fed with one look after the other; times are seconds of any clock."""

    checks: Mapping[str, Check]
    of: dict[str, Standing] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # passed at some look: a baseline may build on it

    def look(self, results: Mapping[str, Result], now: float) -> None:
        """Take what every check's assertion says now."""
        for name, result in results.items():
            before = self.of.get(name, Standing())
            self.of[name] = next_standing(self.checks[name], before, result, now)
        self.seen |= {name for name, standing in self.of.items() if standing.passed}

    def waits_for(self, name: str) -> str:
        """What does not pass and must, before this check counts; "" when nothing."""
        check = self.checks[name]
        if check.baseline in self.checks and check.baseline not in self.seen:
            return check.baseline or ""
        for need in check.needs:
            if need in self.checks and (self.waits_for(need) or not self.of[need].passed):
                return need
        return ""

    def result(self, name: str) -> Result:
        """How a check stands; one that waits does not pass."""
        if other := self.waits_for(name):
            return waiting_for(self.checks[other].title, "needs_another")
        result = self.of[name].result
        assert result  # noqa: S101 -- there was a look
        return result

    @property
    def judged(self) -> dict[str, Result]:
        """How every check stands that waits for nothing."""
        return {name: self.result(name) for name in self.checks if not self.waits_for(name)}
