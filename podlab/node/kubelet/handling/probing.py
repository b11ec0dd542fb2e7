"""The probes of one Pod: a task for each that runs, and the verdicts they came to."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from lightkube.models.core_v1 import Pod, Probe

from podlab.node.engine.errors import EngineError
from podlab.node.engine.listing import PodSighting, Sandbox
from podlab.node.kubelet.handling.actions import try_probe
from podlab.node.kubelet.handling.patients import Patient
from podlab.node.kubelet.node import Node
from podlab.node.runtime import RuntimeUnavailable
from podlab.pods import events
from podlab.pods.objects import all_containers
from podlab.pods.probes import (
    Answer,
    Outcome,
    ProbeKind,
    ProbeState,
    first_try_at,
    initial_state,
    period_of,
    probes_of,
    probes_to_run,
)
from podlab.pods.status import ContainerObservation

if TYPE_CHECKING:
    from concurrent.futures import Future

Key = tuple[str, ProbeKind]  # container id and probe


@dataclass(frozen=True)
class Verdicts:
    """What the probes say of each container's latest attempt, as PodObservation takes it."""

    ready: Mapping[str, bool]
    startup: Mapping[str, bool]
    failed_probes: Mapping[str, str]
    starting: Mapping[str, str] = field(default_factory=dict)
    evicted: str = ""


@dataclass(frozen=True)
class Round:
    """One probe of one attempt at a container."""

    patient: Patient
    kind: ProbeKind
    probe: Probe
    started_at: datetime

    @property
    def key(self) -> Key:
        return self.patient.container_id, self.kind


class PodProber:
    """Told by the Pod's worker what runs; `wake` is called when a verdict changes."""

    def __init__(self, node: Node, wake: Callable[[], None]) -> None:
        self._node = node
        self._wake = wake
        self._lock = threading.Lock()
        self._states: dict[Key, ProbeState] = {}
        self._tasks: dict[Key, Future[None]] = {}

    def follow(
        self, pod: Pod, sighting: PodSighting, starting: Collection[str], *, ending: bool
    ) -> None:
        """Begin to probe what has come, cease to probe what has gone.

        `starting` are ids of containers that their postStart hook still holds back; `ending`
        says that the whole Pod is being stopped.
        """
        found = _patients(pod, sighting)
        patients = [each for each in found if each[0].container_id not in starting]
        self._adopt(pod, patients)
        rounds = {
            each.key: each for patient in patients for each in self._rounds(*patient, ending=ending)
        }
        for key in self._tasks.keys() - rounds.keys():
            self._tasks.pop(key).cancel()
        for key in rounds.keys() - self._tasks.keys():
            if not self._states[key].is_over:
                self._tasks[key] = self._node.loop.run(self._go_round(pod, rounds[key]))

    def verdicts(self, sighting: PodSighting) -> Verdicts:
        """What is held of the containers now."""
        with self._lock:
            states = dict(self._states)
        latest = {name: each[-1].container_id for name, each in sighting.containers.items()}
        of = {
            kind: {name: states[id_, kind] for name, id_ in latest.items() if (id_, kind) in states}
            for kind in ProbeKind
        }
        return Verdicts(
            ready={name: bool(each.verdict) for name, each in of[ProbeKind.READINESS].items()},
            startup={name: bool(each.verdict) for name, each in of[ProbeKind.STARTUP].items()},
            failed_probes={
                name: kind.lower()
                for kind in of
                for name, each in of[kind].items()
                if each.condemned
            },
        )

    def stop(self) -> None:
        """Cease to probe."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def _adopt(self, pod: Pod, patients: "list[tuple[Patient, datetime]]") -> None:
        """Hold of new containers what the stored status says, forget those that are gone."""
        alive = {patient.container_id for patient, _ in patients}
        with self._lock:
            self._states = {key: each for key, each in self._states.items() if key[0] in alive}
            for patient, _ in patients:
                for kind in probes_of(patient.container):
                    key = (patient.container_id, kind)
                    if key not in self._states:
                        self._states[key] = _stored_state(pod, patient.container_id, kind)

    def _rounds(self, patient: Patient, started_at: datetime, *, ending: bool) -> Iterator[Round]:
        startup = self._states.get((patient.container_id, ProbeKind.STARTUP))
        wanted = probes_to_run(
            patient.container,
            started=startup is None or startup.verdict is True,
            ending=ending,
        )
        for kind, probe in wanted.items():
            yield Round(patient, kind, probe, started_at)

    async def _go_round(self, pod: Pod, this: Round) -> None:
        """Probe until the verdict is final or somebody cancels."""
        begin = first_try_at(this.probe, this.started_at) - self._node.now()
        await asyncio.sleep(max(0.0, begin.total_seconds()))
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            outcome = await self._try(this)
            self._tell(pod, this, outcome)
            if self._note(this, outcome).is_over:
                return
            due = max(due + period_of(this.probe), clock())
            await asyncio.sleep(due - clock())

    async def _try(self, this: Round) -> Outcome:
        try:
            return await try_probe(self._node, this.patient, this.probe)
        except (EngineError, RuntimeUnavailable) as problem:
            return Outcome(Answer.ERROR, str(problem))

    def _note(self, this: Round, outcome: Outcome) -> ProbeState:
        with self._lock:
            before = self._states.get(this.key) or initial_state(this.kind)
            after = before.after(outcome, this.probe)
            self._states[this.key] = after
        if after.verdict is not before.verdict:
            self._wake()
        return after

    def _tell(self, pod: Pod, this: Round, outcome: Outcome) -> None:
        name, kind, text = this.patient.container.name, this.kind, outcome.text
        match outcome.answer:
            case Answer.FAILURE:
                event = events.unhealthy(name, kind, text)
            case Answer.ERROR:
                event = events.unhealthy(name, kind, text, errored=True)
            case Answer.WARNING:
                event = events.probe_warning(name, kind, text)
            case Answer.SUCCESS:
                return
        self._node.recorder.record(pod, event, self._node.now())


def _patients(pod: Pod, sighting: PodSighting) -> Iterator[tuple[Patient, datetime]]:
    """Every running container that has a probe, and when it was started."""
    for attempts in sighting.containers.values():
        latest = attempts[-1]
        patient = patient_of(pod, latest, sighting.sandbox)
        if patient is None or not probes_of(patient.container):
            continue
        if latest.is_running and latest.started_at is not None:
            yield patient, latest.started_at


def patient_of(pod: Pod, seen: ContainerObservation, sandbox: Sandbox | None) -> Patient | None:
    """An attempt as probes and hooks take it; None where its manifest or its network is gone."""
    container = next((each for each in all_containers(pod) if each.name == seen.name), None)
    if container is None or sandbox is None:
        return None
    return Patient(container, seen.container_id, sandbox.container_id, sandbox.address)


def _stored_state(pod: Pod, container_id: str, kind: ProbeKind) -> ProbeState:
    """What is known of an attempt that this process has not probed yet."""
    state = initial_state(kind)
    stored = pod.status
    listed = [
        *((stored.containerStatuses or []) if stored else []),
        *((stored.initContainerStatuses or []) if stored else []),
    ]
    found = next((each for each in listed if each.containerID == f"docker://{container_id}"), None)
    if found is None or kind is ProbeKind.LIVENESS:
        return state
    held = found.started if kind is ProbeKind.STARTUP else found.ready
    return ProbeState(kind, verdict=True) if held else state
