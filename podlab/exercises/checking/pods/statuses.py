"""Reading a Pod's JSON: a container's status, who runs, who is ready. Pure."""

from collections.abc import Iterator
from datetime import datetime

from podlab.pods.objects import JsonObject

STATUSES = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
MISSING_IMAGE = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName"})


def status_of(pod: JsonObject, container: str) -> JsonObject | None:
    """What the kubelet says of a container; None where the Pod has none of that name."""
    status = pod.get("status") or {}
    for field in STATUSES:
        for each in status.get(field) or []:
            if each["name"] == container:
                found: JsonObject = each
                return found
    return None


def phase_of(pod: JsonObject) -> str:
    return str((pod.get("status") or {}).get("phase", "Pending"))


def ip_of(pod: JsonObject) -> str:
    return str((pod.get("status") or {}).get("podIP") or "")


def is_going(pod: JsonObject) -> bool:
    """Whether its deletion has begun."""
    return bool(pod["metadata"].get("deletionTimestamp"))


def is_ready(pod: JsonObject) -> bool:
    conditions = (pod.get("status") or {}).get("conditions") or []
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def running(pod: JsonObject) -> Iterator[JsonObject]:
    """The statuses of the containers that run."""
    status = pod.get("status") or {}
    for field in STATUSES:
        for each in status.get(field) or []:
            if "running" in (each.get("state") or {}):
                yield each


def is_running(pod: JsonObject | None, container: str) -> bool:
    """Whether this container runs, or any of the Pod's where none is named."""
    return pod is not None and any(container in ("", each["name"]) for each in running(pod))


def state_of(status: JsonObject) -> tuple[str, JsonObject]:
    """The state's name and its details.

    >>> state_of({"state": {"terminated": {"exitCode": 1}}})
    ('terminated', {'exitCode': 1})
    """
    name, details = next(iter((status.get("state") or {"waiting": {}}).items()))
    return str(name), details or {}


def moment(text: str | None) -> datetime | None:
    """A time of the API."""
    return datetime.fromisoformat(text) if text else None


def state_in_words(name: str, details: JsonObject) -> str:
    """A state in a few words.

    >>> state_in_words("terminated", {"reason": "Error", "exitCode": 1})
    'terminated (Error, exit code 1)'
    """
    told = [str(details["reason"])] if details.get("reason") else []
    told += [f"exit code {details['exitCode']}"] if "exitCode" in details else []
    return f"{name} ({', '.join(told)})" if told else name
