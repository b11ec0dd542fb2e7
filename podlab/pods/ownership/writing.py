"""Objects with the owners that a write leaves on them."""

from podlab.pods.objects import JsonObject
from podlab.pods.ownership.entries import InvalidManagedFields, read_managers, write_managers
from podlab.pods.ownership.managers import Manager, Managers
from podlab.pods.ownership.tracking import Kind, track_update


def owned_new(kind: Kind, new: JsonObject, manager: Manager, now: str) -> JsonObject:
    """A new object; whoever made it owns what they wrote."""
    return with_managers(new, track_update(kind, kind.fresh, new, {}, manager, now))


def owned_update(
    kind: Kind, old: JsonObject, new: JsonObject, manager: Manager, now: str
) -> JsonObject:
    """A changed object; one without owners stays so until somebody applies."""
    managers = owners_of(old)
    if not managers:
        return new
    return with_managers(new, track_update(kind, old, new, managers, manager, now))


def owners_of(obj: JsonObject) -> Managers:
    """The owners of a stored object; nobody where that cannot be read."""
    try:
        return read_managers(obj["metadata"].get("managedFields"))
    except InvalidManagedFields:
        return {}


def with_managers(obj: JsonObject, managers: Managers) -> JsonObject:
    """The object with these owners instead of others."""
    metadata = {name: each for name, each in obj["metadata"].items() if name != "managedFields"}
    entries = write_managers(managers)
    return {**obj, "metadata": {**metadata, **({"managedFields": entries} if entries else {})}}
