"""One container's state in the picture's words: a mood (colour and shape), a word, a reason."""

import re
from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]

STARTING = frozenset({"", "ContainerCreating", "PodInitializing"})


@dataclass(frozen=True)
class TileState:
    """`word` is Waiting, Running or Terminated, or "Not started" where there is no status yet.

    `mood` picks the shape: run (disc), wait (ring), term (square), warn (triangle).
    """

    word: str = "Not started"
    mood: str = "wait"
    reason: str = ""
    detail: str = ""
    restarts: int = 0
    ready: bool = False


def container_states(status: JsonObject) -> dict[str, TileState]:
    """The state of each main and each ephemeral container by name."""
    lists = (status.get("containerStatuses"), status.get("ephemeralContainerStatuses"))
    return {str(s.get("name")): _state(s) for listed in lists for s in listed or []}


def init_states(status: JsonObject) -> dict[str, TileState]:
    """The state of each init container by name, from `status.initContainerStatuses`."""
    return {str(s.get("name")): _state(s) for s in status.get("initContainerStatuses") or []}


def _state(status: JsonObject) -> TileState:
    state: JsonObject = status.get("state") or {}
    restarts, ready = int(status.get("restartCount") or 0), bool(status.get("ready"))
    if "running" in state:
        return TileState("Running", "run", restarts=restarts, ready=ready)
    if "terminated" in state:
        return _terminated(state["terminated"] or {}, restarts)
    return _waiting(state.get("waiting") or {}, status, restarts)


def _terminated(ended: JsonObject, restarts: int) -> TileState:
    code = int(ended.get("exitCode") or 0)
    reason = str(ended.get("reason") or ("Completed" if code == 0 else "Error"))
    return TileState(
        "Terminated", "term" if code == 0 else "warn", reason, f"exit code {code}", restarts
    )


def _waiting(waiting: JsonObject, status: JsonObject, restarts: int) -> TileState:
    """Waiting to start is a ring; waiting after a failure is a warning that says how it ended."""
    reason, message = str(waiting.get("reason") or ""), str(waiting.get("message") or "")
    ended: JsonObject = (status.get("lastState") or {}).get("terminated") or {}
    pause = re.match(r"back-off (\w+) restarting", message)
    parts = [
        f"back-off {pause[1]}" if pause else "",
        f"last exit code {int(ended.get('exitCode') or 0)}" if ended else "",
    ]
    detail = ", ".join(part for part in parts if part)
    mood = "wait" if reason in STARTING else "warn"
    return TileState("Waiting", mood, reason, detail or _short(message), restarts)


def _short(message: str) -> str:
    return " ".join(message.split())[:120]
