"""One container's state in the picture's words: a mood (colour and shape), a word, a reason."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

JsonObject = dict[str, Any]

NOT_STARTED = gettext_noop("Not started")
STARTING = frozenset({"", "ContainerCreating", "PodInitializing"})


@dataclass(frozen=True)
class TileState:
    """`word` is Waiting, Running or Terminated, or "Not started" where there is no status yet.

    `mood` picks the shape: run (disc), wait (ring), term (square), warn (triangle).
    """

    word: str = NOT_STARTED
    mood: str = "wait"
    reason: str = ""
    detail: str = ""
    restarts: int = 0
    ready: bool = False
    again_at: float | None = None  # when a back-off ends
    again_in: int | None = None  # seconds from now, where now is known

    @property
    def again(self) -> str:
        """When it is started again, in a few words."""
        if self.again_at is None:
            return ""
        if self.again_in is None:
            at = datetime.fromtimestamp(self.again_at, UTC)
            return _("again at %(time)s UTC") % {"time": f"{at:%H:%M:%S}"}
        if self.again_in > 0:
            return _("again in %(left)s s") % {"left": self.again_in}
        return _("starting now")


def restarts(number: int) -> str:
    """How often it was started again."""
    return ngettext("%(number)s restart", "%(number)s restarts", number) % {"number": number}


def container_states(status: JsonObject, now: float | None = None) -> dict[str, TileState]:
    """The state of each main and each ephemeral container by name."""
    lists = (status.get("containerStatuses"), status.get("ephemeralContainerStatuses"))
    return {str(s.get("name")): _state(s, now) for listed in lists for s in listed or []}


def init_states(status: JsonObject, now: float | None = None) -> dict[str, TileState]:
    """The state of each init container by name, from `status.initContainerStatuses`."""
    return {str(s.get("name")): _state(s, now) for s in status.get("initContainerStatuses") or []}


def _state(status: JsonObject, now: float | None) -> TileState:
    state: JsonObject = status.get("state") or {}
    restarts, ready = int(status.get("restartCount") or 0), bool(status.get("ready"))
    if "running" in state:
        return TileState("Running", "run", restarts=restarts, ready=ready)
    if "terminated" in state:
        return _terminated(state["terminated"] or {}, restarts)
    return _waiting(state.get("waiting") or {}, status, restarts, now)


def _terminated(ended: JsonObject, restarts: int) -> TileState:
    code = int(ended.get("exitCode") or 0)
    reason = str(ended.get("reason") or ("Completed" if code == 0 else "Error"))
    return TileState(
        "Terminated",
        "term" if code == 0 else "warn",
        reason,
        _("exit code %(code)s") % {"code": code},
        restarts,
    )


def _waiting(
    waiting: JsonObject, status: JsonObject, restarts: int, now: float | None
) -> TileState:
    """Waiting to start is a ring; waiting after a failure is a warning that says how it ended."""
    reason, message = str(waiting.get("reason") or ""), str(waiting.get("message") or "")
    ended: JsonObject = (status.get("lastState") or {}).get("terminated") or {}
    pause = re.match(r"back-off (?:(\d+)m)?(?:(\d+)s)? restarting", message)
    parts = [
        f"back-off {message.split()[1]}" if pause else "",
        _("last exit code %(code)s") % {"code": int(ended.get("exitCode") or 0)} if ended else "",
    ]
    detail = ", ".join(part for part in parts if part)
    mood = "wait" if reason in STARTING else "warn"
    again_at = _end_of_back_off(pause, ended) if pause else None
    return TileState(
        "Waiting",
        mood,
        reason,
        detail or _short(message),
        restarts,
        again_at=again_at,
        again_in=max(0, math.ceil(again_at - now)) if again_at and now else None,
    )


def _end_of_back_off(pause: re.Match[str], ended: JsonObject) -> float | None:
    """The kubelet counts a back-off from the end of the attempt before."""
    try:
        finished = datetime.fromisoformat(str(ended.get("finishedAt")))
    except ValueError:
        return None
    return finished.timestamp() + 60 * int(pause[1] or 0) + int(pause[2] or 0)


def _short(message: str) -> str:
    return " ".join(message.split())[:120]
