"""What did happen: a container's and its Pod's readings before a fault and now. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from podlab.pods.objects import JsonObject

FIELDS = ("initContainerStatuses", "containerStatuses")


@dataclass(frozen=True)
class Reading:
    """One look, in the words of `kubectl describe`."""

    state: str
    last_state: str
    restarts: str
    ready: str
    phase: str
    pod_ready: str


@dataclass(frozen=True)
class Row:
    """One thing that was looked at twice."""

    label: str
    before: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether it is another one now."""
        return self.before != self.now


@dataclass(frozen=True)
class Broken:
    """A fault that was brought about; small enough for a session."""

    run: str
    key: str
    title: str
    watch: Sequence[str]
    container: str
    at: float
    before: Reading
    said: str = ""

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> Self | None:
        """From a session; None for what an older Podlab wrote."""
        try:
            return cls(**{**stored, "before": Reading(**stored["before"])})
        except (KeyError, TypeError):
            return None


def read(pod: JsonObject | None, container: str) -> Reading:
    """What the API says of a container and its Pod."""
    gone = _("gone")
    if pod is None:
        return Reading(*[gone] * 6)
    status = pod.get("status") or {}
    found: JsonObject = next(
        (e for field in FIELDS for e in status.get(field) or [] if e["name"] == container), {}
    )
    conditions = {each["type"]: each["status"] for each in status.get("conditions") or []}
    phase = str(status.get("phase", "Pending"))
    if status.get("reason"):
        phase = f"{phase}, {status['reason']}: {status.get('message', '')}"
    return Reading(
        state=told(found.get("state") or {}),
        last_state=told(found.get("lastState") or {}),
        restarts=str(found.get("restartCount", 0)),
        ready=str(bool(found.get("ready"))),
        phase=phase,
        pod_ready=str(conditions.get("Ready", "False")),
    )


def told(state: JsonObject) -> str:
    """A container's state in a few words.

    >>> told({"terminated": {"reason": "OOMKilled", "exitCode": 137}})
    'Terminated: OOMKilled, exit code 137'
    >>> told({"running": {}}), told({})
    ('Running', 'none')
    """
    for name, detail in state.items():
        word = str(name).capitalize()
        reason = f": {detail['reason']}" if detail.get("reason") else ""
        code = f", exit code {detail['exitCode']}" if "exitCode" in detail else ""
        return f"{word}{reason}{code}"
    return "none"


def rows(broken: Broken, now: Reading) -> list[Row]:
    """Both looks side by side."""
    name, before = broken.container, broken.before
    return [
        Row(_("%(name)s: state") % {"name": name}, before.state, now.state),
        Row(_("%(name)s: last state") % {"name": name}, before.last_state, now.last_state),
        Row(_("%(name)s: restarts") % {"name": name}, before.restarts, now.restarts),
        Row(_("%(name)s: ready") % {"name": name}, before.ready, now.ready),
        Row(_("Pod: phase"), before.phase, now.phase),
        Row(_("Pod: Ready"), before.pod_ready, now.pod_ready),
    ]
