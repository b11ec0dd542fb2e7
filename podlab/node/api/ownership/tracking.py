"""Objects with the owners that a write leaves."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from podlab.node.api.ownership.writer import updater
from podlab.node.api.requests.target import Target
from podlab.pods.objects import JsonObject, timestamp
from podlab.pods.ownership import (
    InvalidManagedFields,
    Kind,
    Managers,
    read_managers,
    track_update,
    write_managers,
)


def tracked_new(request: Request, target: Target, new: JsonObject) -> JsonObject:
    """A new object; whoever made it owns what they wrote."""
    kind = kind_of(target)
    managers = track_update(kind, kind.fresh, new, {}, updater(request, target), now())
    return with_managers(new, managers)


def tracked_update(
    request: Request, target: Target, sent: JsonObject, old: JsonObject, new: JsonObject
) -> JsonObject:
    """A changed object; an object without owners stays one until somebody applies."""
    managers = _managers(target, sent, old)
    if managers:
        manager = updater(request, target)
        managers = track_update(kind_of(target), old, new, managers, manager, now())
    return with_managers(new, managers)


def kind_of(target: Target) -> Kind:
    """What a request writes to, for the rules of ownership."""
    return Kind(target.kind.kind, target.subresource)


def owners_of(obj: JsonObject) -> Managers:
    """The owners of a stored object."""
    return _readable(obj["metadata"].get("managedFields"))


def with_managers(obj: JsonObject, managers: Managers) -> JsonObject:
    """The object with these owners instead of others."""
    metadata = {name: each for name, each in obj["metadata"].items() if name != "managedFields"}
    entries = write_managers(managers)
    return {**obj, "metadata": {**metadata, **({"managedFields": entries} if entries else {})}}


def now() -> str:
    """The time of a write."""
    return timestamp(datetime.now(UTC))


def _managers(target: Target, sent: JsonObject, old: JsonObject) -> Managers:
    """Owners that were sent along count; one empty entry resets them, an empty list does not."""
    given = sent["metadata"].get("managedFields")
    if target.subresource or not given:
        return owners_of(old)
    if given == [{}]:
        return {}
    return _readable(given) or owners_of(old)


def _readable(entries: Any) -> Managers:
    try:
        return read_managers(entries)
    except InvalidManagedFields:
        return {}
