"""What is wanted and what was seen: Kubernetes objects on disk, and each change as it happens."""

from podlab.node.store.changes import Watch, WatchEvent
from podlab.node.store.errors import AlreadyExists, Conflict, Expired, NotFound, StoreError
from podlab.node.store.store import Listing, Store

__all__ = [
    "AlreadyExists",
    "Conflict",
    "Expired",
    "Listing",
    "NotFound",
    "Store",
    "StoreError",
    "Watch",
    "WatchEvent",
]
