"""When the next hint opens and when the solution may be seen. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from podlab.curriculum.format.exercise import HintRule, Reveal


@dataclass(frozen=True)
class Trying:
    """What a learner has put into a checkpoint: presses of its button, and time."""

    attempts: int
    waited: timedelta
    passed: bool = False


@dataclass(frozen=True)
class HintOffer:
    """The tiers of a check's hints: how many are open, and what opens the next one."""

    opened: int
    tiers: int
    ready: bool
    attempts_left: int = 0
    seconds_left: int = 0

    @property
    def is_more(self) -> bool:
        return self.opened < self.tiers


def hint_offer(rule: HintRule, tiers: int, opened: int, trying: Trying) -> HintOffer:
    """Tier by tier: each takes as many tries again, or as long again."""
    due = opened + 1
    attempts = max(0, rule.attempts * due - trying.attempts)
    seconds = max(0, round(rule.seconds * due - trying.waited.total_seconds()))
    ready = opened < tiers and (attempts == 0 or seconds == 0)
    return HintOffer(opened, tiers, ready, attempts, seconds)


def may_reveal(rule: Reveal, trying: Trying) -> bool:
    """After passing, or after honest work; never where the author says so."""
    if rule.after == "never":
        return False
    tried = rule.or_attempts is not None and trying.attempts >= rule.or_attempts
    minutes = timedelta(minutes=rule.or_minutes) if rule.or_minutes is not None else None
    return trying.passed or tried or (minutes is not None and trying.waited >= minutes)
