"""The sources of one Pod as entries: the Pod itself, its events, logs and observations."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from podlab.cluster import Refused, connect
from podlab.pods.objects import JsonObject
from podlab.sandbox.live.sources.lines import LogLines
from podlab.sandbox.live.sources.upstream import Publish

LINES_AT_FIRST = "200"
STATUSES = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")


class WatchedList:
    """One filtered list, listed once and then watched; listed again when its version is too old."""

    def __init__(self, resource: str, namespace: str, field_selector: str) -> None:
        self.resource = resource
        self.namespace = namespace
        self.field_selector = field_selector
        self._version = ""

    async def follow(self, seen: Callable[[str, JsonObject], bool]) -> bool:
        """Tell `seen` every object with ADDED, MODIFIED or DELETED; it says True to end this."""
        cluster = await connect()
        if not self._version:
            listed = await cluster.list(
                self.resource, self.namespace, fieldSelector=self.field_selector
            )
            self._version = listed["metadata"]["resourceVersion"]
            if not listed["items"]:
                seen("LISTED", {})
            for item in listed["items"]:
                seen("ADDED", item)
        return await self._watch(seen)

    async def _watch(self, seen: Callable[[str, JsonObject], bool]) -> bool:
        cluster = await connect()
        try:
            async for event in cluster.watch(
                self.resource, self.namespace, self._version, fieldSelector=self.field_selector
            ):
                self._version = event["object"]["metadata"]["resourceVersion"]
                if event["type"] != "BOOKMARK" and seen(event["type"], event["object"]):
                    return True
        except Refused as refused:
            if refused.reason not in {"Expired", "Gone"}:
                raise
            self._version = ""
        return False


class EventFeed:
    """A Pod's events, each once per count."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._told: dict[str, int] = {}

    def seen(self, change: str, event: JsonObject) -> bool:
        if change in {"ADDED", "MODIFIED"}:
            count = event.get("count") or 1
            uid = event["metadata"]["uid"]
            if self._told.get(uid) != count:
                self._told[uid] = count
                self._publish(event_entry(event))
        return False


class LogFeed:
    """One container's log, attempt by attempt, each line once.

    `is_over(container, attempt)` tells whether that attempt has ended: a log that ends before
    its container does was cut off, and is asked for again.
    """

    def __init__(
        self,
        pod: JsonObject,
        container: str,
        publish: Publish,
        is_over: Callable[[str, int], Awaitable[bool]],
    ) -> None:
        self.namespace: str = pod["metadata"]["namespace"]
        self.pod: str = pod["metadata"]["name"]
        self.container = container
        self.attempt = 0
        self._publish = publish
        self._is_over = is_over
        self._lines = LogLines()

    async def follow(self) -> bool:
        """Read from where the last connection ended until this attempt's log ends."""
        cluster = await connect()
        since = self._lines.resume()
        query = {"sinceTime": since} if since else {"tailLines": LINES_AT_FIRST}
        async for line in cluster.follow_log(self.namespace, self.pod, self.container, **query):
            for entry in self._lines.entries(line, self.container, self.attempt):
                self._publish(entry)
        for entry in self._lines.flush(self.container):
            self._publish(entry)
        return await self._is_over(self.container, self.attempt)


class ObservationFeed:
    """Traffic and file changes, each once: the node's cursor says where to go on.

    Each connection begins with what the tap can do and who listens; only news of that is told.
    """

    def __init__(self, namespace: str, pod: str, publish: Publish) -> None:
        self.namespace = namespace
        self.pod = pod
        self._publish = publish
        self._cursor = ""
        self._states: dict[str, JsonObject] = {}

    async def follow(self) -> bool:
        cluster = await connect()
        async for entry in cluster.observe(self.namespace, self.pod, self._cursor):
            self._cursor = entry.pop("cursor", self._cursor)
            if self._is_news(entry):
                self._publish(entry)
        return False

    def _is_news(self, entry: JsonObject) -> bool:
        if entry["kind"] not in {"tap", "listen", "namespaces"}:
            return True
        state = {key: value for key, value in entry.items() if key != "time"}
        before, self._states[entry["kind"]] = self._states.get(entry["kind"]), state
        return before != state


def pod_entry(pod: JsonObject) -> JsonObject:
    """The `pod` entry: phase, ready count and each container's state in a word."""
    status = pod.get("status") or {}
    containers = list(container_states(status))
    ready = sum(container["ready"] for container in containers if not container["init"])
    return {
        "kind": "pod",
        "phase": status.get("phase", "Pending"),
        "ready": f"{ready}/{len(pod['spec']['containers'])}",
        "reason": status.get("reason", ""),
        "containers": containers,
        "deleting": bool(pod["metadata"].get("deletionTimestamp")),
    }


def container_states(status: JsonObject) -> Iterator[JsonObject]:
    """Each container's state: init containers first, ephemeral ones last."""
    for field in STATUSES:
        for container in status.get(field) or []:
            state: JsonObject = container.get("state") or {"waiting": {}}
            word, detail = next(iter(state.items()))
            yield {
                "name": container["name"],
                "state": word.capitalize(),
                "reason": (detail or {}).get("reason", ""),
                "restarts": container.get("restartCount", 0),
                "ready": bool(container.get("ready")),
                "init": field == "initContainerStatuses",
                "ephemeral": field == "ephemeralContainerStatuses",
            }


def event_entry(event: JsonObject) -> JsonObject:
    """The `event` entry of a core/v1 Event."""
    place = (event.get("involvedObject") or {}).get("fieldPath", "")
    when = event.get("lastTimestamp") or event["metadata"].get("creationTimestamp", "")
    return {
        "kind": "event",
        "time": datetime.fromisoformat(when).timestamp() if when else 0.0,
        "type": event.get("type", "Normal"),
        "reason": event.get("reason", ""),
        "from": (event.get("source") or {}).get("component", ""),
        "object": place,
        "container": place.partition("{")[2].rstrip("}"),
        "message": event.get("message", ""),
        "count": event.get("count") or 1,
    }
