"""Where a check stands after each evaluation: edge, level, what must hold for a while. Pure."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext as _

from podlab.curriculum.format.exercise import Check
from podlab.exercises.results import Outcome, Result


@dataclass(frozen=True)
class Standing:
    """`passed` is the verdict; `held_since` is when it began to be so, on the caller's clock."""

    result: Result | None = None
    passed: bool = False
    held_since: float | None = None

    def is_settled(self, check: Check) -> bool:
        """Whether nothing can change it any more: an edge check has passed."""
        return self.passed and check.mode == "edge"


def next_standing(check: Check, before: Standing, result: Result, now: float) -> Standing:
    """Where it stands when `result` was found `now`.

    An edge check that has passed stays passed. One that must hold for a while has passed when it
    has held that long; an error says nothing, and so neither ends nor lengthens a pass.
    """
    if before.is_settled(check):
        return before
    if result.outcome is Outcome.ERROR:
        return replace(before, result=result)
    if not result.passed:
        return Standing(result)
    since = now if before.held_since is None else before.held_since
    held = timedelta(seconds=now - since)
    if check.stable and held < check.stable:
        return Standing(not_yet(result, held, check.stable), held_since=since)
    return Standing(result, passed=True, held_since=since)


def not_yet(result: Result, held: timedelta, stable: timedelta) -> Result:
    """It is so, and must stay so."""
    told = _("%(actual)s (for %(held).1f of %(stable)g s)") % {
        "actual": result.actual,
        "held": held.total_seconds(),
        "stable": stable.total_seconds(),
    }
    return replace(result, outcome=Outcome.FAIL, actual=told, feedback="not_long_enough")


def waiting_for(title: str, feedback: str) -> Result:
    """Another check comes first: one that it `needs`, or its baseline."""
    return Result(
        Outcome.FAIL,
        _("first: %(title)s") % {"title": title},
        _("not looked at yet"),
        feedback=feedback,
    )
