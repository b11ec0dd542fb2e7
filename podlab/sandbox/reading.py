"""What is known of a run now, as the templates take it: the Pod, its picture, its panels."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from podlab.cluster import NotFound, connect
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.drawing import draw_both
from podlab.sandbox.live.hub import hub
from podlab.sandbox.live.sources.feeds import STATUSES, container_states, event_entry
from podlab.sandbox.models import PodRun
from podlab.sandbox.runs.commands import equivalents

ROWS = 100
ROWS_AT_FIRST = 20  # of each panel, until the stream brings them all
PANELS = {
    "traffic": frozenset({"request", "refused", "folded"}),
    "files": frozenset({"file"}),
    "logs": frozenset({"log"}),
    "events": frozenset({"event"}),
}


async def pod_of(run: PodRun) -> JsonObject | None:
    """The run's Pod as the server has it; None once it is gone. Raises ClusterUnavailable."""
    if run.removed_at:
        return None
    try:
        pod = await (await connect()).get("pods", run.namespace, run.name)
    except NotFound:
        return None
    return pod if pod["metadata"]["uid"] == run.pod_uid else None


async def picture(run: PodRun, pod: JsonObject | None, *, xray: bool = False) -> Mapping[str, Any]:
    """`pod`, `picture_wide`, `picture_narrow`, `picture_words`, with what was seen so far."""
    if pod is None:
        return {"pod": None}
    async with hub().watching(run) as topic:
        activity = topic.activity.activity()
    return {"pod": pod, **draw_both(pod, activity, xray=xray, now=time.time())}


def statuses(pod: JsonObject | None) -> Mapping[str, Any]:
    """`statuses`, one row for each container, and the Pod's `conditions`."""
    status = (pod or {}).get("status") or {}
    return {
        "statuses": [row | before(status, row["name"]) for row in container_states(status)],
        "conditions": status.get("conditions") or [],
    }


def before(status: JsonObject, name: str) -> JsonObject:
    """The image, the message, and how the attempt before this one ended."""
    for field in STATUSES:
        for state in status.get(field) or []:
            if state["name"] == name:
                now = next(iter((state.get("state") or {}).values()), None) or {}
                return {
                    "image": state.get("image", ""),
                    "message": now.get("message", ""),
                    "exit_code": now.get("exitCode"),
                    "last": (state.get("lastState") or {}).get("terminated"),
                }
    return {}


async def entries(run: PodRun, panel: str, *, patient: bool = True) -> list[JsonObject]:
    """The panel's newest entries, the newest last, each with its moment as `at`.

    Who is not patient gets a few of those that are known already.
    """
    if run.removed_at or not run.pod_uid:
        return []
    async with hub().watching(run) as topic:
        if patient:
            await topic.warm()
        return with_moments(topic.ring.latest(PANELS[panel], ROWS if patient else ROWS_AT_FIRST))


async def events(run: PodRun) -> list[JsonObject]:
    """The Pod's events, asked for now. Raises ClusterUnavailable."""
    if run.removed_at or not run.pod_uid:
        return []
    cluster = await connect()
    selector = f"involvedObject.uid={run.pod_uid}"
    listed = await cluster.list("events", run.namespace, fieldSelector=selector)
    found = [event_entry(event) for event in listed["items"]]
    return with_moments(sorted(found, key=lambda entry: entry["time"]))


def commands(run: PodRun | None, pod: JsonObject | None) -> Mapping[str, Any]:
    """`equivalents`: by action what one would type."""
    return {"equivalents": equivalents(pod, run.namespace) if run and pod else {}}


def with_moments(found: Iterable[JsonObject]) -> list[JsonObject]:
    return [{**entry, "at": datetime.fromtimestamp(entry["time"], UTC)} for entry in found]
