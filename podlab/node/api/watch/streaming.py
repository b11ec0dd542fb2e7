"""A watch request: from which version on, for how long, and in which form."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from podlab.node.api.answers import encode, typed
from podlab.node.api.context import ApiContext
from podlab.node.api.errors import ApiError, bad_request, from_store, invalid
from podlab.node.api.requests.options import is_true, whole_number
from podlab.node.api.requests.target import Target
from podlab.node.api.resources.reading import selector_of
from podlab.node.api.resources.selectors import Selector
from podlab.node.api.tables.table import make_table, wants_table
from podlab.node.api.watch.transitions import seen_through
from podlab.node.store import Expired, Watch, WatchEvent
from podlab.pods.errors import FieldError
from podlab.pods.objects import JsonObject

SECONDS_BETWEEN_BOOKMARKS = 60.0
SHORTEST, LONGEST = 1800.0, 3600.0  # seconds until a watch ends by itself, as the API server does
INITIAL_EVENTS_END = "k8s.io/initial-events-end"


@dataclass(frozen=True)
class WatchOptions:
    """What the query asks for. `since` is None to begin with the present state."""

    since: int | None
    selector: Selector
    seconds: float
    bookmarks: bool
    initial_events: bool
    table: bool


async def watch_objects(request: Request, context: ApiContext, target: Target) -> Response:
    """Answer with one JSON object per change; HTTP 410 when `since` is too long ago."""
    options = _read_options(request, target)
    changes = context.store.watch(target.resource, target.namespace or None, options.since)
    lines = Lines(request, target, options)
    return StreamingResponse(_stream(changes, lines, options), media_type="application/json")


class Lines:
    """Events in the form that the request asked for."""

    def __init__(self, request: Request, target: Target, options: WatchOptions) -> None:
        self._request = request
        self._target = target
        self._options = options
        self._columns_sent = False
        self.version = options.since or 0

    def of(self, event: WatchEvent) -> bytes:
        """The line for a change; empty when the watcher does not see it."""
        self.version = max(self.version, event.resource_version)
        if event.type == "BOOKMARK":
            return self.bookmark(ends_initial=True) if self._options.initial_events else b""
        seen = seen_through(self._options.selector, event)
        if seen is None:
            return b""
        kind, obj = seen
        return self._line(kind, self._shaped(typed(self._target.kind, obj)))

    def bookmark(self, *, ends_initial: bool = False) -> bytes:
        """A line that says only how far the watcher has come."""
        metadata: JsonObject = {"resourceVersion": str(self.version)}
        if ends_initial:
            metadata["annotations"] = {INITIAL_EVENTS_END: "true"}
        if self._options.table:
            table = make_table(self._request, self._target.resource, [], datetime.now(UTC))
            return self._line("BOOKMARK", {**table, "metadata": metadata})
        return self._line("BOOKMARK", typed(self._target.kind, {"metadata": metadata}))

    def error(self, error: ApiError) -> bytes:
        """The line that ends a watch which cannot go on."""
        return self._line("ERROR", error.status)

    def _shaped(self, obj: JsonObject) -> JsonObject:
        if not self._options.table:
            return obj
        table = make_table(self._request, self._target.resource, [obj], datetime.now(UTC))
        if self._columns_sent:
            table["columnDefinitions"] = []
        self._columns_sent = True
        version = obj["metadata"]["resourceVersion"]
        return {**table, "metadata": {"resourceVersion": version}}

    def _line(self, kind: str, obj: JsonObject) -> bytes:
        return encode({"type": kind, "object": obj}) + b"\n"


async def _stream(changes: Watch, lines: Lines, options: WatchOptions) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + options.seconds
    try:
        while (left := deadline - loop.time()) > 0:
            wait = min(left, SECONDS_BETWEEN_BOOKMARKS)
            try:
                async with asyncio.timeout(wait):
                    event = await anext(changes)
                line = lines.of(event)
            except TimeoutError:
                line = lines.bookmark() if options.bookmarks and left > wait else b""
            if line:
                yield line
    except StopAsyncIteration:
        return
    except Expired as error:
        yield lines.error(from_store(error))
    finally:
        changes.close()


def _read_options(request: Request, target: Target) -> WatchOptions:
    initial = is_true(request, "sendInitialEvents")
    match = request.query_params.get("resourceVersionMatch")
    if initial != (match == "NotOlderThan") or (match and not initial):
        raise _refused_match(target)
    version = request.query_params.get("resourceVersion") or "0"
    if not version.isdecimal() or len(version) > 18:
        raise bad_request(f"resourceVersion: Invalid value: {json.dumps(version)}")
    seconds = whole_number(request, "timeoutSeconds")
    return WatchOptions(
        since=None if initial else int(version) or None,
        selector=selector_of(request, target),
        seconds=float(seconds) if seconds else random.uniform(SHORTEST, LONGEST),  # noqa: S311 -- spreads reconnects
        bookmarks=is_true(request, "allowWatchBookmarks"),
        initial_events=initial,
        table=wants_table(request),
    )


def _refused_match(target: Target) -> ApiError:
    problem = "Forbidden: a watch takes sendInitialEvents=true and NotOlderThan together or neither"
    return invalid("ListOptions", target.resource, [FieldError("resourceVersionMatch", problem)])
