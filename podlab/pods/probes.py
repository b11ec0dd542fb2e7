"""Probes: which of a container's three run, when they first do, and when a verdict flips.

Source: kubelet/prober/worker.go and prober.go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lightkube.models.core_v1 import Container, Probe


class ProbeKind(StrEnum):
    """The three probes, by the words that events use."""

    STARTUP = "Startup"
    LIVENESS = "Liveness"
    READINESS = "Readiness"

    @property
    def condemns(self) -> bool:
        """Whether its failure kills the container."""
        return self is not ProbeKind.READINESS


class Answer(StrEnum):
    """What came of one try. A WARNING counts as a success; an ERROR, a probe that could not be
    run at all, counts as nothing.
    """

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"
    ERROR = "error"


@dataclass(frozen=True)
class Outcome:
    """One try and what the event says about it."""

    answer: Answer
    text: str = ""


@dataclass(frozen=True)
class ProbeState:
    """The verdict on one attempt of a container, and how many equal answers came in a row.

    `verdict` is None while nobody knows, as a startup probe begins.
    """

    kind: ProbeKind
    verdict: bool | None
    latest: bool | None = None
    in_a_row: int = 0

    def after(self, outcome: Outcome, probe: Probe) -> "ProbeState":
        """The state after one more try."""
        if outcome.answer is Answer.ERROR:
            return self
        healthy = outcome.answer is not Answer.FAILURE
        run = self.in_a_row + 1 if healthy is self.latest else 1
        needed = (probe.successThreshold or 1) if healthy else (probe.failureThreshold or 3)
        verdict = healthy if run >= needed else self.verdict
        return replace(self, verdict=verdict, latest=healthy, in_a_row=run)

    @property
    def condemned(self) -> bool:
        """Whether the container is to be killed for it."""
        return self.kind.condemns and self.verdict is False

    @property
    def is_over(self) -> bool:
        """Whether this container is not probed in this way any more."""
        return self.condemned or (self.kind is ProbeKind.STARTUP and self.verdict is True)


INITIAL: Mapping[ProbeKind, bool | None] = {
    ProbeKind.STARTUP: None,
    ProbeKind.LIVENESS: True,
    ProbeKind.READINESS: False,
}


def initial_state(kind: ProbeKind) -> ProbeState:
    """What is held of a container before its first try."""
    return ProbeState(kind, INITIAL[kind])


def probes_of(container: Container) -> dict[ProbeKind, Probe]:
    """The probes that a container has."""
    given = {
        ProbeKind.STARTUP: container.startupProbe,
        ProbeKind.LIVENESS: container.livenessProbe,
        ProbeKind.READINESS: container.readinessProbe,
    }
    return {kind: probe for kind, probe in given.items() if probe is not None}


def probes_to_run(container: Container, *, started: bool, ending: bool) -> dict[ProbeKind, Probe]:
    """The probes of a running container that may run now.

    Until the startup probe has succeeded it runs alone, afterwards never again. Of a Pod that is
    being deleted only the readiness is still asked for.
    """
    probes = probes_of(container)
    if ProbeKind.STARTUP in probes and not started:
        allowed = {ProbeKind.STARTUP}
    else:
        allowed = {ProbeKind.LIVENESS, ProbeKind.READINESS}
    if ending:
        allowed &= {ProbeKind.READINESS}
    return {kind: probe for kind, probe in probes.items() if kind in allowed}


def first_try_at(probe: Probe, started_at: datetime) -> datetime:
    """When a container that started then is first probed."""
    return started_at + timedelta(seconds=probe.initialDelaySeconds or 0)


def period_of(probe: Probe) -> float:
    """Seconds between tries."""
    return float(probe.periodSeconds or 10)


def timeout_of(probe: Probe) -> float:
    """Seconds that one try may take."""
    return float(probe.timeoutSeconds or 1)


def go_duration(seconds: float) -> str:
    """Whole seconds as Go prints them: `1s`, `1m30s`, `1h0m0s`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{rest}s"
    text = f"{minutes}m{text}" if minutes or hours else text
    return f"{hours}h{text}" if hours else text
