"""metadata.managedFields, read and written."""

from typing import Any

from podlab.pods.objects import JsonObject
from podlab.pods.ownership.fields.paths import from_tree, to_tree
from podlab.pods.ownership.managers import Manager, Managers, Owned

FIELDS_TYPE = "FieldsV1"


class InvalidManagedFields(ValueError):
    """Something that is no list of managers and their fields."""


def read_managers(entries: Any) -> Managers:
    """The managers of an object; raises InvalidManagedFields."""
    if not isinstance(entries or [], list):
        raise InvalidManagedFields("managedFields must be a list")
    managers: dict[Manager, Owned] = {}
    for entry in entries or []:
        try:
            manager = _manager(entry)
            fields = from_tree(entry.get("fieldsV1") or {})
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidManagedFields(str(error)) from error
        known = managers.get(manager)
        together = fields | known.fields if known else fields
        managers[manager] = Owned(together, str(entry.get("time") or ""))
    return managers


def write_managers(managers: Managers) -> list[JsonObject]:
    """The managers as entries, in the API server's order."""
    entries = [_entry(manager, owned) for manager, owned in managers.items()]
    order = ("operation", "time", "manager", "apiVersion", "subresource")
    return sorted(entries, key=lambda entry: [entry.get(name, "") for name in order])


def _manager(entry: JsonObject) -> Manager:
    operation = entry.get("operation")
    if entry.get("fieldsType") != FIELDS_TYPE or operation not in ("Apply", "Update"):
        raise InvalidManagedFields("an entry needs fieldsType FieldsV1 and an operation")
    return Manager(
        str(entry.get("manager") or ""),
        operation,
        str(entry.get("apiVersion") or ""),
        str(entry.get("subresource") or ""),
    )


def _entry(manager: Manager, owned: Owned) -> JsonObject:
    entry: JsonObject = {
        "manager": manager.name,
        "operation": manager.operation,
        "apiVersion": manager.api_version,
        "time": owned.time,
        "fieldsType": FIELDS_TYPE,
        "fieldsV1": to_tree(owned.fields),
        "subresource": manager.subresource,
    }
    return {name: value for name, value in entry.items() if value or name == "fieldsV1"}
