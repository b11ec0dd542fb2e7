"""What a controller asks of a Pod: is it active, ready, available. Source: api/v1/pod/util.go."""

from datetime import datetime, timedelta

from podlab.pods.objects import JsonObject, parse_timestamp

ENDED = ("Succeeded", "Failed")


def is_active(pod: JsonObject) -> bool:
    """Whether the Pod counts as a replica: it neither ended nor is it being deleted."""
    return phase_of(pod) not in ENDED and "deletionTimestamp" not in pod["metadata"]


def phase_of(pod: JsonObject) -> str:
    """The Pod's phase."""
    return str(pod.get("status", {}).get("phase", "Pending"))


def ready_condition(pod: JsonObject) -> JsonObject | None:
    """The condition `Ready`, once the kubelet has written it."""
    conditions = pod.get("status", {}).get("conditions") or []
    return next((each for each in conditions if each["type"] == "Ready"), None)


def ready_since(pod: JsonObject) -> datetime | None:
    """Since when the Pod is ready; None while it is not."""
    condition = ready_condition(pod)
    if condition is None or condition["status"] != "True":
        return None
    return parse_timestamp(condition.get("lastTransitionTime"))


def is_ready(pod: JsonObject) -> bool:
    """Whether the Pod is ready."""
    condition = ready_condition(pod)
    return condition is not None and condition["status"] == "True"


def available_at(pod: JsonObject, min_ready_seconds: int) -> datetime | None:
    """From when on a ready Pod is available; None while it is not ready."""
    since = ready_since(pod)
    return since + timedelta(seconds=min_ready_seconds) if since else None


def is_available(pod: JsonObject, min_ready_seconds: int, now: datetime) -> bool:
    """Whether the Pod has been ready for long enough."""
    at = available_at(pod, min_ready_seconds)
    return at is not None and at <= now


def restarts_of(pod: JsonObject) -> int:
    """The restarts of the container that was restarted most."""
    statuses = pod.get("status", {}).get("containerStatuses") or []
    return max((each.get("restartCount", 0) for each in statuses), default=0)
