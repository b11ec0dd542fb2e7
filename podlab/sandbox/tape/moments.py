"""The Pod and what was seen of it at one moment of a tape. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from podlab.pods.objects import JsonObject
from podlab.sandbox.live.activity import ActivityLog
from podlab.sandbox.picture import Activity


@dataclass(frozen=True)
class Moment:
    """`pod` has a status only if it was seen by then; `ended` says why the run was over."""

    pod: JsonObject
    activity: Activity
    ended: str = ""


def moment_at(pod: JsonObject, entries: Iterable[JsonObject], time: float) -> Moment:
    """What was known at `time`; `entries` come in the order of their times."""
    seen, ended, log = pod, "", ActivityLog()
    for entry in entries:
        if entry["time"] > time:
            break
        log.add(entry)
        if entry["kind"] == "pod":
            seen = pod_of_entry(pod, entry)
        elif entry["kind"] == "ended":
            ended = entry["reason"]
    return Moment(seen, log.activity(), ended)


def pod_of_entry(pod: JsonObject, entry: JsonObject) -> JsonObject:
    """The whole Pod as a `pod` entry found it."""
    metadata = pod["metadata"] | ({"deletionTimestamp": "then"} if entry.get("deleting") else {})
    return {
        "metadata": metadata,
        "spec": entry.get("spec") or pod["spec"],
        "status": entry["status"],
    }
