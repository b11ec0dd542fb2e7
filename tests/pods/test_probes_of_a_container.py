"""When a verdict flips, which probes run, and what a container is held for at first."""

from datetime import UTC, datetime

import pytest
from lightkube.models.core_v1 import Container, Probe

from podlab.pods.probes import (
    Answer,
    Outcome,
    ProbeKind,
    first_try_at,
    initial_state,
    period_of,
    probes_to_run,
    timeout_of,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANSWERS = {"+": Answer.SUCCESS, "-": Answer.FAILURE, "!": Answer.ERROR, "~": Answer.WARNING}


@pytest.mark.parametrize(
    ("kind", "answers", "verdicts"),
    [
        ("Readiness", "", ""),
        ("Readiness", "+", "+"),
        ("Readiness", "~", "+"),
        ("Readiness", "+--", "+++"),
        ("Readiness", "+---", "+++-"),
        ("Readiness", "+--+---", "++++++-"),
        ("Readiness", "+--!-", "++++-"),
        ("Readiness", "!", "-"),
        ("Liveness", "-", "+"),
        ("Liveness", "---", "++-"),
        ("Liveness", "--+--", "+++++"),
        ("Liveness", "!!!!", "++++"),
        ("Startup", "--", "??"),
        ("Startup", "--+", "??+"),
        ("Startup", "---", "??-"),
        ("Startup", "!", "?"),
    ],
)
def test_verdict_flips_after_three_failures_and_one_success(
    kind: str, answers: str, verdicts: str
) -> None:
    state, seen = initial_state(ProbeKind(kind)), ""
    for answer in answers:
        state = state.after(Outcome(ANSWERS[answer]), Probe())
        seen += {True: "+", False: "-", None: "?"}[state.verdict]

    assert seen == verdicts


def test_success_threshold_counts_successes_in_a_row() -> None:
    state, ready = initial_state(ProbeKind.READINESS), []
    for answer in "++-++":
        state = state.after(Outcome(ANSWERS[answer]), Probe(successThreshold=2, failureThreshold=1))
        ready.append(state.verdict)

    assert ready == [False, True, False, False, True]


@pytest.mark.parametrize(
    ("kind", "answer", "condemned", "over"),
    [
        ("Startup", "+", False, True),
        ("Startup", "-", True, True),
        ("Liveness", "+", False, False),
        ("Liveness", "-", True, True),
        ("Readiness", "+", False, False),
        ("Readiness", "-", False, False),
    ],
)
def test_what_a_verdict_ends(kind: str, answer: str, *, condemned: bool, over: bool) -> None:
    first = initial_state(ProbeKind(kind))
    state = first.after(Outcome(ANSWERS[answer]), Probe(failureThreshold=1))

    assert (state.condemned, state.is_over) == (condemned, over)


@pytest.mark.parametrize(
    ("given", "started", "ending", "running"),
    [
        ("slr", False, False, "s"),
        ("slr", True, False, "lr"),
        ("lr", False, False, "lr"),
        ("r", True, False, "r"),
        ("s", True, False, ""),
        ("slr", True, True, "r"),
        ("slr", False, True, ""),
        ("", True, False, ""),
    ],
)
def test_probes_that_run(given: str, running: str, *, started: bool, ending: bool) -> None:
    has = {each: Probe() for each in given}
    container = Container(
        "c", startupProbe=has.get("s"), livenessProbe=has.get("l"), readinessProbe=has.get("r")
    )

    to_run = probes_to_run(container, started=started, ending=ending)

    assert sorted(kind.lower()[0] for kind in to_run) == sorted(running)


def test_zero_and_nothing_mean_the_defaults() -> None:
    for probe in (Probe(), Probe(periodSeconds=0, timeoutSeconds=0, initialDelaySeconds=0)):
        assert (period_of(probe), timeout_of(probe)) == (10, 1)
        assert first_try_at(probe, NOON) == NOON
