"""Results in the words of checks: what was expected, what was found, and what to type. Pure."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from podlab.exercises.results import Outcome, Result

MOST_EVIDENCE = 4096
CUT = "\n… cut"


class CannotCheck(Exception):
    """It could not be found out whether it is so; the sentence says why. Never the learner's."""


def verdict(
    holds: bool, feedback: str, expected: str, actual: str, *, command: str = "", evidence: str = ""
) -> Result:
    """A pass or a fail; `feedback` is the reason of a fail."""
    return Result(
        Outcome.PASS if holds else Outcome.FAIL,
        expected,
        actual,
        command,
        shortened(evidence),
        "" if holds else feedback,
    )


def failure(feedback: str, expected: str, actual: str, *, command: str = "") -> Result:
    """A fail that nothing had to be measured for."""
    return verdict(False, feedback, expected, actual, command=command)


def error(problem: str, *, command: str = "") -> Result:
    """It could not be checked."""
    return Result(Outcome.ERROR, "", problem, command, "", "cannot_check")


def all_of(results: Sequence[Result]) -> Result:
    """All must pass; the first that does not speaks for them, an error before a fail."""
    worst = first(results, Outcome.ERROR) or first(results, Outcome.FAIL)
    return worst or joined(results)


def any_of(results: Sequence[Result]) -> Result:
    """One must pass; else the first that failed speaks for them."""
    best = first(results, Outcome.PASS) or first(results, Outcome.ERROR)
    return best or joined(results, outcome=Outcome.FAIL)


def negated(result: Result) -> Result:
    """The contrary; an error stays one."""
    if result.outcome is Outcome.ERROR:
        return result
    expected = _("not: %(what)s") % {"what": result.expected}
    flipped = Outcome.FAIL if result.passed else Outcome.PASS
    return replace(
        result, outcome=flipped, expected=expected, feedback="it_is_so" if result.passed else ""
    )


def first(results: Iterable[Result], outcome: Outcome) -> Result | None:
    return next((each for each in results if each.outcome is outcome), None)


def joined(results: Sequence[Result], outcome: Outcome = Outcome.PASS) -> Result:
    """Several as one."""
    return Result(
        outcome,
        "; ".join(each.expected for each in results),
        "; ".join(each.actual for each in results),
        "\n".join(dict.fromkeys(each.command for each in results if each.command)),
        shortened("\n".join(each.evidence for each in results if each.evidence)),
        next((each.feedback for each in results if each.feedback), ""),
    )


def shortened(text: str) -> str:
    """At most 4 KiB of it, whole characters."""
    if len(text.encode()) <= MOST_EVIDENCE:
        return text
    return text.encode()[: MOST_EVIDENCE - len(CUT.encode())].decode(errors="ignore") + CUT


def kubectl(namespace: str, *words: str) -> str:
    """What one would type.

    >>> kubectl("learner-1", "exec", "duo", "-c", "web", "--", "cat", "/etc/os release")
    "kubectl -n learner-1 exec duo -c web -- cat '/etc/os release'"
    """
    return shlex.join(["kubectl", "-n", namespace, *words])


def exec_in(namespace: str, pod: str, container: str, *command: str) -> str:
    """A command in a container, as one would type it."""
    where = [pod, "-c", container] if container else [pod]
    return kubectl(namespace, "exec", *where, "--", *command)
