"""What would be stored, without storing it."""

import uuid
from datetime import UTC, datetime

from podlab.node.store import AlreadyExists, NotFound, Store
from podlab.pods.objects import JsonObject, timestamp


def pretended(store: Store, resource: str, obj: JsonObject) -> JsonObject:
    """A new object as `create` would answer it; raises AlreadyExists as it would."""
    metadata = obj["metadata"]
    try:
        store.get(resource, metadata.get("namespace") or "", metadata["name"])
    except NotFound:
        identity = {"uid": str(uuid.uuid4()), "creationTimestamp": timestamp(datetime.now(UTC))}
        return {**obj, "metadata": {**metadata, **identity}}
    raise AlreadyExists(resource, metadata["name"])
