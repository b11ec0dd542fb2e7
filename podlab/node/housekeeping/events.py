"""Events are news, not history: they go after an hour, and with their namespace."""

import contextlib
from datetime import datetime, timedelta

from podlab.node.store import NotFound, Store
from podlab.pods.objects import JsonObject, parse_timestamp

KEPT = timedelta(hours=1)  # the API server's --event-ttl


def expire_events(store: Store, now: datetime) -> int:
    """Delete the events that are too old or whose namespace is gone; returns how many."""
    namespaces = {item["metadata"]["name"] for item in store.list("namespaces").items}
    expired = [
        event["metadata"]
        for event in store.list("events").items
        if _last_seen(event, now) < now - KEPT or event["metadata"]["namespace"] not in namespaces
    ]
    for metadata in expired:
        with contextlib.suppress(NotFound):
            store.delete("events", metadata["namespace"], metadata["name"])
    return len(expired)


def _last_seen(event: JsonObject, now: datetime) -> datetime:
    times = (event.get("lastTimestamp"), event.get("eventTime"))
    texts = (*times, event["metadata"].get("creationTimestamp"))
    return next((moment for text in texts if (moment := parse_timestamp(text))), now)
