"""Strategic merge patch: a merge patch that knows which lists are keyed, and its directives.

Source: apimachinery/pkg/util/strategicpatch, and "Update API Objects in Place Using kubectl
patch" in the Kubernetes documentation.
"""

from collections.abc import Mapping
from typing import Any

from podlab.node.api.patch.json_patch import CannotPatch
from podlab.node.api.patch.merge_keys import PRIMITIVE

DIRECTIVE = "$patch"
ORDER = "$setElementOrder/"
DROP = "$deleteFromPrimitiveList/"
RETAIN = "$retainKeys"


class NoMergeKey(CannotPatch):
    """An item that does not say which one it means."""


Keys = Mapping[str, str]
Items = list[Any]


def strategic_merge(current: Any, patch: Any, keys: Keys, path: str = "") -> Any:
    """`current` with `patch` merged in; `keys` maps list paths to merge keys."""
    if not isinstance(patch, dict):
        return patch
    match patch.get(DIRECTIVE):
        case "replace":
            return {name: value for name, value in patch.items() if name != DIRECTIVE}
        case "delete":
            return {}
        case None | "merge":
            merged = dict(current) if isinstance(current, dict) else {}
        case other:
            raise CannotPatch(f'unknown patch directive "{other}"')
    if RETAIN in patch:
        retained = _listed(RETAIN, patch[RETAIN])
        merged = {name: value for name, value in merged.items() if name in retained}
    for name, value in patch.items():
        if not name.startswith("$"):
            _merge_field(merged, name, value, keys, path)
    _apply_list_directives(merged, patch, keys, path)
    return merged


def _merge_field(merged: dict[str, Any], name: str, value: Any, keys: Keys, path: str) -> None:
    inner = f"{path}.{name}" if path else name
    if value is None or (isinstance(value, dict) and value.get(DIRECTIVE) == "delete"):
        merged.pop(name, None)
    elif isinstance(value, list) and inner in keys:
        merged[name] = _merge_list(merged.get(name) or [], value, keys, inner)
    else:
        merged[name] = strategic_merge(merged.get(name), value, keys, inner)


def _merge_list(current: Items, patch: Items, keys: Keys, path: str) -> Items:
    key = keys[path]
    if key == PRIMITIVE:
        return [*current, *(item for item in patch if item not in current)]
    if any(isinstance(item, dict) and item.get(DIRECTIVE) == "replace" for item in patch):
        return [item for item in patch if item != {DIRECTIVE: "replace"}]
    merged = list(current)
    for item in patch:
        if not isinstance(item, dict):
            raise CannotPatch(f"{path}: each element must be an object")
        if key not in item:
            raise NoMergeKey(f"map: {_go(item)} does not contain declared merge key: {key}")
        _merge_item(merged, item, keys, path)
    return merged


def _merge_item(merged: Items, item: dict[str, Any], keys: Keys, path: str) -> None:
    key = keys[path]
    at = next((n for n, each in enumerate(merged) if each.get(key) == item[key]), None)
    if item.get(DIRECTIVE) == "delete":
        if at is not None:
            del merged[at]
    elif at is None:
        merged.append(strategic_merge({}, item, keys, path))
    else:
        merged[at] = strategic_merge(merged[at], item, keys, path)


def _apply_list_directives(
    merged: dict[str, Any], patch: dict[str, Any], keys: Keys, path: str
) -> None:
    for name, value in patch.items():
        if not name.startswith((ORDER, DROP)):
            continue
        listed = _listed(name, value)
        field = name.partition("/")[2]
        inner = f"{path}.{field}" if path else field
        items = merged.get(field)
        if isinstance(items, list) and name.startswith(DROP):
            merged[field] = [item for item in items if item not in listed]
        elif isinstance(items, list):
            merged[field] = _in_order(items, listed, keys.get(inner, PRIMITIVE))


def _listed(name: str, value: Any) -> Items:
    if not isinstance(value, list):
        raise CannotPatch(f"{name} must be a list")
    return value


def _in_order(items: Items, order: Items, key: str) -> Items:
    """Items named in `order` in that order; others stay before the item they stood before."""

    def identity(item: Any) -> Any:
        return item.get(key) if key and isinstance(item, dict) else item

    place = {repr(identity(item)): n for n, item in enumerate(order)}
    listed = [item for item in items if repr(identity(item)) in place]
    listed.sort(key=lambda item: place[repr(identity(item))])
    before = {repr(identity(item)): n for n, item in enumerate(items)}
    others = [item for item in items if repr(identity(item)) not in place]
    merged = []
    for item in listed:
        while others and before[repr(identity(others[0]))] < before[repr(identity(item))]:
            merged.append(others.pop(0))
        merged.append(item)
    return [*merged, *others]


def _go(value: Any) -> str:
    """A value as Go prints it in the API server's sentences."""
    match value:
        case dict():
            return f"map[{' '.join(f'{name}:{_go(value[name])}' for name in sorted(value))}]"
        case list():
            return f"[{' '.join(_go(each) for each in value)}]"
        case None:
            return "<nil>"
        case bool():
            return str(value).lower()
        case _:
            return str(value)
