"""Objects as controllers write them: what they wrote is theirs."""

from datetime import UTC, datetime

from podlab.pods.objects import JsonObject, timestamp
from podlab.pods.ownership import Kind, Manager, owned_new, owned_update

CONTROLLERS = "kube-controller-manager"


def made_by_controller(obj: JsonObject) -> JsonObject:
    """A new object with its owner."""
    return owned_new(Kind(obj["kind"]), obj, _manager(obj), _now())


def changed_by_controller(old: JsonObject, new: JsonObject, subresource: str = "") -> JsonObject:
    """A changed object with its owners; the same one where nothing changed."""
    if new == old:
        return old
    kind = Kind(old["kind"], subresource)
    return owned_update(kind, old, new, _manager(old, subresource), _now())


def _manager(obj: JsonObject, subresource: str = "") -> Manager:
    return Manager(CONTROLLERS, "Update", obj["apiVersion"], subresource)


def _now() -> str:
    return timestamp(datetime.now(UTC))
