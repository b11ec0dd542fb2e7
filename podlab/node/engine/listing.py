"""What the engine shows of this node's Pods, as the observations that decisions are made on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from podlab.node.engine import names
from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import NotThere
from podlab.pods.status import ContainerObservation, ContainerState, ContainerUser, SandboxState

NEVER_YEAR = 1  # the engine's "not yet" is in the year 1
_ENDED = {"exited", "dead", "removing"}


@dataclass(frozen=True)
class Sandbox:
    """A pause container; `pid` is its process on the engine's host, 0 when it does not run.

    One that was made and never ran holds nothing together: it counts as absent. One that runs
    for a second time does so only to be removed, and holds nothing together any more.
    """

    container_id: str
    attempt: int
    state: SandboxState
    address: str
    pid: int
    started_at: datetime | None


@dataclass(frozen=True)
class MadeAhead:
    """A container that was made before it was wanted and never started; no attempt as yet."""

    container_id: str
    digest: str


@dataclass(frozen=True)
class PodSighting:
    """Everything the engine has of one Pod: pause containers and attempts, oldest first."""

    sandboxes: tuple[Sandbox, ...] = ()
    containers: Mapping[str, tuple[ContainerObservation, ...]] = field(default_factory=dict)
    pids: Mapping[str, int] = field(default_factory=dict)  # by container id, of those that run
    ahead: Mapping[str, MadeAhead] = field(default_factory=dict)  # by the container's name

    @property
    def sandbox(self) -> Sandbox | None:
        """The newest pause container."""
        return max(self.sandboxes, key=lambda each: each.attempt, default=None)


class Lookout:
    """Sees one Pod. Each state of a container is inspected once; only "created" may still change,
    since a failed start leaves its mark without a new state.
    """

    def __init__(self, engine: Engine, pod_uid: str) -> None:
        self._engine = engine
        self._pod_uid = pod_uid
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def look(self) -> PodSighting:
        """The Pod as it is now; raises RuntimeUnavailable."""
        listed = self._engine.containers(self._pod_uid)
        details = [found for found in map(self._details, listed) if found is not None]
        present = {(each["Id"], each["State"]) for each in listed}
        self._known = {key: each for key, each in self._known.items() if key in present}
        return sighting(details)

    def inspect(self, container_id: str) -> dict[str, Any]:
        """One container as it is now, remembered for the next look."""
        found = self._engine.inspect(container_id)
        if found["State"]["Status"] != "created":
            self._known[container_id, found["State"]["Status"]] = found
        return found

    def details(self, container_id: str) -> dict[str, Any]:
        """What was last seen of one container."""
        known = [each for key, each in self._known.items() if key[0] == container_id]
        return known[-1] if known else self.inspect(container_id)

    def _details(self, listed: Mapping[str, Any]) -> dict[str, Any] | None:
        key = (listed["Id"], listed["State"])
        if key not in self._known:
            try:
                return self.inspect(listed["Id"])
            except NotThere:
                return None
        return self._known[key]


def sighting(details: Sequence[Mapping[str, Any]]) -> PodSighting:
    """Sort the inspected containers of one Pod into pause containers and attempts."""
    sandboxes, attempts = [], defaultdict(list)
    pids, ahead = {}, {}
    for each in details:
        if each["Config"]["Labels"][names.ROLE] == names.PAUSE_ROLE:
            sandboxes.append(_sandbox(each))
            continue
        if each["Config"]["Labels"][names.ROLE] != names.CONTAINER_ROLE:
            continue
        attempt = observation(each)
        if digest := _digest_ahead(each):
            ahead[attempt.name] = MadeAhead(attempt.container_id, digest)
            continue
        attempts[attempt.name].append(attempt)
        if attempt.is_running:
            pids[attempt.container_id] = each["State"]["Pid"]
    in_order = {
        name: tuple(sorted(each, key=lambda one: one.attempt)) for name, each in attempts.items()
    }
    ordered = sorted(sandboxes, key=lambda each: each.attempt)
    return PodSighting(tuple(ordered), in_order, pids, ahead)


def observation(details: Mapping[str, Any]) -> ContainerObservation:
    """One attempt, from the engine's inspection of it."""
    state, labels = details["State"], details["Config"]["Labels"]
    back_off = labels.get(names.BACK_OFF)
    return ContainerObservation(
        name=labels[names.CONTAINER],
        attempt=int(labels[names.ATTEMPT]),
        state=_state(state["Status"]),
        exit_code=state["ExitCode"],
        oom_killed=bool(state.get("OOMKilled")),
        created_at=moment(details["Created"]),
        started_at=moment(state["StartedAt"]),
        finished_at=moment(state["FinishedAt"]) if state["Status"] in _ENDED else None,
        container_id=details["Id"],
        image=labels[names.IMAGE],
        image_id=details["Image"],
        error=state.get("Error") or "",
        back_off=float(back_off) if back_off else None,
        sandbox_id=labels.get(names.SANDBOX, ""),
        user=ContainerUser.read(labels.get(names.USER, "")),
    )


def _digest_ahead(details: Mapping[str, Any]) -> str:
    """Empty for an attempt. A start that failed leaves its error in a state that is still new."""
    state = details["State"]
    untouched = state["Status"] == "created" and not (state.get("Error") or state["ExitCode"])
    return str(details["Config"]["Labels"].get(names.AHEAD, "")) if untouched else ""


def _sandbox(details: Mapping[str, Any]) -> Sandbox:
    state, labels = details["State"], details["Config"]["Labels"]
    running = state["Status"] == "running" and moment(state["FinishedAt"]) is None
    ended = SandboxState.ABSENT if state["Status"] == "created" else SandboxState.EXITED
    return Sandbox(
        container_id=details["Id"],
        attempt=int(labels[names.ATTEMPT]),
        state=SandboxState.RUNNING if running else ended,
        address=labels[names.ADDRESS],
        pid=state["Pid"] if running else 0,
        started_at=moment(state["StartedAt"]),
    )


def _state(status: str) -> ContainerState:
    if status in _ENDED:
        return ContainerState.EXITED
    return ContainerState.CREATED if status == "created" else ContainerState.RUNNING


def moment(text: str) -> datetime | None:
    """The engine's nanosecond time, or None where it has not happened."""
    when = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)
    return None if when.year == NEVER_YEAR else when
