"""How checks stand after several looks: what passes, what has passed, what waits for others. Pure.

An edge check stays passed, a level check must go on; `for` is how long it must have held; what a
check needs, and its baseline, come first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from podlab.curriculum.format.exercise import Check
from podlab.exercises.results import Outcome, Result

TOO_SHORT = "not_stable"  # it holds, but not for as long as `for` says


@dataclass
class Standing:
    """Fed with one look after the other; times are seconds of any clock."""

    checks: Mapping[str, Check]
    holds_since: dict[str, float] = field(default_factory=dict)
    kept: dict[str, Result] = field(default_factory=dict)  # passed once, and that counts
    last: dict[str, Result] = field(default_factory=dict)

    def look(self, results: Mapping[str, Result], now: float) -> None:
        """Take what every check's assertion says now."""
        for name, result in results.items():
            self.last[name] = self.stable(name, result, now)
        for name in self.checks:
            if self.last[name].passed and not self.waits(name):
                self.kept.setdefault(name, self.last[name])

    def stable(self, name: str, result: Result, now: float) -> Result:
        """The result; a pass that has not held for long enough yet is none."""
        if not result.passed:
            self.holds_since.pop(name, None)
            return result
        since = self.holds_since.setdefault(name, now)
        wanted = self.checks[name].stable
        if wanted and now - since < wanted.total_seconds():
            return replace(result, outcome=Outcome.FAIL, feedback=TOO_SHORT)
        return result

    def stands(self, name: str) -> Result:
        """How a check stands by itself."""
        if self.checks[name].mode == "edge" and name in self.kept:
            return self.kept[name]
        return self.last[name]

    def waits(self, name: str) -> bool:
        """Whether something that it needs does not pass, or its baseline was never seen to."""
        check = self.checks[name]
        if check.baseline in self.checks and check.baseline not in self.kept:
            return True
        return any(
            not self.stands(need).passed or self.waits(need)
            for need in check.needs
            if need in self.checks
        )

    @property
    def judged(self) -> dict[str, Result]:
        """How every check stands that waits for nothing."""
        return {name: self.stands(name) for name in self.checks if not self.waits(name)}

    @property
    def seen_to_fail(self) -> set[str]:
        """The checks that do not pass: they fail, or wait for one that does."""
        return {name for name in self.checks if self.waits(name) or not self.stands(name).passed}
