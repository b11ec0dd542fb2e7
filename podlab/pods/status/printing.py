"""The cells of `kubectl get pods`. Source: printers/internalversion/printers.go, printPod."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from podlab.pods.objects import JsonObject, parse_timestamp


@dataclass(frozen=True)
class PrintedColumns:
    """READY, STATUS, RESTARTS and AGE, and what `-o wide` adds."""

    ready: str
    status: str
    restarts: str
    age: str
    ip: str = "<none>"
    node: str = "<none>"
    nominated_node: str = "<none>"
    readiness_gates: str = "<none>"


@dataclass
class _Row:
    """What the walk over the container statuses has found so far."""

    reason: str
    restarts: int = 0
    last_restart: datetime | None = None

    def count(self, status: JsonObject) -> None:
        self.restarts += status.get("restartCount", 0)
        ended = (status.get("lastState") or {}).get("terminated")
        moment = parse_timestamp(ended.get("finishedAt")) if ended else None
        if moment and (self.last_restart is None or moment > self.last_restart):
            self.last_restart = moment


def printed_columns(pod: JsonObject, now: datetime) -> PrintedColumns:
    """How `kubectl get` prints this Pod; `pod` is the stored object with its status."""
    spec, status = pod.get("spec", {}), pod.get("status", {})
    main = status.get("containerStatuses") or []
    sidecars = _sidecars(spec)
    running_sidecars = [
        each for each in status.get("initContainerStatuses") or [] if each["name"] in sidecars
    ]
    ready = sum(bool(each.get("ready")) and _running(each) for each in [*main, *running_sidecars])
    row = _row(pod, main, running_sidecars)
    return PrintedColumns(
        ready=f"{ready}/{len(spec.get('containers') or []) + len(sidecars)}",
        status=row.reason,
        restarts=_restarts(row, now),
        age=_age(pod.get("metadata", {}).get("creationTimestamp"), now),
        ip=status.get("podIP") or "<none>",
        node=spec.get("nodeName") or "<none>",
        readiness_gates=_gates(spec, status),
    )


def human_duration(seconds: float) -> str:
    """A length of time as kubectl writes it.

    >>> [human_duration(each) for each in (5, 150, 600, 7300, 90000, 800000)]
    ['5s', '2m30s', '10m', '121m', '25h', '9d']
    """
    whole = int(seconds)
    if whole < 0:
        return "0s" if whole > -2 else "<invalid>"
    if whole < 120:
        return f"{whole}s"
    minutes, hours = whole // 60, whole // 3600
    if minutes < 180:
        return _two_units(minutes, "m", whole % 60, "s") if minutes < 10 else f"{minutes}m"
    if hours < 48:
        return _two_units(hours, "h", minutes % 60, "m") if hours < 8 else f"{hours}h"
    return _in_days(hours)


def _in_days(hours: int) -> str:
    days = hours // 24
    if days < 8:
        return _two_units(days, "d", hours % 24, "h")
    if days < 2 * 365:
        return f"{days}d"
    return _two_units(days // 365, "y", days % 365, "d") if days < 8 * 365 else f"{days // 365}y"


def _two_units(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit}{small}{small_unit}" if small else f"{large}{large_unit}"


def _row(pod: JsonObject, main: Sequence[JsonObject], sidecars: Sequence[JsonObject]) -> _Row:
    status = pod.get("status", {})
    row = _Row(status.get("reason") or status.get("phase") or "Unknown")
    if _is_gated(status):
        row.reason = "SchedulingGated"
    initializing = _walk_init(pod, row)
    if not initializing or _condition(status, "Initialized") == "True":
        row.restarts, row.last_restart = 0, None
        _walk_main(row, main, sidecars, status, initializing=initializing)
    if pod.get("metadata", {}).get("deletionTimestamp"):
        if status.get("reason") == "NodeLost":
            row.reason = "Unknown"
        elif status.get("phase") not in {"Succeeded", "Failed"}:
            row.reason = "Terminating"
    return row


def _walk_init(pod: JsonObject, row: _Row) -> bool:
    """Read the init containers in order up to the first that is not done; say if there is one."""
    spec = pod.get("spec", {})
    sidecars = _sidecars(spec)
    total = len(spec.get("initContainers") or [])
    for index, status in enumerate(pod.get("status", {}).get("initContainerStatuses") or []):
        row.count(status)
        state = status.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting")
        if ended and ended["exitCode"] == 0:
            continue
        if status["name"] in sidecars and status.get("started"):
            continue
        if ended:
            row.reason = f"Init:{ended.get('reason') or _exit_text(ended)}"
        elif waiting and waiting.get("reason") not in {None, "", "PodInitializing"}:
            row.reason = f"Init:{waiting['reason']}"
        else:
            row.reason = f"Init:{index}/{total}"
        return True
    return False


def _walk_main(
    row: _Row,
    main: Sequence[JsonObject],
    sidecars: Sequence[JsonObject],
    status: JsonObject,
    *,
    initializing: bool,
) -> None:
    for each in sidecars:
        row.count(each)
    any_ready_runs = False
    for each in reversed(main):
        row.count(each)
        state = each.get("state") or {}
        waiting, ended = state.get("waiting"), state.get("terminated")
        if waiting and waiting.get("reason"):
            row.reason = waiting["reason"]
        elif ended:
            row.reason = ended.get("reason") or _exit_text(ended)
        elif each.get("ready") and _running(each):
            any_ready_runs = True
    if row.reason == "Completed" and any_ready_runs and not initializing:
        row.reason = "Running" if _condition(status, "Ready") == "True" else "NotReady"


def _exit_text(ended: JsonObject) -> str:
    signal = ended.get("signal")
    return f"Signal:{signal}" if signal else f"ExitCode:{ended.get('exitCode', 0)}"


def _restarts(row: _Row, now: datetime) -> str:
    if row.restarts == 0 or row.last_restart is None:
        return str(row.restarts)
    ago = human_duration((now - row.last_restart).total_seconds())
    return f"{row.restarts} ({ago} ago)"


def _age(created: str | None, now: datetime) -> str:
    moment = parse_timestamp(created)
    return human_duration((now - moment).total_seconds()) if moment else "<unknown>"


def _gates(spec: JsonObject, status: JsonObject) -> str:
    gates = spec.get("readinessGates") or []
    if not gates:
        return "<none>"
    open_ = sum(_condition(status, gate["conditionType"]) == "True" for gate in gates)
    return f"{open_}/{len(gates)}"


def _condition(status: JsonObject, kind: str) -> str | None:
    for each in status.get("conditions") or []:
        if each.get("type") == kind:
            return str(each.get("status"))
    return None


def _is_gated(status: JsonObject) -> bool:
    return any(
        each.get("type") == "PodScheduled" and each.get("reason") == "SchedulingGated"
        for each in status.get("conditions") or []
    )


def _running(status: JsonObject) -> bool:
    return bool((status.get("state") or {}).get("running") is not None)


def _sidecars(spec: JsonObject) -> set[str]:
    init = spec.get("initContainers") or []
    return {each["name"] for each in init if each.get("restartPolicy") == "Always"}
